"""Says on stdout, as JSON, which parts of a Samba AD domain controller this machine has."""

import importlib.util
import json
import os


def probe():
    try:
        import ldb  # noqa: F401
        import samba
        import samba.param
    except ImportError as missing:
        return {"version": None, "missing": f"Python bindings ({missing})"}
    if importlib.util.find_spec("samba.provision") is None:
        return {"version": samba.version, "missing": "Python bindings for provisioning"}
    found = {"version": samba.version, "missing": None}
    if not os.path.exists(os.path.join(samba.param.setup_dir(), "provision.ldif")):
        found["missing"] = "provisioning data"
    elif not os.access("/usr/sbin/samba", os.X_OK):
        found["missing"] = "/usr/sbin/samba"
    return found


print(json.dumps(probe()))
