import { connectorPermissionsPage, gmsaCmdletsPage } from "../pages.ts";
import type { SyncTool } from "../tools.ts";
import { descendants, onNew, type PermissionSet, type Requirement } from "./requirement.ts";

const requirements: readonly Requirement[] = [
  {
    id: "exchange-mail-public-folders/read all properties/publicFolder",
    purpose: "exchange-mail-public-folders",
    ways: [onNew("publicFolder", { do: "read all properties" })],
    ifMissing: "warning",
    ifNotInSchema: "warning",
    consequence: "mail-enabled public folders may not be synchronized",
    source: connectorPermissionsPage,
  },
];
const entries = [descendants("RP", "publicFolder")];
const notes = ["The class comes with the schema of Exchange; without it the cmdlet fails."];

export const mailPublicFolders: Readonly<Record<SyncTool, PermissionSet>> = {
  "connect-sync": {
    requirements,
    grant: { command: "Set-ADSyncExchangeMailPublicFolderPermissions", entries, source: connectorPermissionsPage },
    notes,
  },
  "cloud-sync": {
    requirements,
    grant: {
      command: "Set-AADCloudSyncPermissions -PermissionType ExchangeMailPublicFolderPermissions",
      entries,
      source: gmsaCmdletsPage,
    },
    notes,
  },
};
