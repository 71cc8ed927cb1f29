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
            attrs=["nTSecurityDescriptor", "objectSid", "objectClass", "allowedAttributes", "allowedChildClasses"],
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
        }

    def schema(self, _):
        return {"attributes": list(self.attributes.values()), "classes": list(self.classes.values())}

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
