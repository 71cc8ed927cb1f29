import { during, type Graph } from "./graph.ts";

/** `owners` or `members` of a directory object. */
export interface ReferenceCollection {
  /** `/groups/<uuid>/members`. */
  readonly path: string;
  /** For messages: `members of /groups/<uuid>`. */
  readonly title: string;
}

/** Adds each object by its id; the released provider sends one request for each. */
export async function addReferences(
  graph: Graph,
  collection: ReferenceCollection,
  ids: Iterable<string>,
): Promise<void> {
  for (const id of ids) {
    const reference = { "@odata.id": await graph.directoryObject(id) };
    await during(`Could not add ${collection.title}`, () => graph.post(`${collection.path}/$ref`, reference));
  }
}

export async function removeReferences(
  graph: Graph,
  collection: ReferenceCollection,
  ids: Iterable<string>,
): Promise<void> {
  for (const id of ids) {
    await during(`Could not remove ${collection.title}`, () => graph.delete(`${collection.path}/${id}/$ref`));
  }
}

/** Makes a collection hold exactly these, adding before removing: the last owner must not go first. */
export async function setReferences(
  graph: Graph,
  collection: ReferenceCollection,
  wanted: readonly string[],
): Promise<void> {
  const present = (await during(`Retrieving ${collection.title}`, () => graph.list(collection.path))).map(
    ({ id }) => id ?? "",
  );
  await addReferences(
    graph,
    collection,
    wanted.filter((id) => !present.includes(id)),
  );
  await removeReferences(
    graph,
    collection,
    present.filter((id) => !wanted.includes(id)),
  );
}

/** Graph takes at most this many references in the request that makes an object; the rest follows one by one. */
const mostInCreation = 20;

/** Owners of a new object, the caller first: nobody else could still change it while it is being made. */
export async function initialOwners(
  graph: Graph,
  declared: readonly string[],
): Promise<{ bind: string[]; later: readonly string[]; callerStays: boolean }> {
  const caller = await graph.callerId();
  const others = declared.filter((id) => id !== caller);
  const first = [caller, ...others].slice(0, mostInCreation);
  return {
    bind: await Promise.all(first.map((id) => graph.directoryObject(id))),
    later: others.slice(mostInCreation - 1),
    callerStays: declared.includes(caller),
  };
}
