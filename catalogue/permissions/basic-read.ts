import { connectorPermissionsPage, gmsaCmdletsPage, gmsaPage } from "../pages.ts";
import type { SyncTool } from "../tools.ts";
import { descendants, onNew, onRoot, type PermissionSet, type Requirement, thisObject } from "./requirement.ts";

const classes = [
  "device",
  "inetOrgPerson",
  "computer",
  "foreignSecurityPrincipal",
  "group",
  "user",
  "contact",
] as const;

const reading = classes.map(
  (name): Requirement => ({
    id: `basic-read/read all properties/${name}`,
    purpose: "basic-read",
    ways: [onNew(name, { do: "read all properties" })],
    ifMissing: "warning",
    ifNotInSchema: "not applicable",
    consequence: `${name} objects may be synchronized without some of their attributes`,
    source: connectorPermissionsPage,
  }),
);

/** Delta import uses the DirSync control, which takes this right with or without password hashes. MS-DRSR 5.115.3. */
export const replicatingChanges: Requirement = {
  id: "basic-read/DS-Replication-Get-Changes/domain root",
  purpose: "basic-read",
  ways: [onRoot({ do: "use", right: "DS-Replication-Get-Changes" })],
  ifMissing: "warning",
  ifNotInSchema: "not applicable",
  consequence: "delta import may fail (error 8453, replication access was denied)",
  source: connectorPermissionsPage,
};

const entries = [...classes.map((name) => descendants("RP", name)), thisObject("CR", "DS-Replication-Get-Changes")];

export const basicRead: Readonly<Record<SyncTool, PermissionSet>> = {
  "connect-sync": {
    requirements: [...reading, { ...replicatingChanges, ifMissing: "fault" }],
    grant: { command: "Set-ADSyncBasicReadPermissions", entries, source: connectorPermissionsPage },
    notes: [
      "Older builds of the cmdlet do not grant DS-Replication-Get-Changes.",
      "One page says that membership in Domain Users is enough, which is true only without the DirSync control.",
    ],
  },
  "cloud-sync": {
    requirements: [...reading, replicatingChanges],
    grant: { command: "Set-AADCloudSyncPermissions -PermissionType BasicRead", entries, source: gmsaCmdletsPage },
    notes: [
      `The permissions that the installer grants do not include device, computer and foreignSecurityPrincipal (${gmsaPage}).`,
    ],
  },
};
