import type { ConnectSyncVersions } from "../../catalogue/connect-sync-versions.ts";
import {
  type ConnectSyncSettings,
  cloudSyncAgents,
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
    cloudSync: cloudSync
      ? { phase: cloudSync.phase, domains: cloudSyncAgents(cloudSync).flatMap(({ domains }) => domains) }
      : null,
    trustedApplications: tenant.trustedApplications,
    trustedAdministrators: tenant.trustedAdministrators,
    administratorNames: namesOf(
      [cloudSync, connectSync].flatMap((tool) => tool?.accounts.hybridIdentityAdministrator ?? []),
    ),
    emergencyAccounts: tenant.emergencyAccounts,
    federatedDomains: tenant.federatedDomains,
    administratorDomains: domainsOf(
      [cloudSync, connectSync].flatMap((tool) => tool?.accounts.hybridIdentityAdministrator ?? []),
    ),
    connectSync: connectSync
      ? {
          phase: connectSync.phase,
          servers: connectSync.servers.map(({ name, mode, version }) => ({ name, mode, version: version ?? null })),
          ...(connectSync.versions ? { versions: versionsOf(connectSync.versions) } : {}),
          identity: identityOf(connectSync.identity),
          applications: declaredApplications(connectSync).map(({ displayName, certificates, permissions }) => ({
            name: displayName,
            certificates: certificates.map(({ text: _, ...certificate }) => certificate),
            permissions,
          })),
        }
      : null,
    serverAddresses: guardRails?.namedLocation?.addresses ?? [],
  };
}

/** A user whom a group gives its role, or who may only activate it, is no less declared. */
function namesOf(administrators: readonly EntraAdministratorSettings[]): string[] {
  return [...new Set(administrators.map((settings) => userPrincipalNameOf(settings).toLowerCase()))].sort();
}

function domainsOf(administrators: readonly EntraAdministratorSettings[]): string[] {
  const domains = administrators.map((settings) => {
    const name = userPrincipalNameOf(settings);
    return name.slice(name.lastIndexOf("@") + 1).toLowerCase();
  });
  return [...new Set(domains)].sort();
}

function versionsOf({ asOf, releases, served }: NonNullable<ConnectSyncSettings["versions"]>): ConnectSyncVersions {
  return {
    asOf,
    releases: releases.map(({ version, supportEnds, recalled }) => ({
      version,
      supportEnds: supportEnds ?? null,
      recalled,
    })),
    served,
  };
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
