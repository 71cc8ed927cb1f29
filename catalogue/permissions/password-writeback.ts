import { connectorPermissionsPage, gmsaCmdletsPage } from "../pages.ts";
import type { SyncTool } from "../tools.ts";
import { descendants, onNew, onRoot, type PermissionSet, type Requirement, thisObject } from "./requirement.ts";

const source = "https://learn.microsoft.com/entra/identity/authentication/tutorial-enable-sspr-writeback";
const shared = { purpose: "password-writeback", ifMissing: "fault", ifNotInSchema: "fault", source } as const;

const requirements: readonly Requirement[] = [
  {
    ...shared,
    id: "password-writeback/User-Force-Change-Password/user",
    ways: [onNew("user", { do: "use", right: "User-Force-Change-Password" })],
    consequence: "passwords that people reset in the cloud will not be written back",
  },
  {
    ...shared,
    id: "password-writeback/write lockoutTime/user",
    ways: [onNew("user", { do: "write", attribute: "lockoutTime" })],
    consequence: "accounts will not be unlocked, and password writeback fails",
  },
  {
    ...shared,
    id: "password-writeback/write pwdLastSet/user",
    ways: [onNew("user", { do: "write", attribute: "pwdLastSet" })],
    consequence: "passwords that must be changed at the next logon will not be written back",
  },
  {
    ...shared,
    id: "password-writeback/Unexpire-Password/domain root",
    ways: [onRoot({ do: "use", right: "Unexpire-Password" })],
    consequence: "passwords of people whose password has expired will not be written back",
  },
  {
    ...shared,
    id: "password-writeback/User-Change-Password/user",
    ways: [onNew("user", { do: "use", right: "User-Change-Password" })],
    ifMissing: "warning",
    consequence: "passwords that people change in the cloud, with the old one in hand, may not be written back",
  },
];

const entries = [
  descendants("CR", "user", "User-Force-Change-Password"),
  descendants("WP", "user", "lockoutTime"),
  descendants("WP", "user", "pwdLastSet"),
  thisObject("CR", "Unexpire-Password"),
];
const notes = [
  "Unexpire-Password is held by Authenticated Users on every domain root by default; the cmdlet grants it since build 2.1.15.0 (July 2022).",
  "User-Change-Password is named by one page only and granted by no cmdlet: Everyone holds it on users by default.",
];

export const passwordWriteback: Readonly<Record<SyncTool, PermissionSet>> = {
  "connect-sync": {
    requirements,
    grant: { command: "Set-ADSyncPasswordWritebackPermissions", entries, source: connectorPermissionsPage },
    notes,
  },
  "cloud-sync": {
    requirements,
    grant: {
      command: "Set-AADCloudSyncPermissions -PermissionType PasswordWriteBack",
      entries,
      source: gmsaCmdletsPage,
    },
    notes,
  },
};
