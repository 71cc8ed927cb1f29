import { during, GraphError, idOf } from "../graph.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { outputText, text } from "../values.ts";

export const appRoleAssignment: AzureadResource = {
  name: "AppRoleAssignment",

  async create(graph, inputs, made) {
    const resourceId = text(inputs.resourceObjectId);
    const resource = `/servicePrincipals/${resourceId}`;
    try {
      await graph.get(resource);
    } catch (error) {
      const what = GraphError.isNotFound(error)
        ? "Service principal not found for resource"
        : "Could not retrieve service principal for resource";
      await during(`${what} (Object ID: ${JSON.stringify(resourceId)})`, () => Promise.reject(error));
    }
    const assignment = await during("Could not create app role assignment", () =>
      graph.post(`${resource}/appRoleAssignedTo`, {
        ...typed("appRoleAssignment"),
        appRoleId: text(inputs.appRoleId),
        principalId: text(inputs.principalObjectId),
        resourceId,
      }),
    );
    made(`${resource}/appRoleAssignedTo/${idOf(assignment)}`);
  },

  async read(graph, id) {
    const assignment = await during(`Retrieving ${id}`, () => graph.find(id));
    return (
      assignment && {
        appRoleId: outputText(assignment.appRoleId),
        principalDisplayName: outputText(assignment.principalDisplayName),
        principalObjectId: outputText(assignment.principalId),
        principalType: outputText(assignment.principalType),
        resourceDisplayName: outputText(assignment.resourceDisplayName),
        resourceObjectId: outputText(assignment.resourceId),
      }
    );
  },

  async delete(graph, id) {
    await during(`Deleting ${id}`, () => graph.delete(id));
  },
};
