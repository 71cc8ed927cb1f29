import type { PermissionSet } from "./requirement.ts";

/** Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-device-writeback */
export const deviceWriteback: PermissionSet = {
  requirements: [],
  grant: null,
  notes: [
    "The wizard of Connect Sync or its script CreateDeviceContainer.ps1 prepares it, run by an Enterprise Administrator.",
  ],
  undecided:
    "Microsoft does not publish which ACEs device writeback needs on the container of registered devices and on its configuration",
};

/** Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/device-sync */
export const deviceSync: PermissionSet = {
  requirements: [],
  grant: null,
  notes: ["It reads computers, which basic read covers, and needs no other permission."],
};
