import { during, idOf, look } from "../graph.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { outputText, text } from "../values.ts";

const requests = "/roleManagement/directory/roleEligibilityScheduleRequests";
const schedules = "/roleManagement/directory/roleEligibilitySchedules";

/** Makes a principal eligible for a role, without an end: the released provider knows no other schedule. */
export const directoryRoleEligibilityScheduleRequest: AzureadResource = {
  name: "DirectoryRoleEligibilityScheduleRequest",

  async create(graph, inputs, made) {
    const roleDefinitionId = text(inputs.roleDefinitionId);
    const principalId = text(inputs.principalId);
    const [role, principal] = [JSON.stringify(roleDefinitionId), JSON.stringify(principalId)];
    const request = await during(
      `Creating eligibility schedule request for role ${role} to principal ${principal}`,
      () =>
        graph.post(requests, {
          ...typed("unifiedRoleEligibilityScheduleRequest"),
          action: "adminAssign",
          directoryScopeId: text(inputs.directoryScopeId),
          justification: text(inputs.justification),
          principalId,
          roleDefinitionId,
          scheduleInfo: {
            expiration: { type: "noExpiration" },
            startDateTime: `${new Date().toISOString().slice(0, 19)}Z`,
          },
        }),
    );
    const id = idOf(request);
    made(id);
    await look(
      `Waiting for role eligibility schedule request for ${principal} to be created for directory role ${role}`,
      async () => (await graph.find(`${requests}/${id}`)) !== undefined,
    );
  },

  // Graph forgets a request after some weeks and keeps the schedule it led to, under the same id.
  async read(graph, id, known) {
    const request = await during(`Retrieving ${id}`, () => graph.find(`${requests}/${id}`));
    const source = request ?? (await during(`Retrieving ${id}`, () => graph.find(`${schedules}/${id}`)));
    return (
      source && {
        directoryScopeId: outputText(source.directoryScopeId),
        justification: request === undefined ? text(known.justification) : outputText(request.justification),
        principalId: outputText(source.principalId),
        roleDefinitionId: outputText(source.roleDefinitionId),
      }
    );
  },

  async delete(graph, id) {
    const request = await during(`Retrieving ${id}`, () => graph.get(`${requests}/${id}`));
    await during(`Removing role eligibility schedule request ${JSON.stringify(id)}`, () =>
      graph.post(requests, {
        ...typed("unifiedRoleEligibilityScheduleRequest"),
        action: "adminRemove",
        directoryScopeId: request.directoryScopeId,
        justification: request.justification,
        principalId: request.principalId,
        roleDefinitionId: request.roleDefinitionId,
      }),
    );
  },
};
