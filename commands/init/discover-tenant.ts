/** What a tenant shows of what a stack has to name: its domain, the sync tools that run, and likely administrators. */
import type { Fact } from "../../catalogue/fact.ts";
import type { Environment } from "../../tenant/environment.ts";
import { connect } from "../../tenant/graph-connection.ts";
import { openTenant } from "../../tenant/open.ts";
import { holdersOf, usersAmong } from "../../tenant/role-assignments.ts";
import { TenantError } from "../../tenant/tenant-error.ts";

export interface FoundTenant {
  /** `contoso.onmicrosoft.com`; null where it could not be read. */
  readonly initialDomain: string | null;
  /** Whether a sync tool has been set up. */
  readonly isSynchronized: boolean;
  /** Names of the configurations of Cloud Sync. */
  readonly cloudSync: readonly string[];
  /** User principal names `Sync_…`, enabled ones first. */
  readonly connectUsers: readonly { readonly userPrincipalName: string; readonly server: string }[];
  /** Applications that may write synchronized objects. */
  readonly connectApplications: readonly string[];
  /** Cloud-only members who hold Hybrid Identity Administrator. */
  readonly administrators: readonly string[];
  /** What could not be read, in sentences without a full stop. */
  readonly unseen: readonly string[];
}

/** @throws {TenantError} when nobody can sign in */
export async function discoverTenant(environment: Environment, progress: (what: string) => void): Promise<FoundTenant> {
  progress("sign-in to the tenant");
  const graph = await connect(environment);
  const tenant = openTenant(environment);
  progress("sync tools of the tenant");
  const unseen: string[] = [];
  const [organization, cloudSync, roleMembers, holders, administrators] = await Promise.all([
    tenant.organization([]),
    tenant.cloudSyncConfigurations(),
    tenant.syncRoleMembers(),
    tenant.synchronizationHolders([]),
    administratorsIn(graph),
  ]);
  const read = <T>(fact: Fact<T>): T | undefined => {
    if ("observed" in fact) return fact.observed;
    if ("unobservable" in fact)
      unseen.push(`${fact.unobservable.reason}. ${fact.unobservable.remedy}`.replace(/\.$/, ""));
    return undefined;
  };
  const found = read(organization);
  return {
    initialDomain: found?.initialDomain || null,
    isSynchronized: found?.enabled ?? false,
    cloudSync: read(cloudSync)?.sample.map(({ name }) => name) ?? [],
    connectUsers: (read(roleMembers)?.serviceAccounts.sample ?? []).flatMap(({ userPrincipalName, server }) =>
      server === null ? [] : [{ userPrincipalName, server }],
    ),
    connectApplications: read(holders)?.sample.map(({ name }) => name) ?? [],
    administrators: read(administrators) ?? [],
    unseen: [...new Set(unseen)],
  };
}

async function administratorsIn(graph: Awaited<ReturnType<typeof connect>>): Promise<Fact<readonly string[]>> {
  try {
    const holders = await holdersOf(graph, "hybrid-identity-administrator");
    const users = [...(await usersAmong(graph, holders)).values()];
    const suitable = users.filter(
      ({ userType, accountEnabled, onPremisesSyncEnabled }) =>
        userType !== "Guest" && accountEnabled && !onPremisesSyncEnabled,
    );
    return { observed: suitable.map(({ userPrincipalName }) => userPrincipalName).sort() };
  } catch (error) {
    if (!(error instanceof TenantError)) throw error;
    return { unobservable: { reason: error.reason, remedy: error.remedy } };
  }
}
