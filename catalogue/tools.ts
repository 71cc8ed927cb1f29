/** The sync tools, and in what they differ where one piece of code serves all of them. */
export type SyncTool = "cloud-sync" | "connect-sync";

/** A group that may install, and its relative identifier. Source: MS-DTYP 2.4.2.4. */
export const installingGroups = { "Domain Admins": 512, "Enterprise Admins": 519 } as const;
export type InstallingGroup = keyof typeof installingGroups;

export interface Tool {
  /** As Microsoft's documentation calls it for short. */
  readonly title: string;
  /** Its part of the stack configuration: `hybrid-sync:cloudSync`. */
  readonly setting: string;
  /** The type token of its component in Pulumi. */
  readonly component: string;
  /** Where the stack configuration declares who installs it in Active Directory. */
  readonly installerSetting: string;
  /**
   * Groups of which the installing account needs one, the least one first.
   * Sources: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites and
   * https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions
   */
  readonly sufficientToInstall: readonly [InstallingGroup, ...InstallingGroup[]];
  /** Until when a role must be active, as the rest of "Before …". */
  readonly signInMoment: string;
  /**
   * Whether its setup takes notice of a role that is held through a group.
   * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites
   */
  readonly honoursRolesThroughGroups: boolean;
  /**
   * First version whose setup activates the role of an eligible administrator who signs in; null where none does.
   * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/reference-version-history
   */
  readonly activatesRolesFrom: string | null;
}

export const tools: Readonly<Record<SyncTool, Tool>> = {
  "cloud-sync": {
    title: "Cloud Sync",
    setting: "hybrid-sync:cloudSync",
    component: "hybrid-sync:index:CloudSync",
    installerSetting: "hybrid-sync:cloudSync.accounts.domainAdministrator",
    sufficientToInstall: ["Domain Admins", "Enterprise Admins"],
    signInMoment: "the agent is installed",
    honoursRolesThroughGroups: true,
    activatesRolesFrom: "1.1.2102.0",
  },
  "connect-sync": {
    title: "Connect Sync",
    setting: "hybrid-sync:connectSync",
    component: "hybrid-sync:index:ConnectSync",
    installerSetting: "hybrid-sync:connectSync.accounts.enterpriseAdministrator",
    // Its wizard writes permissions in every domain of the forest, which Domain Admins of one of them cannot.
    sufficientToInstall: ["Enterprise Admins"],
    signInMoment: "the wizard is started",
    honoursRolesThroughGroups: false,
    activatesRolesFrom: null,
  },
};

/** In the order in which they are shown. */
export const toolIds = Object.keys(tools) as readonly SyncTool[];
