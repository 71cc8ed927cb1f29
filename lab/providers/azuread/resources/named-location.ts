import { isObject, type Values } from "../../property-values.ts";
import { during, type Graph, type GraphObject, idOf, look } from "../graph.ts";
import { type AzureadResource, lastSegment, typed } from "../resource.ts";
import { flag, outputFlag, outputText, text, texts } from "../values.ts";

const path = "/identity/conditionalAccess/namedLocations";

/** A named location of address ranges; countries are left out. */
export const namedLocation: AzureadResource = {
  name: "NamedLocation",

  async create(graph, inputs, made) {
    const created = await during("Could not create named location", () =>
      graph.post(path, { ...location(inputs), displayName: text(inputs.displayName) }),
    );
    const id = `${path}/${idOf(created)}`;
    // The plugin waits 15 seconds before it looks the first time, and remembers the location only then.
    await look(`waiting for creation of ${id}`, () => shows(graph, id, inputs));
    made(id);
  },

  async read(graph, id) {
    const found = await during(`Retrieving ${id}`, () => graph.find(id));
    if (found === undefined) return undefined;
    return {
      displayName: outputText(found.displayName),
      ip: addresses(found),
      objectId: lastSegment(id),
    };
  },

  async update(graph, id, state, inputs) {
    const renamed =
      text(inputs.displayName) === text(state.displayName) ? {} : { displayName: text(inputs.displayName) };
    await during(`Updating ${id}`, () => graph.patch(id, { ...location(inputs), ...renamed }));
    await look(`waiting for update of ${id}`, () => shows(graph, id, inputs));
  },

  async delete(graph, id, state) {
    // Graph refuses to delete a location that is trusted; the plugin does not ask whether it is.
    await during(`updating ${id} prior to deletion`, () => graph.patch(id, { ...location(state), isTrusted: false }));
    await look(
      `waiting for removal of trusted status on ${id}`,
      async () => !outputFlag((await graph.find(id))?.isTrusted),
    );
    await during(`deleting ${id}`, () => graph.delete(id));
    await look(`waiting for deletion of ${id}`, async () => (await graph.find(id)) === undefined);
  },
};

/** Whether Graph shows the ranges and the trust that are declared; the plugin does not wait for a new name. */
async function shows(graph: Graph, id: string, inputs: Values): Promise<boolean> {
  const found = await graph.find(id);
  if (found === undefined || !isObject(inputs.ip)) return false;
  const { ipRanges, trusted } = addresses(found);
  return ipRanges.join() === texts(inputs.ip.ipRanges).join() && trusted === flag(inputs.ip.trusted);
}

function addresses(found: GraphObject): { readonly ipRanges: string[]; readonly trusted: boolean } {
  const ranges = (found.ipRanges ?? []) as { cidrAddress?: string }[];
  return { ipRanges: ranges.map(({ cidrAddress }) => outputText(cidrAddress)), trusted: outputFlag(found.isTrusted) };
}

function location(inputs: Values): object {
  if (!isObject(inputs.ip)) throw new Error("the azuread stand-in makes named locations of address ranges only");
  return {
    ...typed("ipNamedLocation"),
    ipRanges: texts(inputs.ip.ipRanges).map((cidrAddress) => ({
      ...typed(cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange"),
      cidrAddress,
    })),
    isTrusted: flag(inputs.ip.trusted),
  };
}
