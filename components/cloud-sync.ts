import * as pulumi from "@pulumi/pulumi";
import type { CloudSyncSettings, EntraAdministratorSettings } from "../config.ts";
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
  /** Whose rights over the gMSA are no finding. */
  readonly trusted: TrustedPrincipals;
}

/** The three accounts of Microsoft Entra Cloud Sync. */
export class CloudSync extends pulumi.ComponentResource {
  /** Object ID of the Hybrid Identity Administrator; empty while an adopted user cannot be found. */
  readonly administratorId: pulumi.Output<string>;
  /** Of the Hybrid Identity Administrator, secret; absent for an adopted user. */
  readonly initialPassword: pulumi.Output<string> | undefined;

  constructor(
    name: string,
    { settings, otherAdministrator, gate, trusted }: CloudSyncArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("hybrid-sync:index:CloudSync", name, {}, opts);
    const { phase, forest, accounts } = settings;
    const parent = { parent: this };

    gate.add(
      new ObservedResource(
        "privileged administrator",
        `${name}-domain-administrator`,
        {
          account: "cloud-sync-domain-administrator",
          phase,
          forest,
          name: accounts.domainAdministrator.name,
          ...temporary(accounts.domainAdministrator),
        },
        parent,
      ),
    );
    gate.add(
      new ObservedResource(
        "group managed service account",
        `${name}-service-account`,
        {
          account: "cloud-sync-service-account",
          phase,
          forest,
          name: accounts.serviceAccount.name,
          servers: settings.agentServers,
          trusted,
          features: settings.features,
          domains: settings.domains,
          organizationalUnits: settings.organizationalUnits,
        },
        parent,
      ),
    );
    const administrator = new HybridIdentityAdministrator(
      `${name}-administrator`,
      {
        account: "cloud-sync-hybrid-identity-administrator",
        phase,
        settings: accounts.hybridIdentityAdministrator,
        other: otherAdministrator,
        gate,
      },
      parent,
    );

    this.administratorId = administrator.objectId;
    this.initialPassword = administrator.initialPassword;
    this.registerOutputs({ administratorId: this.administratorId });
  }
}
