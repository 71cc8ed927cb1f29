"""Fills a domain with objects as a company has them: people, computers, groups and contacts in offices.

Request on stdin, as JSON: configuration and database (paths), count. Every office has about 1,000 objects. One person in
50 has an entry of their own in the security descriptor, one in 200 inherits nothing.
"""

import json
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack
from samba.param import LoadParm
from samba.samdb import SamDB

PER_OFFICE = 1000
# Larger transactions take memory out of proportion.
PER_TRANSACTION = 250
# Of a person whom nobody has given a password: NORMAL_ACCOUNT and ACCOUNTDISABLE.
DISABLED_PERSON = "514"


def class_of(number):
    position = number % 20
    return {17: "group", 18: "computer", 19: "contact"}.get(position, "user")


class Company:
    def __init__(self, configuration, database):
        parameters = LoadParm()
        parameters.load(configuration)
        self.samdb = SamDB(url=database, session_info=system_session(parameters), lp=parameters)
        self.domain_sid = security.dom_sid(self.samdb.get_domain_sid())
        self.root = self.samdb.domain_dn()

    def office(self, number):
        return f"OU=Office {number // PER_OFFICE:03},OU=Company,{self.root}"

    def descriptor(self, number):
        if number % 200 == 0:
            sddl = "D:P(A;;0xf01ff;;;DA)(A;;0xf01ff;;;SY)(A;;RPLCLORC;;;AU)"
        elif number % 50 == 0:
            sddl = f"D:(A;;0xf01ff;;;DA)(A;;0xf01ff;;;SY)(A;;RPLCLORC;;;AU)(A;;RPWP;;;{self.domain_sid}-{2000 + number % 97})"
        else:
            return None
        return ndr_pack(security.descriptor.from_sddl(sddl, self.domain_sid))

    def message(self, number):
        kind = class_of(number)
        name = f"{kind.capitalize()} {number:06}"
        message = ldb.Message(ldb.Dn(self.samdb, f"CN={name},{self.office(number)}"))
        message["objectClass"] = kind
        if kind != "contact":
            message["sAMAccountName"] = f"{kind[0]}{number:06}{'$' if kind == 'computer' else ''}"
        if kind == "user":
            message["userAccountControl"] = DISABLED_PERSON
            descriptor = self.descriptor(number)
            if descriptor is not None:
                message["nTSecurityDescriptor"] = descriptor
        return message

    def add_unit(self, dn):
        self.samdb.add({"dn": dn, "objectClass": "organizationalUnit"})

    def fill(self, count):
        self.add_unit(f"OU=Company,{self.root}")
        for start in range(0, count, PER_TRANSACTION):
            self.samdb.transaction_start()
            for number in range(start, min(start + PER_TRANSACTION, count)):
                if number % PER_OFFICE == 0:
                    self.add_unit(self.office(number))
                self.samdb.add(self.message(number))
            self.samdb.transaction_commit()


request = json.load(sys.stdin)
Company(request["configuration"], request["database"]).fill(request["count"])
print("{}")
