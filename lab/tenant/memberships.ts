/** Members of groups, owners of groups, applications and service principals, and what an object is a member of. */
import type { Collection, Entity } from "./collection.ts";
import { allow, answerList, type GraphApi, parameter, readReference, withType } from "./graph-endpoints.ts";
import { badRequest, resourceNotFound } from "./graph-error.ts";
import type { PermittedOperation } from "./graph-permissions.ts";
import type { Links } from "./links.ts";
import type { Queryable } from "./query.ts";
import type { TenantState } from "./state.ts";

/** Members and owners can be of any type, so only what all have in common can be selected and filtered. */
const directoryObjectQueryable: Queryable = {
  properties: ["id", "displayName", "userPrincipalName", "appId", "deletedDateTime", "@odata.type"],
  filterable: ["id"],
};

interface Relation {
  /** The segment after the object: `members`, `owners`. */
  readonly name: string;
  readonly holders: Collection;
  /** The first segment: `groups`, `applications`. */
  readonly path: string;
  readonly links: Links;
  readonly read: PermittedOperation;
  readonly write: PermittedOperation;
}

export function memberships(api: GraphApi): void {
  for (const relation of relations(api.state)) {
    readRelation(api, relation);
    changeRelation(api, relation);
  }
  memberOf(api);
}

function relations({ groups, applications, servicePrincipals, members, owners }: TenantState): Relation[] {
  const ofGroups = { holders: groups, path: "groups", read: "readMembers", write: "writeMembers" } as const;
  const ofApplications = {
    name: "owners",
    links: owners,
    read: "readApplications",
    write: "writeApplications",
  } as const;
  return [
    { ...ofGroups, name: "members", links: members },
    { ...ofGroups, name: "owners", links: owners },
    { ...ofApplications, holders: applications, path: "applications" },
    { ...ofApplications, holders: servicePrincipals, path: "servicePrincipals" },
  ];
}

function readRelation(api: GraphApi, { name, holders, path, links, read }: Relation): void {
  const { routes, state } = api;
  const list = (targets: (id: string) => string[]) => async (request: Parameters<typeof parameter>[0]) => {
    const holder = holders.require(parameter(request));
    return answerList(api, request, resolve(state, targets(holder.id)), objects, directoryObjectQueryable);
  };
  const objects = state.users;
  routes.get(
    `/${path}/:id/${name}`,
    allow(read),
    list((id) => links.targets(id)),
  );
  if (name === "members") {
    routes.get(
      `/${path}/:id/transitiveMembers`,
      allow(read),
      list((id) => closure(id, (group) => links.targets(group))),
    );
  }
}

function changeRelation({ routes, state }: GraphApi, { name, holders, path, links, write }: Relation): void {
  routes.post(`/${path}/:id/${name}/$ref`, allow(write), async (request, reply) => {
    const holder = holders.require(parameter(request));
    const { entity } = state.requireDirectoryObject(readReference(request.body));
    if (!links.add(holder.id, entity.id)) {
      throw badRequest(
        `One or more added object references already exist for the following modified properties: '${name}'.`,
      );
    }
    return reply.status(204).send();
  });

  routes.delete(`/${path}/:id/${name}/:target/$ref`, allow(write), async (request, reply) => {
    const holder = holders.require(parameter(request));
    const target = parameter(request, "target");
    if (!links.remove(holder.id, target)) throw resourceNotFound(target);
    return reply.status(204).send();
  });
}

/** Groups and, for those it holds directly, directory roles. */
function memberOf(api: GraphApi): void {
  const { routes, state } = api;
  for (const holders of [state.users, state.groups, state.servicePrincipals]) {
    const path = `/${holders.resource.charAt(0).toLowerCase()}${holders.resource.slice(1)}s/:id`;
    routes.get(`${path}/memberOf`, allow("readDirectory"), async (request) => {
      const { id } = holders.require(parameter(request));
      const groups = resolve(state, state.members.sources(id));
      return answerList(api, request, [...groups, ...rolesOf(state, [id])], state.groups, directoryObjectQueryable);
    });
    routes.get(`${path}/transitiveMemberOf`, allow("readDirectory"), async (request) => {
      const { id } = holders.require(parameter(request));
      const groups = closure(id, (member) => state.members.sources(member));
      const entities = [...resolve(state, groups), ...rolesOf(state, [id, ...groups])];
      return answerList(api, request, entities, state.groups, directoryObjectQueryable);
    });
  }
}

function rolesOf(state: TenantState, principals: readonly string[]): Entity[] {
  const held = new Set(
    state.roleAssignments
      .where(
        ({ principalId, directoryScopeId }) => principals.includes(String(principalId)) && directoryScopeId === "/",
      )
      .map(({ roleDefinitionId }) => roleDefinitionId),
  );
  return state.directoryRoles
    .where(({ roleTemplateId }) => held.has(roleTemplateId))
    .map((role) => withType(role, state.directoryRoles));
}

function resolve(state: TenantState, ids: readonly string[]): Entity[] {
  return ids
    .map((id) => state.requireDirectoryObject(id))
    .map(({ entity, collection }) => withType(entity, collection));
}

/** Everything that can be reached from an id, each once, the id itself left out. */
function closure(start: string, next: (id: string) => string[]): string[] {
  const reached = new Set<string>();
  const pending = [start];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const other of next(id)) {
      if (reached.has(other) || other === start) continue;
      reached.add(other);
      pending.push(other);
    }
  }
  return [...reached];
}
