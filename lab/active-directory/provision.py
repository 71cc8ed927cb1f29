"""Provisions an Active Directory domain into a folder of its own.

Request on stdin, as JSON: folder, dnsName, netBiosName, hostName, sid, configuration (path of a file to write).
Nothing outside the folder is touched, and no privilege is needed: the access control lists of the SYSVOL files, which
`samba-tool domain provision` sets as root, are left out.
"""

import contextlib
import json
import logging
import secrets
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.dsdb import DS_DOMAIN_FUNCTION_2016
from samba.param import LoadParm
from samba.provision import FILL_FULL, provision
from samba.samdb import SamDB

# The smallest 64-bit integer: "never" in the domain's password policy. A cached domain would otherwise expire.
NEVER = "-9223372036854775808"
ROLE = "active directory domain controller"


def write_configuration(request):
    lines = [
        "[global]",
        f"realm = {request['dnsName'].upper()}",
        f"workgroup = {request['netBiosName']}",
        f"netbios name = {request['hostName'].upper()}",
        f"server role = {ROLE}",
        "ad dc functional level = 2016",
        "interfaces = lo",
        "bind interfaces only = yes",
    ]
    with open(request["configuration"], "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def make_domain(request):
    write_configuration(request)
    parameters = LoadParm()
    parameters.load(request["configuration"])
    result = provision(
        logging.getLogger("provision"),
        system_session(parameters),
        targetdir=request["folder"],
        samdb_fill=FILL_FULL,
        realm=request["dnsName"].upper(),
        domain=request["netBiosName"],
        hostname=request["hostName"],
        hostip="127.0.0.1",
        domainsid=security.dom_sid(request["sid"]),
        adminpass=secrets.token_urlsafe(24) + "aA1!",
        dns_backend="NONE",
        serverrole=ROLE,
        dom_for_fun_level=DS_DOMAIN_FUNCTION_2016,
        adprep_level=DS_DOMAIN_FUNCTION_2016,
        base_schema="2019",
        lp=parameters,
        skip_sysvolacl=True,
        batch_mode=True,
    )
    directory = SamDB(url=result.paths.samdb, session_info=system_session(parameters), lp=parameters)
    policy = ldb.Message(ldb.Dn(directory, directory.domain_dn()))
    policy["maxPwdAge"] = ldb.MessageElement(NEVER, ldb.FLAG_MOD_REPLACE, "maxPwdAge")
    directory.modify(policy)


with contextlib.redirect_stdout(sys.stderr):
    make_domain(json.load(sys.stdin))
print("{}")
