import { connectorPermissionsPage, gmsaCmdletsPage } from "./pages.ts";
import type { SyncTool } from "./tools.ts";

/** A feature of a sync tool which an organisation switches on. */
export interface Feature {
  readonly title: string;
  readonly tools: readonly SyncTool[];
  readonly source: string;
}

export const features = {
  "password-hash-sync": {
    title: "Password hash synchronization",
    tools: ["cloud-sync", "connect-sync"],
    source: connectorPermissionsPage,
  },
  "password-writeback": {
    title: "Password writeback",
    tools: ["cloud-sync", "connect-sync"],
    source: connectorPermissionsPage,
  },
  "ms-ds-consistency-guid": {
    title: "ms-DS-ConsistencyGuid as source anchor",
    tools: ["cloud-sync", "connect-sync"],
    source: connectorPermissionsPage,
  },
  "exchange-hybrid": {
    title: "Exchange hybrid writeback",
    tools: ["cloud-sync", "connect-sync"],
    source: connectorPermissionsPage,
  },
  "exchange-mail-public-folders": {
    title: "Exchange mail public folders",
    tools: ["cloud-sync", "connect-sync"],
    source: connectorPermissionsPage,
  },
  "device-writeback": {
    title: "Device writeback",
    tools: ["connect-sync"],
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-device-writeback",
  },
  "group-writeback": {
    title: "Group writeback (Microsoft 365 groups)",
    tools: ["connect-sync"],
    source: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-group-writeback-enable",
  },
  "windows-hello-key-writeback": {
    title: "Windows Hello for Business key writeback (key trust)",
    tools: ["connect-sync"],
    source:
      "https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/hello-hybrid-key-whfb-settings-dir-sync",
  },
  "group-provisioning": {
    title: "Group provisioning to Active Directory",
    tools: ["cloud-sync"],
    source: gmsaCmdletsPage,
  },
  "user-provisioning": {
    title: "User provisioning to Active Directory (preview)",
    tools: ["cloud-sync"],
    source:
      "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites-provision-entra-to-active-directory",
  },
  "exchange-online-writeback": {
    title: "Exchange Online attribute writeback",
    tools: ["cloud-sync"],
    source: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/exchange-hybrid",
  },
  "device-sync": {
    title: "Device synchronization (preview)",
    tools: ["cloud-sync"],
    source: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/device-sync",
  },
} as const satisfies Record<string, Feature>;

export type FeatureId = keyof typeof features;
