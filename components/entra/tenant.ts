import type * as pulumi from "@pulumi/pulumi";
import { resourceTypes } from "../../catalogue/resource-types.ts";
import type { ConnectSyncSettings, EntraAdministratorSettings, Settings } from "../../config.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { TenantObservation } from "../../tenant/facts/tenant.ts";
import { ObservedResource } from "../observation/observed-resource.ts";
import { declaredApplications } from "./declared-applications.ts";

export interface TenantArgs {
  readonly settings: Pick<Settings, "tenant" | "cloudSync" | "connectSync" | "guardRails">;
}

/** What the tenant holds already, besides what this program puts there. */
export class Tenant extends ObservedResource<TenantObservation> {
  constructor(name: string, { settings }: TenantArgs, opts: pulumi.CustomResourceOptions = {}) {
    super(resourceTypes.tenant, name, { subject: "tenant", ...declaration(settings) }, opts);
  }
}

function declaration({
  tenant,
  cloudSync,
  connectSync,
  guardRails,
}: TenantArgs["settings"]): Omit<TenantInputs, "observed"> {
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
  const domains = administrators.map(({ create, adopt }) => {
    const name = create?.userPrincipalName ?? adopt ?? "";
    return name.slice(name.lastIndexOf("@") + 1).toLowerCase();
  });
  return [...new Set(domains)].sort();
}

function identityOf(identity: ConnectSyncSettings["identity"]): NonNullable<TenantInputs["connectSync"]>["identity"] {
  return identity.kind === "user"
    ? { kind: "user", name: identity.userPrincipalName }
    : { kind: "application", name: identity.displayName };
}

function administrator({ create, adopt, roles, throughGroup, assignment }: EntraAdministratorSettings) {
  const group = throughGroup && ("create" in throughGroup ? throughGroup.create : throughGroup.adopt);
  return {
    userPrincipalName: create?.userPrincipalName ?? adopt ?? "",
    roles,
    throughGroup: group ?? null,
    assignment,
  };
}
