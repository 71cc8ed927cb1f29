import * as pulumi from "@pulumi/pulumi";
import type { DefaultEncryptionTypes } from "../catalogue/encryption-types.ts";
import { gmsaModeOf } from "../catalogue/provisioning-agent.ts";
import { compareVersions } from "../catalogue/version-order.ts";
import {
  type CloudSyncAgents,
  type CloudSyncSettings,
  cloudSyncAgents,
  type EntraAdministratorSettings,
} from "../config.ts";
import type { Declared } from "../contract/resources.ts";
import type { TrustedPrincipals } from "../directory/requests.ts";
import { HybridIdentityAdministrator } from "./entra/hybrid-identity-administrator.ts";
import type { Gate } from "./gate.ts";
import { ObservedResource } from "./observation/observed-resource.ts";
import { temporary } from "./temporary.ts";

export interface CloudSyncArgs {
  readonly settings: CloudSyncSettings;
  /** The administrator of Connect Sync, where that is configured. */
  readonly otherAdministrator: EntraAdministratorSettings | undefined;
  readonly gate: Gate;
  /** Whose rights over the accounts of a forest are no finding. */
  readonly trusted: (forest: string) => TrustedPrincipals;
  /** What Connect Sync synchronizes in a forest; undefined where it does not. */
  readonly connectSync: (forest: string) => Declared<"group managed service account">["connectSync"];
  /** What is declared of how the domain controllers of a forest treat accounts without encryption types. */
  readonly encryption: (forest: string) => { readonly defaultEncryptionTypes?: DefaultEncryptionTypes };
}

/** The three accounts of Microsoft Entra Cloud Sync. */
export class CloudSync extends pulumi.ComponentResource {
  /** Object ID of the Hybrid Identity Administrator; empty while an adopted user cannot be found. */
  readonly administratorId: pulumi.Output<string>;
  /** Of the Hybrid Identity Administrator, secret; absent for an adopted user. */
  readonly initialPassword: pulumi.Output<string> | undefined;

  constructor(
    name: string,
    { settings, otherAdministrator, gate, ...surroundings }: CloudSyncArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("hybrid-sync:index:CloudSync", name, {}, opts);
    const { phase, accounts } = settings;
    const parent = { parent: this };

    const all = cloudSyncAgents(settings);
    for (const agents of all) {
      const suffix = settings.forests === undefined ? "" : suffixOf(agents);
      this.observeAdministrator(`${name}-domain-administrator${suffix}`, agents, { settings, gate });
      this.observeAgents(`${name}-service-account${suffix}`, agents, { settings, gate, ...surroundings });
    }
    const administrator = new HybridIdentityAdministrator(
      `${name}-administrator`,
      {
        account: "cloud-sync-hybrid-identity-administrator",
        phase,
        settings: accounts.hybridIdentityAdministrator,
        other: otherAdministrator,
        gate,
        agentVersion: oldestVersion(all),
      },
      parent,
    );

    this.administratorId = administrator.objectId;
    this.initialPassword = administrator.initialPassword;
    this.registerOutputs({ administratorId: this.administratorId });
  }

  private observeAgents(
    name: string,
    agents: CloudSyncAgents,
    { settings, gate, trusted, connectSync, encryption }: Omit<CloudSyncArgs, "otherAdministrator">,
  ): void {
    const { forest, serviceAccount, agentVersion } = agents;
    const other = connectSync(forest);
    const { exchangeOnlineAttributes } = settings;
    gate.add(
      new ObservedResource(
        "group managed service account",
        name,
        {
          account: "cloud-sync-service-account",
          phase: settings.phase,
          forest,
          name: serviceAccount.name,
          servers: agents.agentServers,
          trusted: trusted(forest),
          features: agents.features,
          domains: agents.domains,
          organizationalUnits: agents.organizationalUnits,
          ...encryption(forest),
          ...(other === undefined ? {} : { connectSync: other }),
          ...settingIn(settings, agents),
          ...(serviceAccount.mode === undefined ? {} : { mode: serviceAccount.mode }),
          ...(agentVersion === undefined ? {} : { agentVersion }),
          ...(exchangeOnlineAttributes === undefined ? {} : { exchangeOnlineAttributes }),
        },
        { parent: this },
      ),
    );
  }

  private observeAdministrator(
    name: string,
    agents: CloudSyncAgents,
    { settings, gate }: Pick<CloudSyncArgs, "settings" | "gate">,
  ): void {
    const account = "cloud-sync-domain-administrator";
    const { phase } = settings;
    const { forest, domainAdministrator, serviceAccount, agentVersion } = agents;
    if (domainAdministrator === undefined) {
      const reason = `agent ${agentVersion} installs without an administrator for a gMSA of one's own with custom permissions`;
      const declared = { account, phase, name: null, needed: false, reason, attestation: null } as const;
      gate.add(new ObservedResource("attested account", name, declared, { parent: this }));
      return;
    }
    const mode = gmsaModeOf(serviceAccount.name, serviceAccount.mode);
    gate.add(
      new ObservedResource(
        "privileged administrator",
        name,
        {
          account,
          phase,
          forest,
          name: domainAdministrator.name,
          domains: agents.domains,
          ...temporary(domainAdministrator),
          ...settingIn(settings, agents),
          ...(mode === "created-by-wizard" ? {} : { gmsaMode: mode }),
          ...(agentVersion === undefined ? {} : { agentVersion }),
        },
        { parent: this },
      ),
    );
  }
}

/** Of an entry under `cloudSync.forests`, which no other entry has. */
function suffixOf({ forest, serviceAccount }: CloudSyncAgents): string {
  const bare = serviceAccount.name.replace(/^.*\\/, "").replace(/\$$/, "").toLowerCase();
  return `-${forest}-${bare}`;
}

/** Where the stack declares it, for the remedies, where that is not in the usual place. */
function settingIn({ forests }: CloudSyncSettings, { setting }: CloudSyncAgents): { readonly setting?: string } {
  return forests === undefined ? {} : { setting };
}

/** Undefined where one of them is not declared. */
function oldestVersion(all: readonly CloudSyncAgents[]): string | undefined {
  const versions = all.map(({ agentVersion }) => agentVersion);
  if (versions.includes(undefined)) return undefined;
  return versions.flatMap((version) => version ?? []).toSorted(compareVersions)[0];
}
