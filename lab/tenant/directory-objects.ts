/** https://learn.microsoft.com/graph/api/resources/directoryobject */
import * as z from "zod";
import { allow, type GraphApi, parameter, readBody, withType } from "./graph-endpoints.ts";

const byIds = z.strictObject({ ids: z.array(z.string()).max(1000), types: z.array(z.string()).optional() });

export function directoryObjects({ routes, state, baseUrl }: GraphApi): void {
  routes.get("/directoryObjects/:id", allow("readDirectory"), async (request) => {
    const { entity, collection } = state.requireDirectoryObject(parameter(request));
    return {
      "@odata.context": `${baseUrl()}/$metadata#directoryObjects/$entity`,
      ...withType(entity, collection),
    };
  });

  routes.post("/directoryObjects/getByIds", allow("readDirectory"), async (request) => {
    const { ids } = readBody(byIds, request.body, "DirectoryObject");
    const found = ids.flatMap((id) => state.findDirectoryObject(id) ?? []);
    return {
      "@odata.context": `${baseUrl()}/$metadata#directoryObjects`,
      value: found.map(({ entity, collection }) => withType(entity, collection)),
    };
  });
}
