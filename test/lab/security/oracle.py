"""Answers what Samba makes of security descriptors: one JSON request a line on stdin, one JSON answer a line on stdout."""

import json
import os
import sys

from samba import NTSTATUSError
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import setup_dir
from samba.security import access_check


def unpack(request):
    return ndr_unpack(security.descriptor, bytes.fromhex(request["bytes"]))


def domain(request):
    return security.dom_sid(request["domain"])


def repack(request):
    """The bytes into which Samba's own encoder turns a descriptor again."""
    return {"bytes": ndr_pack(unpack(request)).hex()}


def text(request):
    return {"sddl": unpack(request).as_sddl(domain(request))}


def encode(request):
    return {"bytes": ndr_pack(security.descriptor.from_sddl(request["sddl"], domain(request))).hex()}


def check(request):
    """Which of the masks a token with these security identifiers is granted."""
    descriptor = unpack(request)
    token = security.token()
    token.sids = [security.dom_sid(sid) for sid in request["sids"]]
    token.num_sids = len(request["sids"])
    return {"granted": [granted(descriptor, token, mask) for mask in request["masks"]]}


def granted(descriptor, token, mask):
    try:
        access_check(descriptor, token, mask)
        return True
    except NTSTATUSError:
        return False


def schema(_):
    """Every default security descriptor in the Windows schema that comes with Samba."""
    found = []
    folder = os.path.join(setup_dir(), "ad-schema")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            text = file.read().replace("\r\n", "\n").replace("\n ", "")
        for line in text.splitlines():
            attribute, _, value = line.partition(":")
            if attribute.lower() == "defaultsecuritydescriptor":
                found.append(value.strip())
    return {"descriptors": sorted(set(found))}


requests = {"repack": repack, "text": text, "encode": encode, "check": check, "schema": schema}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = requests[request["ask"]](request)
    except Exception as error:  # The other side decides whether a refusal was to be expected.
        answer = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
