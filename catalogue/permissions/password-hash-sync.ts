import type { ControlAccessRightName } from "../control-access-rights.ts";
import { connectorPermissionsPage, gmsaCmdletsPage } from "../pages.ts";
import type { SyncTool } from "../tools.ts";
import { onRoot, type PermissionSet, type Requirement, thisObject } from "./requirement.ts";

const rights = [
  "DS-Replication-Get-Changes",
  "DS-Replication-Get-Changes-All",
] as const satisfies ControlAccessRightName[];

const requirements = rights.map(
  (right): Requirement => ({
    id: `password-hash-sync/${right}/domain root`,
    purpose: "password-hash-sync",
    ways: [onRoot({ do: "use", right })],
    ifMissing: "fault",
    ifNotInSchema: "not applicable",
    consequence: "password hash synchronization will fail (error 8453, replication access was denied)",
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-password-hash-synchronization",
  }),
);
const entries = rights.map((right) => thisObject("CR", right));
const notes = ["DS-Replication-Get-Changes-In-Filtered-Set is never needed. inetOrgPerson objects are not supported."];

export const passwordHashSync: Readonly<Record<SyncTool, PermissionSet>> = {
  "connect-sync": {
    requirements,
    grant: { command: "Set-ADSyncPasswordHashSyncPermissions", entries, source: connectorPermissionsPage },
    notes,
  },
  "cloud-sync": {
    requirements,
    grant: {
      command: "Set-AADCloudSyncPermissions -PermissionType PasswordHashSync",
      entries,
      source: gmsaCmdletsPage,
    },
    notes,
  },
};
