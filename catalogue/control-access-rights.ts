import { schemaPages } from "./pages.ts";

/**
 * Control access rights (extended rights) that a sync set-up needs or must watch, by the name of their object in
 * CN=Extended-Rights. The GUIDs are the same in every forest.
 */
export interface ControlAccessRight {
  /** What administration tools show. */
  readonly displayName: string;
  /** rightsGuid, lower case: what stands in the object type of an access control entry. */
  readonly guid: string;
  readonly source: string;
}

export const controlAccessRights = {
  "DS-Replication-Get-Changes": {
    displayName: "Replicating Directory Changes",
    guid: "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",
    source: `${schemaPages}/r-ds-replication-get-changes`,
  },
  "DS-Replication-Get-Changes-All": {
    displayName: "Replicating Directory Changes All",
    guid: "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",
    source: `${schemaPages}/r-ds-replication-get-changes-all`,
  },
  "DS-Replication-Get-Changes-In-Filtered-Set": {
    displayName: "Replicating Directory Changes In Filtered Set",
    guid: "89e95b76-444d-4c62-991a-0facbeda640c",
    source: `${schemaPages}/r-ds-replication-get-changes-in-filtered-set`,
  },
  "Read-Only-Replication-Secret-Synchronization": {
    displayName: "Read Only Replication Secret Synchronization",
    guid: "1131f6ae-9c07-11d1-f79f-00c04fc2dcd2",
    source: `${schemaPages}/r-read-only-replication-secret-synchronization`,
  },
  "User-Force-Change-Password": {
    displayName: "Reset Password",
    guid: "00299570-246d-11d0-a768-00aa006e0529",
    source: `${schemaPages}/r-user-force-change-password`,
  },
  "User-Change-Password": {
    displayName: "Change Password",
    guid: "ab721a53-1e2f-11d0-9819-00aa0040529b",
    source: `${schemaPages}/r-user-change-password`,
  },
  "Unexpire-Password": {
    displayName: "Unexpire Password",
    guid: "ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501",
    source: `${schemaPages}/r-unexpire-password`,
  },
} as const satisfies Record<string, ControlAccessRight>;

export type ControlAccessRightName = keyof typeof controlAccessRights;
