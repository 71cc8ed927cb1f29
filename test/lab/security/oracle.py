"""Answers what Samba makes of security descriptors: one JSON request a line on stdin, one JSON answer a line on stdout."""

import json
import sys

from samba import NTSTATUSError
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
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


requests = {"repack": repack, "text": text, "encode": encode, "check": check}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = requests[request["ask"]](request)
    except Exception as error:  # The other side decides whether a refusal was to be expected.
        answer = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
