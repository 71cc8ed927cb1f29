import { onNew, type PermissionSet } from "./requirement.ts";

const source =
  "https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/hello-hybrid-key-whfb-settings-dir-sync";

export const windowsHelloKeyWriteback: PermissionSet = {
  requirements: [
    {
      id: "windows-hello-key-writeback/write msDS-KeyCredentialLink/user",
      purpose: "windows-hello-key-writeback",
      ways: [onNew("user", { do: "write", attribute: "msDS-KeyCredentialLink" })],
      ifMissing: "fault",
      ifNotInSchema: "fault",
      consequence: "keys of Windows Hello for Business are not written to users, and signing in with key trust fails",
      source,
    },
  ],
  grant: null,
  notes: [
    "Members of Key Admins hold the right in every domain with a domain controller of Windows Server 2016. The single ACE gives the account less.",
  ],
};
