import type { Values } from "../../property-values.ts";
import { during, type Graph, idOf } from "../graph.ts";
import { hashedId } from "../hashed-id.ts";
import { outputText } from "../values.ts";

/** The roles that are active in the tenant. */
export async function getDirectoryRoles(graph: Graph): Promise<Values> {
  const roles = await during("Could not list directory roles", () => graph.list("/directoryRoles"));
  const objectIds = roles.map(idOf);
  return {
    id: hashedId("directoryRoles", objectIds),
    objectIds,
    roles: roles.map((role) => ({
      description: outputText(role.description),
      displayName: outputText(role.displayName),
      objectId: idOf(role),
      templateId: outputText(role.roleTemplateId),
    })),
    templateIds: roles.map((role) => outputText(role.roleTemplateId)),
  };
}

/** The built-in roles, active or not. */
export async function getDirectoryRoleTemplates(graph: Graph): Promise<Values> {
  const templates = await during("Could not list directory role templates", () =>
    graph.list("/directoryRoleTemplates"),
  );
  const objectIds = templates.map(idOf);
  return {
    id: hashedId("directoryRoleTemplates", objectIds),
    objectIds,
    roleTemplates: templates.map((template) => ({
      description: outputText(template.description),
      displayName: outputText(template.displayName),
      objectId: idOf(template),
    })),
  };
}
