import { connectorPermissionsPage, gmsaPage } from "../pages.ts";
import type { SyncTool } from "../tools.ts";
import { descendants, onNew, type PermissionSet, type Requirement } from "./requirement.ts";

const attribute = "mS-DS-ConsistencyGuid";

function writing(objectClass: "user" | "group", source: string): Requirement {
  return {
    id: `ms-ds-consistency-guid/write ${attribute}/${objectClass}`,
    purpose: "ms-ds-consistency-guid",
    ways: [onNew(objectClass, { do: "write", attribute })],
    ifMissing: "fault",
    ifNotInSchema: "fault",
    consequence: `the source anchor of ${objectClass} objects cannot be written, and their export fails (error 8344, insufficient access rights)`,
    source,
  };
}

export const consistencyGuid: Readonly<Record<SyncTool, PermissionSet>> = {
  "connect-sync": {
    requirements: [
      writing("user", "https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-design-concepts"),
    ],
    grant: {
      command: "Set-ADSyncMsDsConsistencyGuidPermissions",
      entries: [descendants("RPWP", "user", attribute)],
      source: connectorPermissionsPage,
    },
    notes: ["The attribute is the anchor of users only; other objects have their objectGUID."],
  },
  "cloud-sync": {
    requirements: [
      writing("user", gmsaPage),
      writing("group", gmsaPage),
      {
        id: "ms-ds-consistency-guid/write msDS-KeyCredentialLink/user",
        purpose: "ms-ds-consistency-guid",
        ways: [onNew("user", { do: "write", attribute: "msDS-KeyCredentialLink" })],
        ifMissing: "warning",
        ifNotInSchema: "not applicable",
        consequence: "keys of Windows Hello for Business will not be written to users",
        source: gmsaPage,
      },
    ],
    grant: {
      // Not among the documented types, but part of what the installer grants.
      command: "Set-AADCloudSyncPermissions -PermissionType All",
      entries: [
        descendants("WP", "user", attribute),
        descendants("WP", "group", attribute),
        descendants("WP", "user", "msDS-KeyCredentialLink"),
      ],
      source: gmsaPage,
    },
    notes: [
      'The page also lists msDS-KeyCredentialLink on "device" objects. Whether that means the class device or msDS-Device is not documented, so it is not judged.',
      "No permission type of the cmdlet is documented for the anchor alone; the installer grants it, and All should grant it with much more. The single ACE is narrower.",
    ],
  },
};
