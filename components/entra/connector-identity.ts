import * as pulumi from "@pulumi/pulumi";
import type { AccountId, Phase } from "../../catalogue/accounts.ts";
import type { Gate } from "../gate.ts";
import { ObservedResource } from "../observation/observed-resource.ts";
import type { DeclaredApplication } from "./declared-applications.ts";
import { declareSyncApplication } from "./sync-application.ts";

export interface ConnectorIdentityArgs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly identity: { readonly userPrincipalName: string } | { readonly application: DeclaredApplication };
  readonly gate: Gate;
}

/**
 * The identity with which a server of Connect Sync writes to the tenant: an application with its service principal, its
 * certificates and the application permissions it needs. A legacy `Sync_…` user belongs to the wizard: it is shown, and
 * nothing is declared for it.
 */
export class ConnectorIdentity extends pulumi.ComponentResource {
  /** Application (client) ID; empty for a legacy user. */
  readonly clientId: pulumi.Output<string>;
  /** Object ID of the application's service principal; empty for a legacy user. */
  readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: ConnectorIdentityArgs, opts: pulumi.ComponentResourceOptions) {
    super("hybrid-sync:entra:ConnectorIdentity", name, {}, opts);
    const { account, phase, identity, gate } = args;
    const declaration =
      "application" in identity
        ? { kind: "application" as const, name: identity.application.displayName }
        : { kind: "user" as const, name: identity.userPrincipalName };

    gate.add(
      new ObservedResource(
        "entra connector identity",
        `${name}-declaration`,
        { account, phase, ...declaration },
        { parent: this },
      ),
    );
    const application =
      "application" in identity
        ? declareSyncApplication(name, identity.application, { parent: this, dependsOn: gate.observations })
        : undefined;

    this.clientId = application?.clientId ?? pulumi.output("");
    this.principalId = application?.principalId ?? pulumi.output("");
    this.registerOutputs({ clientId: this.clientId, principalId: this.principalId });
  }
}
