import { isObject, type Values } from "../../property-values.ts";
import { during, idOf, look } from "../graph.ts";
import { type AzureadResource, lastSegment } from "../resource.ts";
import { flag, outputFlag, outputText, text, texts } from "../values.ts";

const path = "/identity/conditionalAccess/namedLocations";

/** A named location of address ranges; countries are left out. */
export const namedLocation: AzureadResource = {
  name: "NamedLocation",

  async create(graph, inputs, made) {
    const created = await during("Could not create named location", () => graph.post(path, body(inputs)));
    const id = `${path}/${idOf(created)}`;
    made(id);
    await look(`Waiting for creation of ${id}`, async () => (await graph.find(id)) !== undefined);
  },

  async read(graph, id) {
    const found = await during(`Retrieving ${id}`, () => graph.find(id));
    if (found === undefined) return undefined;
    const ranges = (found.ipRanges ?? []) as { cidrAddress?: string }[];
    return {
      displayName: outputText(found.displayName),
      ip: {
        ipRanges: ranges.map(({ cidrAddress }) => outputText(cidrAddress)),
        trusted: outputFlag(found.isTrusted),
      },
      objectId: lastSegment(id),
    };
  },

  async update(graph, id, _state, inputs) {
    await during(`Updating ${id}`, () => graph.patch(id, body(inputs)));
    await look(
      `Waiting for update of ${id}`,
      async () => (await graph.find(id))?.displayName === text(inputs.displayName),
    );
  },

  async delete(graph, id, state) {
    // Graph refuses to delete a location that is trusted.
    if (isObject(state.ip) && flag(state.ip.trusted)) {
      const untrusted = { "@odata.type": "#microsoft.graph.ipNamedLocation", isTrusted: false };
      await during(`Updating ${id} before deletion`, () => graph.patch(id, untrusted));
    }
    await during(`Deleting ${id}`, () => graph.delete(id));
    await look(`Waiting for deletion of ${id}`, async () => (await graph.find(id)) === undefined);
  },
};

function body(inputs: Values): object {
  if (!isObject(inputs.ip)) throw new Error("the azuread stand-in makes named locations of address ranges only");
  return {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    displayName: text(inputs.displayName),
    ipRanges: texts(inputs.ip.ipRanges).map((cidrAddress) => ({
      "@odata.type": `#microsoft.graph.${cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange"}`,
      cidrAddress,
    })),
    isTrusted: flag(inputs.ip.trusted),
  };
}
