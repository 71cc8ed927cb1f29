"""Answers what Samba lets accounts do with objects: one JSON request a line on stdin, one JSON answer a line on stdout.

The first line names the configuration and the database; Samba's own modules decide, on the domain's own files, with the
token that Samba makes for the account. What would change the domain is done in a transaction that is cancelled.
"""

import json
import sys

import ldb
from samba import auth
from samba.auth import system_session, user_session
from samba.dcerpc import misc, security
from samba.ndr import ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

SIGNED_IN = (
    auth.AUTH_SESSION_INFO_DEFAULT_GROUPS
    | auth.AUTH_SESSION_INFO_AUTHENTICATED
    | auth.AUTH_SESSION_INFO_SIMPLE_PRIVILEGES
)
# MS-ADTS 3.1.1.2.3: FLAG_ATTR_IS_CONSTRUCTED.
CONSTRUCTED = 0x4
CONFIDENTIAL = 0x80
OWNER_GROUP_AND_DACL = ["sd_flags:1:7"]
ASKED_FOR = {"nTSecurityDescriptor", "allowedAttributes", "allowedChildClasses"}


class Domain:
    def __init__(self, configuration, database):
        parameters = LoadParm()
        parameters.load(configuration)
        self.parameters = parameters
        self.system = system_session(parameters)
        self.samdb = SamDB(url=database, session_info=self.system, lp=parameters)
        self.sessions = {}
        self.read_schema()

    def read_schema(self):
        """Attributes and classes by name, once."""
        kinds = {"attributeSchema": self.attribute, "classSchema": self.named}
        self.attributes, self.classes = (
            {
                str(entry["lDAPDisplayName"]): describe(entry)
                for entry in self.samdb.search(
                    self.samdb.get_schema_basedn(), scope=ldb.SCOPE_ONELEVEL, expression=f"(objectClass={kind})"
                )
            }
            for kind, describe in kinds.items()
        )

    def named(self, entry):
        return {"name": str(entry["lDAPDisplayName"]), "guid": guid_of(entry, "schemaIDGUID")}

    def attribute(self, entry):
        # What allowedAttributesEffective never lists, whatever the rights: MS-ADTS 3.1.1.4.5.6.
        kept_by_server = (
            number_of(entry, "systemFlags") & CONSTRUCTED
            or str(entry.get("systemOnly", "FALSE")) == "TRUE"
            or number_of(entry, "linkID") % 2 == 1
        )
        return {
            **self.named(entry),
            "set": guid_of(entry, "attributeSecurityGUID"),
            "confidential": bool(number_of(entry, "searchFlags") & CONFIDENTIAL),
            "writable": not kept_by_server,
        }

    def session(self, account):
        if account not in self.sessions:
            self.sessions[account] = user_session(
                self.samdb, lp_ctx=self.parameters, dn=account, session_info_flags=SIGNED_IN
            )
        return self.sessions[account]

    def token(self, request):
        """The security identifiers in the token that Samba makes for an account."""
        return {"sids": [str(sid) for sid in self.session(request["account"]).security_token.sids]}

    def build(self, request):
        """Adds objects, outermost first, with the security descriptors given; inherited entries come to them."""
        self.samdb.transaction_start()
        try:
            for wanted in request["objects"]:
                message = {"dn": wanted["dn"], **wanted["attributes"]}
                message["nTSecurityDescriptor"] = bytes.fromhex(wanted["descriptor"])
                self.samdb.add(message)
        except BaseException:
            self.samdb.transaction_cancel()
            raise
        self.samdb.transaction_commit()
        return {}

    def describe(self, request):
        """Every object below a base: what is stored, and what its class may contain."""
        found = self.samdb.search(
            request["base"],
            attrs=["*", "nTSecurityDescriptor", "allowedAttributes", "allowedChildClasses"],
            controls=OWNER_GROUP_AND_DACL,
        )
        return {"objects": [self.described(entry) for entry in found]}

    def described(self, entry):
        return {
            "dn": str(entry.dn),
            "descriptor": bytes(entry["nTSecurityDescriptor"][0]).hex(),
            "sid": str(ndr_unpack(security.dom_sid, entry["objectSid"][0])) if "objectSid" in entry else None,
            "class": str(entry["objectClass"][-1]),
            "attributes": [name for name in texts(entry, "allowedAttributes") if self.attributes[name]["writable"]],
            "children": texts(entry, "allowedChildClasses"),
            "present": [name for name in entry.keys() if name in self.attributes and name not in ASKED_FOR],
        }

    def schema(self, _):
        return {"attributes": list(self.attributes.values()), "classes": list(self.classes.values())}

    def descriptors(self, _):
        """Every distinct security descriptor of the domain, its configuration and its schema."""
        found = set()
        for base in (self.samdb.domain_dn(), self.samdb.get_config_basedn(), self.samdb.get_schema_basedn()):
            for entry in self.samdb.search(base, attrs=["nTSecurityDescriptor"]):
                found.add(bytes(entry["nTSecurityDescriptor"][0]).hex())
        return {"descriptors": sorted(found)}

    def writes(self, request):
        """What an account may write on every object below a base: attributes, children by class, owner, DACL."""
        self.samdb.set_session_info(self.session(request["account"]))
        try:
            found = self.samdb.search(
                request["base"],
                attrs=["allowedAttributesEffective", "allowedChildClassesEffective", "sDRightsEffective"],
            )
        finally:
            self.samdb.set_session_info(self.system)
        return {
            "objects": [
                {
                    "dn": str(entry.dn),
                    "attributes": texts(entry, "allowedAttributesEffective"),
                    "children": texts(entry, "allowedChildClassesEffective"),
                    "components": number_or_none(entry, "sDRightsEffective"),
                }
                for entry in found
            ]
        }


    def attempts(self, request):
        """Whether an account may do each of these things, which are done and undone."""
        return {"allowed": [self.attempt(request["account"], wanted) for wanted in request["attempts"]]}

    def attempt(self, account, wanted):
        self.samdb.set_session_info(self.session(account))
        self.samdb.transaction_start()
        try:
            getattr(self, wanted["do"])(wanted["dn"], account)
            return True
        except ldb.LdbError as error:
            if error.args[0] == ldb.ERR_INSUFFICIENT_ACCESS_RIGHTS:
                return False
            # Rights come first: what is refused for its value alone was allowed.
            if error.args[0] == ldb.ERR_CONSTRAINT_VIOLATION and wanted["do"] == "reset_password":
                return True
            raise
        finally:
            self.samdb.transaction_cancel()
            self.samdb.set_session_info(self.system)

    def delete(self, dn, _):
        self.samdb.delete(dn)

    def delete_tree(self, dn, _):
        self.samdb.delete(dn, ["tree_delete:1"])

    def reset_password(self, dn, _):
        # Too short, so that no time goes into its hashes.
        self.modify(dn, "unicodePwd", '"a"'.encode("utf-16-le"), ldb.FLAG_MOD_REPLACE)

    def join(self, dn, account):
        self.modify(dn, "member", account, ldb.FLAG_MOD_ADD)

    def name_host(self, dn, _):
        host = f"{self.account_name(dn)}.{self.parameters.get('realm').lower()}"
        self.modify(dn, "dNSHostName", host, ldb.FLAG_MOD_REPLACE)

    def name_service(self, dn, _):
        self.modify(dn, "servicePrincipalName", f"HOST/{self.account_name(dn)}", ldb.FLAG_MOD_REPLACE)

    def account_name(self, dn):
        return ldb.Dn(self.samdb, dn).get_rdn_value()

    def modify(self, dn, name, value, flag, controls=None):
        message = ldb.Message(ldb.Dn(self.samdb, dn))
        message[name] = ldb.MessageElement(value, flag, name)
        self.samdb.modify(message, controls=controls)

    def root(self, request):
        """What accounts may do with the domain root while it has a descriptor, which is taken back afterwards."""
        root = str(self.samdb.domain_dn())
        self.samdb.transaction_start()
        try:
            descriptor = bytes.fromhex(request["descriptor"])
            self.modify(root, "nTSecurityDescriptor", descriptor, ldb.FLAG_MOD_REPLACE, OWNER_GROUP_AND_DACL)
            stored = self.samdb.search(root, ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=OWNER_GROUP_AND_DACL)
            accounts = [self.allowed_on_root(root, account) for account in request["accounts"]]
        finally:
            self.samdb.set_session_info(self.system)
            self.samdb.transaction_cancel()
        return {"accounts": accounts, "descriptor": bytes(stored[0]["nTSecurityDescriptor"][0]).hex()}

    def allowed_on_root(self, root, account):
        self.samdb.set_session_info(self.session(account))
        found = self.samdb.search(root, ldb.SCOPE_BASE, attrs=["sDRightsEffective"])
        return {"fetches": self.fetches_changes(root), "components": number_of(found[0], "sDRightsEffective")}

    def fetches_changes(self, root):
        try:
            self.samdb.search(root, expression="(objectClass=builtinDomain)", attrs=["name"], controls=["dirsync:1:0:1"])
            return True
        except ldb.LdbError as error:
            if error.args[0] != ldb.ERR_INSUFFICIENT_ACCESS_RIGHTS:
                raise
            return False

    def list_object_mode(self, request):
        """Sets or clears the third character of dSHeuristics."""
        service = f"CN=Directory Service,CN=Windows NT,CN=Services,{self.samdb.get_config_basedn()}"
        self.modify(service, "dSHeuristics", "001" if request["on"] else "000", ldb.FLAG_MOD_REPLACE)
        return {}


def guid_of(entry, name):
    return str(ndr_unpack(misc.GUID, entry[name][0])) if name in entry else None


def number_of(entry, name):
    return int(str(entry[name])) if name in entry else 0


def number_or_none(entry, name):
    values = texts(entry, name)
    return int(values[0]) if values else None


def texts(entry, name):
    return [str(value) for value in entry.get(name, [])]


def main():
    domain = Domain(**json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(getattr(domain, request["ask"])(request)), flush=True)


main()
