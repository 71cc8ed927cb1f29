"""
Carries out LDIF on a domain's database, as Samba's own reader understands it, gives an object to an owner, or reads the
values of an attribute, as texts or in base64: {"configuration", "database"} with {"text"}, {"dn", "owner"},
{"dn", "attribute"} or {"dn", "binary"}.
"""

import base64
import json
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack
from samba.param import LoadParm
from samba.samdb import SamDB

request = json.load(sys.stdin)
parameters = LoadParm()
parameters.load(request["configuration"])
database = SamDB(url=request["database"], session_info=system_session(parameters), lp=parameters)
if "owner" in request:
    descriptor = security.descriptor()
    descriptor.owner_sid = security.dom_sid(request["owner"])
    change = ldb.Message(ldb.Dn(database, request["dn"]))
    change["owner"] = ldb.MessageElement(ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, "nTSecurityDescriptor")
    # LDAP_SERVER_SD_FLAGS_OID with OWNER_SECURITY_INFORMATION: everything else stays.
    database.modify(change, ["sd_flags:1:1"])
elif "attribute" in request:
    [found] = database.search(base=request["dn"], scope=ldb.SCOPE_BASE, attrs=[request["attribute"]])
    print(json.dumps([value.decode() for value in found.get(request["attribute"], [])]))
    sys.exit()
elif "binary" in request:
    [found] = database.search(base=request["dn"], scope=ldb.SCOPE_BASE, attrs=[request["binary"]])
    print(json.dumps([base64.b64encode(value).decode() for value in found.get(request["binary"], [])]))
    sys.exit()
else:
    database.modify_ldif(request["text"])
print(json.dumps("done"))
