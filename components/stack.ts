/** What a stack declares, for whoever runs it: the engine by index.ts, and commands that have none. */
import * as pulumi from "@pulumi/pulumi";
import {
  connectSyncScope,
  declaredEncryption,
  forestUse,
  type Settings,
  syncServers,
  trustedPrincipals,
} from "../config.ts";
import type { Azure } from "./azure.ts";
import { CloudSync } from "./cloud-sync.ts";
import { ConnectSync } from "./connect-sync.ts";
import { declaredCloud } from "./entra/declared-cloud.ts";
import { declaredTenant } from "./entra/declared-tenant.ts";
import type { Gate } from "./gate.ts";
import { GuardRails } from "./guard-rails.ts";
import { ObservedResource } from "./observation/observed-resource.ts";
import { declareTerms } from "./observation/terms.ts";
import { stackTerms, termsOfStack } from "./terms.ts";

/** The tools and surroundings that a stack has; undefined for those that it has not. */
export interface Stack {
  readonly cloudSync: CloudSync | undefined;
  readonly connectSync: ConnectSync | undefined;
  readonly azure: Azure | undefined;
}

/**
 * Declares everything, and closes the gate.
 *
 * @param folder of the stack's own file
 * @throws {pulumi.RunError} for a cloud that is not known, and a baseline that cannot be used.
 */
export async function declareStack(settings: Settings, gate: Gate, folder = pulumi.getRootDirectory()): Promise<Stack> {
  declaredCloud();
  declareTerms(termsOfStack(stackTerms(settings, folder)));
  for (const { name } of settings.forests) {
    const declared = {
      ...forestUse(settings, name),
      ...declaredEncryption(settings, name),
      trusted: trustedPrincipals(settings, name),
    };
    gate.add(
      new ObservedResource("forest", name, { forest: name, ...declared, syncServers: syncServers(settings, name) }, {}),
    );
  }
  gate.add(new ObservedResource("tenant", "tenant", declaredTenant(settings)));
  const cloudSync =
    settings.cloudSync &&
    new CloudSync("cloud-sync", {
      settings: settings.cloudSync,
      otherAdministrator: settings.connectSync?.accounts.hybridIdentityAdministrator,
      gate,
      trusted: (forest) => trustedPrincipals(settings, forest),
      connectSync: (forest) => connectSyncScope(settings, forest),
      encryption: (forest) => declaredEncryption(settings, forest),
    });
  const connectSync =
    settings.connectSync &&
    new ConnectSync("connect-sync", {
      settings: settings.connectSync,
      otherAdministrator: settings.cloudSync?.accounts.hybridIdentityAdministrator,
      attestations: settings.attestations,
      gate,
      trusted: (forest) => trustedPrincipals(settings, forest),
    });
  if (settings.guardRails) {
    new GuardRails("guard-rails", {
      settings: settings.guardRails,
      emergencyAccounts: settings.tenant.emergencyAccounts,
      applicationPrincipalId: connectSync?.applicationPrincipalId,
      gate,
    });
  }
  // Loaded when it is needed: few stacks have it, and its provider takes time.
  const azure = settings.azure && (await import("./azure/declare.ts")).declareAzure(settings, connectSync, gate);
  gate.close();
  return { cloudSync, connectSync, azure };
}
