import type { GetClientConfigResult } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { type AzureRole, vaultSecrets } from "../catalogue/azure.ts";
import type { AzureSettings } from "../config.ts";
import { assignRole, lock, type Principal } from "./azure/access.ts";
import { findClient } from "./azure/client.ts";
import { declareAlerts, declareWorkspace } from "./azure/monitoring.ts";
import type { HeldBack, Place } from "./azure/place.ts";
import type { SyncIdentity } from "./azure/queries.ts";
import { findApplication } from "./entra/find-application.ts";
import { findUser } from "./entra/find-user.ts";
import type { Gate } from "./gate.ts";
import { ObservedResource } from "./observation/observed-resource.ts";

export interface AzureArgs {
  readonly settings: AzureSettings;
  /** Connect Sync's identity, for the alerts. */
  readonly identity: pulumi.Output<SyncIdentity>;
  /** Public ranges of the sync servers. */
  readonly addresses: readonly string[];
  readonly gate: Gate;
}

/** Where pipelines find a secret. */
export type SecretPlaces = Readonly<Record<keyof typeof vaultSecrets, string>>;

/** What the program puts into an Azure subscription: monitoring of the sync identities, and a vault for pipelines. */
export class Azure extends pulumi.ComponentResource {
  /** Addresses of the vault's secrets, which someone puts there; undefined without a vault. */
  readonly secrets: pulumi.Output<SecretPlaces> | undefined;
  readonly #name: string;
  readonly #args: AzureArgs;
  readonly #held: HeldBack;

  constructor(name: string, args: AzureArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hybrid-sync:index:Azure", name, {}, opts);
    const { settings } = args;
    this.#name = name;
    this.#args = args;
    this.#held = { parent: this, dependsOn: args.gate.observations };

    const subscription = pulumi.output(findClient({ parent: this }));
    const place = this.#declarePlace();
    const operators = settings.operators.map((user) => this.#operator(user));
    this.#declareMonitoring(place, operators, subscription.subscriptionId);
    this.secrets = this.#declareVault(place, operators, subscription);
    this.registerOutputs();
  }

  #declarePlace(): Place {
    const { location, resourceGroup } = this.#args.settings;
    if (resourceGroup.exists) return { location, resourceGroupName: resourceGroup.name };
    const group = new ResourceGroup(
      `${this.#name}-resource-group`,
      { resourceGroupName: resourceGroup.name, location },
      this.#held,
    );
    return { location, resourceGroupName: group.name };
  }

  #declareMonitoring(place: Place, operators: readonly Operator[], subscriptionId: pulumi.Output<string>): void {
    const { settings, identity, addresses } = this.#args;
    if (!settings.workspace) return;
    const workspace = declareWorkspace(this.#name, settings.workspace, place, this.#held);
    if (settings.alerts) {
      declareAlerts(this.#name, { settings: settings.alerts, workspace, place, identity, addresses }, this.#held);
    }
    this.#protect("workspace", workspace, operators, "Log Analytics Reader", subscriptionId);
  }

  #declareVault(
    place: Place,
    operators: readonly Operator[],
    subscription: pulumi.Output<GetClientConfigResult>,
  ): Azure["secrets"] {
    const { keyVault } = this.#args.settings;
    if (!keyVault) return undefined;
    const { name, recover } = keyVault;
    this.#args.gate.add(
      new ObservedResource("vault name", `${this.#name}-vault-name`, { name, recover }, { parent: this }),
    );
    const vault = new Vault(
      `${this.#name}-vault`,
      {
        ...place,
        vaultName: name,
        properties: {
          ...(recover ? { createMode: "recover" } : {}),
          tenantId: subscription.tenantId,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          enablePurgeProtection: true,
        },
      },
      // Only when it is made does it matter how.
      { ...this.#held, ignoreChanges: ["properties.createMode"] },
    );
    const readers = keyVault.readers.map((clientId) => this.#reader(clientId));
    const scope = { scope: vault.id, subscriptionId: subscription.subscriptionId };
    for (const { id, principal } of readers) {
      assignRole(`${this.#name}-vault-reader-${id}`, "Key Vault Secrets User", principal, scope, this.#held);
    }
    this.#protect("vault", vault, operators, "Key Vault Secrets Officer", subscription.subscriptionId);
    return vault.properties.apply(({ vaultUri = "" }) => places(vaultUri));
  }

  /** Operators' access to a resource, and its lock, which goes first. */
  #protect(
    kind: string,
    resource: pulumi.CustomResource,
    operators: readonly Operator[],
    role: AzureRole,
    subscriptionId: pulumi.Output<string>,
  ): void {
    const assignments = operators.map(({ id, principal }) =>
      assignRole(
        `${this.#name}-${kind}-operator-${id}`,
        role,
        principal,
        { scope: resource.id, subscriptionId },
        this.#held,
      ),
    );
    if (this.#args.settings.lock)
      lock(`${this.#name}-${kind}-lock`, resource.id, [resource, ...assignments], this.#held);
  }

  #operator(user: string): Operator {
    const objectId = this.#args.gate.require(findUser(user, "hybrid-sync:azure.operators", { parent: this }));
    return { id: user, principal: { kind: "User", objectId } };
  }

  #reader(clientId: string): Operator {
    const key = "hybrid-sync:azure.keyVault.readers";
    const objectId = this.#args.gate.require(findApplication(clientId, key, { parent: this }));
    return { id: clientId, principal: { kind: "ServicePrincipal", objectId } };
  }
}

interface Operator {
  /** As the stack names it, which tells the assignments apart. */
  readonly id: string;
  readonly principal: Principal;
}

function places(vaultUri: string): SecretPlaces {
  const at = (name: string) => `${vaultUri}secrets/${name}`;
  return { reader: at(vaultSecrets.reader), initialPassword: at(vaultSecrets.initialPassword) };
}
