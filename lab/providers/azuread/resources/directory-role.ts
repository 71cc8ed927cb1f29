import { during, type Graph, GraphError, type GraphObject, idOf, quoted } from "../graph.ts";
import { type AzureadResource, typed } from "../resource.ts";
import { outputText, text } from "../values.ts";

/** Activates a built-in role; one that is active is taken as it is, and none is ever deactivated. */
export const directoryRole: AzureadResource = {
  name: "DirectoryRole",

  async create(graph, inputs, made) {
    const templateId = idOf(await findTemplate(graph, text(inputs.displayName), text(inputs.templateId)));
    const [active] = await during(`retrieving directory role with template ID ${JSON.stringify(templateId)}`, () =>
      graph.list("/directoryRoles", { $filter: `roleTemplateId eq ${quoted(templateId)}` }),
    );
    const role =
      active ??
      (await during(`activating directory role for template ID ${JSON.stringify(templateId)}`, () =>
        graph.post("/directoryRoles", { ...typed("directoryRole"), roleTemplateId: templateId }),
      ));
    made(`/directoryRoles/${idOf(role)}`);
  },

  async read(graph, id) {
    const role = await during(`retrieving ${id}`, () => graph.find(id));
    return (
      role && {
        description: outputText(role.description),
        displayName: outputText(role.displayName),
        objectId: idOf(role),
        templateId: outputText(role.roleTemplateId),
      }
    );
  },

  async delete() {},
};

async function findTemplate(graph: Graph, displayName: string, templateId: string): Promise<GraphObject> {
  if (displayName === "") return getTemplate(graph, templateId);
  const templates = await during("listing directory role templates", () => graph.list("/directoryRoleTemplates"));
  const wanted = displayName.toLowerCase();
  const template = templates.find((candidate) => outputText(candidate.displayName).toLowerCase() === wanted);
  if (template === undefined) throw new Error("no directory role template found");
  return template;
}

async function getTemplate(graph: Graph, templateId: string): Promise<GraphObject> {
  try {
    return await graph.get(`/directoryRoleTemplates/${templateId}`);
  } catch (error) {
    const quotedId = JSON.stringify(templateId);
    if (GraphError.isNotFound(error)) {
      throw new Error(`no directory role template with object ID ${quotedId} was found`, { cause: error });
    }
    return during(`retrieving directory role template with object ID ${quotedId}`, () => Promise.reject(error));
  }
}
