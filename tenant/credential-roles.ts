/** Roles by which a credential can be added to an application: the built-in ones, and those of the tenant's own. */
import * as z from "zod";
import {
  credentialActions,
  credentialRoles,
  directoryRoles,
  syncRoles as syncRoleIds,
  unrestrictedRoleTemplateIds,
} from "../catalogue/directory-roles.ts";
import type { GraphConnection } from "./graph-connection.ts";
import { sharedReading } from "./shared-reading.ts";

const definition = z.object({
  id: z.string(),
  displayName: z.string(),
  isBuiltIn: z.boolean(),
  rolePermissions: z.array(
    z.object({
      allowedResourceActions: z.array(z.string()),
      // Narrows a built-in role to what its holder owns, or is; custom roles have none.
      condition: z.string().nullish(),
    }),
  ),
});

export interface CredentialRoles {
  /** What such a role is called in messages; undefined for another one. */
  readonly titleOf: (roleDefinitionId: string) => string | undefined;
  /** Whether the tenant has shown what the role allows. */
  readonly isKnown: (roleDefinitionId: string) => boolean;
}

/** @throws {TenantError} */
export const readCredentialRoles = sharedReading(async (graph): Promise<CredentialRoles> => {
  const definitions = await readDefinitions(graph);
  const titles = new Map(credentialRoles.map(({ templateId, title }) => [templateId, title]));
  for (const { id, displayName, isBuiltIn, rolePermissions } of definitions) {
    if (titles.has(id.toLowerCase()) || judgedElsewhere.has(id.toLowerCase())) continue;
    const gives = rolePermissions.some(
      ({ allowedResourceActions, condition }) =>
        !(isBuiltIn && condition) && allowedResourceActions.some((action) => actions.has(action.toLowerCase())),
    );
    if (gives) titles.set(id.toLowerCase(), isBuiltIn ? displayName : `the custom role "${displayName}"`);
  }
  const known = new Set(definitions.map(({ id }) => id.toLowerCase()));
  return {
    titleOf: (id) => titles.get(id.toLowerCase()),
    isKnown: (id) => known.has(id.toLowerCase()) || titles.has(id.toLowerCase()),
  };
});

const actions = new Set(credentialActions.map((action) => action.toLowerCase()));

/** By the rules about Global Administrator and about the sync roles. */
const judgedElsewhere = new Set([
  ...unrestrictedRoleTemplateIds,
  ...syncRoleIds.map((role) => directoryRoles[role].templateId as string),
]);

function readDefinitions(graph: GraphConnection) {
  return graph.list(definition, {
    path: "/roleManagement/directory/roleDefinitions",
    witness: "the definition of a single directory role, though every tenant has the built-in ones",
    subject: "what directory roles allow",
    permission: "RoleManagement.Read.Directory",
  });
}
