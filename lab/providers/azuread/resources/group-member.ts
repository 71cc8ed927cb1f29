import { during, type Graph, look, quoted } from "../graph.ts";
import { addReferences } from "../references.ts";
import type { AzureadResource } from "../resource.ts";
import { text } from "../values.ts";

export const groupMember: AzureadResource = {
  name: "GroupMember",

  async create(graph, inputs, made) {
    const groupId = text(inputs.groupObjectId);
    const memberId = text(inputs.memberObjectId);
    const path = `/groups/${groupId}/members`;
    const beta = graph.beta;
    await during(`Retrieving group with object ID: ${JSON.stringify(groupId)}`, () => beta.get(`/groups/${groupId}`));
    const members = await during(`Retrieving members of group ${JSON.stringify(groupId)}`, () => beta.list(path));
    if (members.some(({ id }) => id === memberId)) {
      throw new Error(
        `A resource with the ID "${groupId}/member/${memberId}" already exists - to be managed by this program it needs to be imported`,
      );
    }
    await addReferences(
      beta,
      { path, title: `member ${JSON.stringify(memberId)} to group ${JSON.stringify(groupId)}` },
      [memberId],
    );
    made(`${groupId}/member/${memberId}`);
  },

  async read(graph, id) {
    const { groupId, memberId } = parse(id);
    return (await isMember(graph.beta, groupId, memberId))
      ? { groupObjectId: groupId, memberObjectId: memberId }
      : undefined;
  },

  async delete(graph, id) {
    const { groupId, memberId } = parse(id);
    const beta = graph.beta;
    await during(
      `Removing member ${JSON.stringify(memberId)} from group with object ID: ${JSON.stringify(groupId)}`,
      () => beta.delete(`/groups/${groupId}/members/${memberId}/$ref`),
    );
    await look(
      `Waiting for removal of member ${JSON.stringify(memberId)} from group with object ID ${JSON.stringify(groupId)}`,
      async () => !(await isMember(beta, groupId, memberId)),
    );
  },
};

/** `<group>/member/<member>`. */
function parse(id: string): { groupId: string; memberId: string } {
  const [groupId = "", , memberId = ""] = id.split("/");
  return { groupId, memberId };
}

async function isMember(graph: Graph, groupId: string, memberId: string): Promise<boolean> {
  const members = await during(`Retrieving members of group ${JSON.stringify(groupId)}`, () =>
    graph.find(`/groups/${groupId}/members`, { $filter: `id eq ${quoted(memberId)}` }),
  );
  const found = (members?.value ?? []) as { id?: string }[];
  return found.some(({ id }) => id === memberId);
}
