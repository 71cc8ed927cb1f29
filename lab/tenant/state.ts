/** Everything the simulated tenant holds; the families of endpoints read and change it. */
import { createHash, randomUUID } from "node:crypto";
import { AzureState } from "./azure/state.ts";
import { Clock } from "./clock.ts";
import { Collection, type Entity } from "./collection.ts";
import { resourceNotFound } from "./graph-error.ts";
import { type Licence, licences } from "./licences.ts";
import { Links } from "./links.ts";
import { Replication } from "./replication.ts";
import type { RoleSettings } from "./role-settings-seed.ts";
import type { SynchronizationSeed } from "./synchronization-seed.ts";

/** A directory object together with the collection it lives in, which gives its type. */
export interface DirectoryObject {
  readonly collection: Collection;
  readonly entity: Entity;
}

export class TenantState {
  readonly tenantId: string = randomUUID();
  readonly displayName = "Contoso";
  /** Verified domains, the initial one first. */
  readonly domains: string[];

  readonly clock = new Clock();

  readonly users = new Collection("microsoft.graph.user");
  /** Those that can still be restored. */
  readonly deletedUsers = new Collection("microsoft.graph.user");
  readonly groups = new Collection("microsoft.graph.group");
  readonly applications = new Collection("microsoft.graph.application");
  readonly servicePrincipals = new Collection("microsoft.graph.servicePrincipal");
  readonly directoryRoles = new Collection("microsoft.graph.directoryRole");

  /** Roles of the tenant's own. */
  readonly customRoles = new Collection("microsoft.graph.unifiedRoleDefinition");
  readonly roleAssignments = new Collection("microsoft.graph.unifiedRoleAssignment");
  readonly replication = new Replication();
  /** Null for a tenant that was never synchronized. */
  synchronization: SynchronizationSeed | null = null;
  readonly synchronizationJobs = new Collection("microsoft.graph.synchronizationJob");
  /** Of Privileged Identity Management, where they are not the ones that it comes with. */
  roleSettings: readonly RoleSettings[] = [];
  readonly eligibilityRequests = new Collection("microsoft.graph.unifiedRoleEligibilityScheduleRequest");
  readonly eligibilitySchedules = new Collection("microsoft.graph.unifiedRoleEligibilitySchedule");
  /** Of membership in groups, and of their ownership. */
  readonly groupEligibilitySchedules = new Collection("microsoft.graph.privilegedAccessGroupEligibilitySchedule");
  readonly appRoleAssignments = new Collection("microsoft.graph.appRoleAssignment");

  readonly namedLocations = new Collection("microsoft.graph.ipNamedLocation");
  readonly conditionalAccessPolicies = new Collection("microsoft.graph.conditionalAccessPolicy");
  /** All, unless a seed takes one away. */
  readonly licences: Set<Licence> = new Set(licences);

  readonly subscriptionId: string = randomUUID();
  /** What the subscription holds, and what belongs to the tenant itself. */
  readonly azure = new AzureState();
  /** False where the caller may only look there. */
  mayChangeAzure = true;

  readonly members = new Links();
  readonly owners = new Links();
  readonly managers = new Links();

  /** Digests of client secrets by the key id of their password credential. */
  readonly #secretDigests = new Map<string, string>();

  constructor(domains: readonly string[]) {
    this.domains = [...domains];
  }

  /** Any object that can be a member, an owner or a principal. */
  findDirectoryObject(id: string): DirectoryObject | undefined {
    for (const collection of this.#directoryCollections()) {
      const entity = collection.find(id);
      if (entity !== undefined) return { collection, entity };
    }
    return undefined;
  }

  /** @throws {GraphError} 404 when there is no such object. */
  requireDirectoryObject(id: string): DirectoryObject {
    const found = this.findDirectoryObject(id);
    if (found === undefined) throw resourceNotFound(id);
    return found;
  }

  /** Deletes a directory object and whatever refers to it. */
  removeDirectoryObject(id: string): void {
    const { collection, entity } = this.requireDirectoryObject(id);
    collection.remove(entity.id);
    for (const links of [this.members, this.owners, this.managers]) links.forget(entity.id);
    this.#removeWhere(this.roleAssignments, ({ principalId }) => principalId === entity.id);
    this.#removeWhere(this.eligibilitySchedules, ({ principalId }) => principalId === entity.id);
    this.#removeWhere(
      this.groupEligibilitySchedules,
      ({ principalId, groupId }) => principalId === entity.id || groupId === entity.id,
    );
    this.#removeWhere(
      this.appRoleAssignments,
      ({ principalId, resourceId }) => principalId === entity.id || resourceId === entity.id,
    );
    if (collection !== this.applications) return;
    for (const servicePrincipal of this.servicePrincipals.where(({ appId }) => appId === entity.appId)) {
      this.removeDirectoryObject(servicePrincipal.id);
    }
  }

  keepSecret(keyId: string, secret: string): void {
    this.#secretDigests.set(keyId, digest(secret));
  }

  isSecret(keyId: string, secret: string): boolean {
    return this.#secretDigests.get(keyId) === digest(secret);
  }

  #directoryCollections(): readonly Collection[] {
    return [this.users, this.groups, this.servicePrincipals, this.applications, this.directoryRoles];
  }

  #removeWhere(collection: Collection, matches: (entity: Entity) => boolean): void {
    for (const entity of collection.where(matches)) collection.remove(entity.id);
  }
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
