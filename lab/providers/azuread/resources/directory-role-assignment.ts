import { during, idOf, look } from "../graph.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { outputText, text } from "../values.ts";

const assignments = "/roleManagement/directory/roleAssignments";

export const directoryRoleAssignment: AzureadResource = {
  name: "DirectoryRoleAssignment",

  async create(graph, inputs, made) {
    const roleId = text(inputs.roleId);
    const principalId = text(inputs.principalObjectId);
    const scope =
      text(inputs.appScopeId) === ""
        ? { directoryScopeId: text(inputs.directoryScopeId) || "/" }
        : { appScopeId: text(inputs.appScopeId) };
    const created = await during(
      `Assigning directory role ${JSON.stringify(roleId)} to directory principal ${JSON.stringify(principalId)}`,
      () =>
        graph.post(assignments, { ...typed("unifiedRoleAssignment"), principalId, roleDefinitionId: roleId, ...scope }),
    );
    const id = idOf(created);
    made(id);
    await look(
      `Waiting for role assignment for ${JSON.stringify(principalId)} to reflect in directory role ${JSON.stringify(roleId)}`,
      async () => (await graph.find(`${assignments}/${id}`)) !== undefined,
      3,
    );
  },

  async read(graph, id) {
    const assignment = await during(`Retrieving role assignment ${JSON.stringify(id)}`, () =>
      graph.find(`${assignments}/${id}`),
    );
    return (
      assignment && {
        appScopeId: outputText(assignment.appScopeId),
        directoryScopeId: outputText(assignment.directoryScopeId),
        principalObjectId: outputText(assignment.principalId),
        roleId: outputText(assignment.roleDefinitionId),
      }
    );
  },

  async delete(graph, id) {
    await during(`Deleting role assignment ${JSON.stringify(id)}`, () => graph.delete(`${assignments}/${id}`));
  },
};
