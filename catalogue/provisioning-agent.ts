/**
 * The provisioning agent of Cloud Sync, by version: what its installer grants, and who has to run it.
 *
 * Source of every version: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/reference-version-history, as of 2026-10
 */
import { firstValue } from "./distinguished-name.ts";
import type { FeatureId } from "./features.ts";
import { type SyncTool, tools } from "./tools.ts";
import { compareVersions } from "./version-order.ts";

interface AgentRelease {
  readonly version: string;
  readonly released: string;
  /** The day from which agents upgraded themselves to it; absent where it was released for download only. */
  readonly upgradedFrom?: string;
}

/** The newest first, as far back as releases are told apart. */
export const agentReleases: readonly AgentRelease[] = [
  { version: "1.1.2505.0", released: "2026-09-21" },
  { version: "1.1.2334.0", released: "2026-04-14", upgradedFrom: "2026-05-05" },
  { version: "1.1.2108.0", released: "2025-12-04" },
  { version: "1.1.2102.0", released: "2025-09-22" },
  { version: "1.1.1586.0", released: "2024-05-13" },
  { version: "1.1.1373.0", released: "2024-01-19", upgradedFrom: "2024-01-19" },
];

/** Add-AADCloudSyncADDomain sets no more permissions on a gMSA of one's own; the administrators do. */
export const leavesOwnGmsaFrom = "1.1.2334.0";

/** Its configuration asks for no Domain Administrator where a gMSA of one's own has custom permissions. */
export const needsNoAdministratorFrom = "1.1.2505.0";

/** The first version that has a feature. */
export const agentNeededFor: Partial<
  Readonly<Record<FeatureId, { readonly version: string; readonly source: string }>>
> = {
  "group-provisioning": {
    version: "1.1.2334.0",
    source:
      "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites-provision-entra-to-active-directory",
  },
  "user-provisioning": {
    version: "1.1.2334.0",
    source:
      "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites-provision-entra-to-active-directory",
  },
  "exchange-hybrid": {
    version: "1.1.1107.0",
    source: "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/exchange-hybrid",
  },
};

/**
 * Whose the gMSA is, and who sees to its permissions. The wizard asks in this way.
 *
 * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/gmsa-cloud-sync (2025-09-29), which the release notes
 * of 1.1.2334.0 and 1.1.2505.0 supersede for a gMSA of one's own.
 */
export const gmsaModes = ["created-by-wizard", "own", "own-with-custom-permissions"] as const;
export type GmsaMode = (typeof gmsaModes)[number];

/** The name under which Microsoft's pages show the gMSA that the wizard creates. */
export const wizardsGmsa = "provAgentgMSA$";

/** The gMSA that the wizard creates, by the names that it bears; one of another name has to be there for it. */
const wizardsNames = /^(?:provAgentgMSA|pGMSA_[^\\,@]*)\$?$/i;

/** What is declared, or else what the name says. */
export function gmsaModeOf(name: string, declared: GmsaMode | undefined): GmsaMode {
  const own = firstValue(name) ?? name.replace(/^.*\\/, "").replace(/@.*$/, "");
  return declared ?? (wizardsNames.test(own) ? "created-by-wizard" : "own");
}

/** Whether the agent has something by its version; undefined where no version is declared. */
function has(version: string | undefined, from: string): boolean | undefined {
  return version === undefined ? undefined : compareVersions(version, from) >= 0;
}

/** Whether the installer grants the gMSA every permission; undefined where that depends on a version nobody declares. */
export function installerGrantsAll(mode: GmsaMode, version: string | undefined): boolean | undefined {
  if (mode === "created-by-wizard") return true;
  const leavesIt = has(version, leavesOwnGmsaFrom);
  return leavesIt === undefined ? undefined : !leavesIt;
}

/** Whether a Domain Administrator configures the agent; undefined where that depends on a version nobody declares. */
export function needsDomainAdministrator(mode: GmsaMode, version: string | undefined): boolean | undefined {
  if (mode !== "own-with-custom-permissions") return true;
  const needsNone = has(version, needsNoAdministratorFrom);
  return needsNone === undefined ? undefined : !needsNone;
}

/** Whether the setup of a tool activates the role of an eligible administrator; undefined where no version is declared. */
export function activatesRoles(tool: SyncTool, version: string | undefined): boolean | undefined {
  const { activatesRolesFrom } = tools[tool];
  return activatesRolesFrom === null ? false : has(version, activatesRolesFrom);
}
