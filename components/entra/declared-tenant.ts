import {
  type ConnectSyncSettings,
  type EntraAdministratorSettings,
  type Settings,
  userPrincipalNameOf,
} from "../../config.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { Declared } from "../../contract/resources.ts";
import { declaredApplications } from "./declared-applications.ts";

type DeclaringSettings = Pick<Settings, "tenant" | "cloudSync" | "connectSync" | "guardRails">;

/** What of the tenant is asked: whatever it holds besides what the stack puts there. */
export function declaredTenant({ tenant, cloudSync, connectSync, guardRails }: DeclaringSettings): Declared<"tenant"> {
  const administrators = [
    ...(cloudSync ? [administrator(cloudSync.accounts.hybridIdentityAdministrator)] : []),
    ...(connectSync ? [administrator(connectSync.accounts.hybridIdentityAdministrator)] : [])
      // For Connect, nothing is assigned to a group.
      .filter(({ throughGroup }) => throughGroup === null),
  ]
    // Who may only activate the roles is not given an active assignment.
    .filter(({ assignment }) => assignment === "active")
    .map(({ assignment: _, ...declared }) => declared);
  return {
    administrators,
    cloudSync: cloudSync ? { phase: cloudSync.phase, domains: cloudSync.domains } : null,
    trustedApplications: tenant.trustedApplications,
    emergencyAccounts: tenant.emergencyAccounts,
    federatedDomains: tenant.federatedDomains,
    administratorDomains: domainsOf(
      [cloudSync, connectSync].flatMap((tool) => tool?.accounts.hybridIdentityAdministrator ?? []),
    ),
    connectSync: connectSync
      ? {
          phase: connectSync.phase,
          servers: connectSync.servers.map(({ name, mode, version }) => ({ name, mode, version: version ?? null })),
          identity: identityOf(connectSync.identity),
          applications: declaredApplications(connectSync).map(({ displayName, certificates, permissions }) => ({
            name: displayName,
            certificates: certificates.map(({ thumbprints, lastDay }) => ({ thumbprints, lastDay })),
            permissions,
          })),
        }
      : null,
    serverAddresses: guardRails?.namedLocation?.addresses ?? [],
  };
}

function domainsOf(administrators: readonly EntraAdministratorSettings[]): string[] {
  const domains = administrators.map((settings) => {
    const name = userPrincipalNameOf(settings);
    return name.slice(name.lastIndexOf("@") + 1).toLowerCase();
  });
  return [...new Set(domains)].sort();
}

function identityOf(identity: ConnectSyncSettings["identity"]): NonNullable<TenantInputs["connectSync"]>["identity"] {
  return identity.kind === "user"
    ? { kind: "user", name: identity.userPrincipalName }
    : { kind: "application", name: identity.displayName };
}

function administrator(settings: EntraAdministratorSettings) {
  const { roles, throughGroup, assignment } = settings;
  const group = throughGroup && ("create" in throughGroup ? throughGroup.create : throughGroup.adopt);
  return {
    userPrincipalName: userPrincipalNameOf(settings),
    roles,
    throughGroup: group ?? null,
    assignment,
  };
}
