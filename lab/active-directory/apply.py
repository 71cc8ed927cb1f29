"""Applies operations to a domain's database, all or none, also while a domain controller serves it.

Request on stdin, as JSON: configuration and database (paths) and operations, in order; the answer is the security
identifier of every account by its sAMAccountName. `{SID of NAME}` in a value stands for an account's identifier.
An operation has a "target" ({"dn": …} or {"account": sAMAccountName}) and, carried out in this order,

  add            attributes of a new object
  password       the account's new password
  replace        attributes to set; null removes
  addMembers     names of accounts that join the target
  removeMembers  names of accounts that leave the target
  inheritance    "off": the target inherits nothing, and keeps nothing of what it inherited
  addEntries     SDDL of access control entries to put in the target's DACL
  removeEntries  SDDL of access control entries to take out of it

An attribute's value is text, a list of texts, or {"sddl": …} for a security descriptor.
"""

import json
import re
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

PLACEHOLDER = re.compile(r"\{SID of ([^}]+)\}")
DENY_TYPES = {
    security.SEC_ACE_TYPE_ACCESS_DENIED,
    security.SEC_ACE_TYPE_ACCESS_DENIED_OBJECT,
}
# LDAP_SERVER_SD_FLAGS_OID with DACL_SECURITY_INFORMATION: owner, group and SACL stay as they are.
DACL_ONLY = ["sd_flags:1:4"]


class Directory:
    def __init__(self, configuration, database):
        parameters = LoadParm()
        parameters.load(configuration)
        self.samdb = SamDB(url=database, session_info=system_session(parameters), lp=parameters)
        self.domain_sid = security.dom_sid(self.samdb.get_domain_sid())

    def find(self, name):
        found = self.samdb.search(
            self.samdb.domain_dn(),
            expression=f"(sAMAccountName={ldb.binary_encode(name)})",
            attrs=["objectSid"],
        )
        if len(found) != 1:
            raise LookupError(f'{len(found)} accounts are named "{name}"')
        return found[0]

    def sid(self, name):
        return str(ndr_unpack(security.dom_sid, self.find(name)["objectSid"][0]))

    def sids(self):
        accounts = self.samdb.search(
            self.samdb.domain_dn(), expression="(sAMAccountName=*)", attrs=["sAMAccountName", "objectSid"]
        )
        return {
            str(account["sAMAccountName"][0]): str(ndr_unpack(security.dom_sid, account["objectSid"][0]))
            for account in accounts
        }

    def resolve(self, text):
        return PLACEHOLDER.sub(lambda match: self.sid(match[1]), text)

    def descriptor(self, sddl):
        return security.descriptor.from_sddl(self.resolve(sddl), self.domain_sid)

    def target(self, target):
        return ldb.Dn(self.samdb, target["dn"]) if "dn" in target else self.find(target["account"]).dn

    def values(self, value):
        if value is None:
            return []
        if isinstance(value, dict):
            return [ndr_pack(self.descriptor(value["sddl"]))]
        return [self.resolve(text) for text in (value if isinstance(value, list) else [value])]

    def add(self, dn, attributes):
        message = ldb.Message(dn)
        for name, value in attributes.items():
            message[name] = ldb.MessageElement(self.values(value), ldb.FLAG_MOD_ADD, name)
        self.samdb.add(message)

    def modify(self, dn, name, values, flag, controls=None):
        message = ldb.Message(dn)
        message[name] = ldb.MessageElement(values, flag, name)
        self.samdb.modify(message, controls=controls)

    def set_password(self, dn, password):
        self.modify(dn, "unicodePwd", f'"{password}"'.encode("utf-16-le"), ldb.FLAG_MOD_REPLACE)

    def change_members(self, dn, names, flag):
        self.modify(dn, "member", [str(self.find(name).dn) for name in names], flag)

    def change_entries(self, dn, sddl, change):
        stored = self.samdb.search(dn, scope=ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=DACL_ONLY)
        descriptor = ndr_unpack(security.descriptor, stored[0]["nTSecurityDescriptor"][0])
        entries = change(list(descriptor.dacl.aces), list(self.descriptor("D:" + sddl).dacl.aces))
        descriptor.dacl.aces = sorted(entries, key=canonical_rank)
        descriptor.dacl.num_aces = len(entries)
        self.modify(dn, "nTSecurityDescriptor", ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, DACL_ONLY)

    def switch_inheritance_off(self, dn):
        stored = self.samdb.search(dn, scope=ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=DACL_ONLY)
        descriptor = ndr_unpack(security.descriptor, stored[0]["nTSecurityDescriptor"][0])
        own = [entry for entry in descriptor.dacl.aces if not entry.flags & security.SEC_ACE_FLAG_INHERITED_ACE]
        descriptor.dacl.aces = own
        descriptor.dacl.num_aces = len(own)
        descriptor.type |= security.SEC_DESC_DACL_PROTECTED
        self.modify(dn, "nTSecurityDescriptor", ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, DACL_ONLY)

    def apply(self, operation):
        dn = self.target(operation["target"])
        if "add" in operation:
            self.add(dn, operation["add"])
        if "password" in operation:
            self.set_password(dn, operation["password"])
        for name, value in operation.get("replace", {}).items():
            self.modify(dn, name, self.values(value), ldb.FLAG_MOD_REPLACE)
        if "addMembers" in operation:
            self.change_members(dn, operation["addMembers"], ldb.FLAG_MOD_ADD)
        if "removeMembers" in operation:
            self.change_members(dn, operation["removeMembers"], ldb.FLAG_MOD_DELETE)
        if operation.get("inheritance") == "off":
            self.switch_inheritance_off(dn)
        if "addEntries" in operation:
            self.change_entries(dn, operation["addEntries"], lambda present, new: present + new)
        if "removeEntries" in operation:
            self.change_entries(dn, operation["removeEntries"], without)


def canonical_rank(entry):
    """The order that Windows tools write: explicit before inherited, deny before allow. See MS-DTYP 2.4.5."""
    if entry.flags & security.SEC_ACE_FLAG_INHERITED_ACE:
        return 2
    return 0 if entry.type in DENY_TYPES else 1


def without(present, unwanted):
    remaining = list(present)
    for entry in unwanted:
        same = [candidate for candidate in remaining if ndr_pack(candidate) == ndr_pack(entry)]
        if not same:
            raise LookupError("an entry to remove is not in the DACL")
        remaining.remove(same[0])
    return remaining


def main():
    request = json.load(sys.stdin)
    directory = Directory(request["configuration"], request["database"])
    directory.samdb.transaction_start()
    try:
        for operation in request["operations"]:
            directory.apply(operation)
    except BaseException:
        directory.samdb.transaction_cancel()
        raise
    directory.samdb.transaction_commit()
    print(json.dumps({"sids": directory.sids()}))


main()
