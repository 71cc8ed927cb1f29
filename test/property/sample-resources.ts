/** What the sample stacks declare on the side of the directory, and what is observed of it in a snapshot. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { observeThrough } from "../../directory/directories.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import type { ReadSnapshot } from "../../directory/snapshot/format.ts";
import { SnapshotSource } from "../../directory/snapshot/source.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";

const root = new URL("../..", import.meta.url).pathname;

/** A resource as a stack declares it: everything but what is observed. */
interface Declared {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>> & { readonly subject: string };
}

const directoryKinds: ReadonlySet<string> = new Set<ObservationRequest["subject"]>([
  "forest",
  "connector account",
  "group managed service account",
  "privileged administrator",
  "ADSync service account",
]);

/** What a stack that was once applied declares on the side of the directory, with the request that its inputs stand for. */
export function declaredBy(stack: string) {
  const state = JSON.parse(readFileSync(`${root}test/fixtures/earlier-state/${stack}.json`, "utf8"));
  const resources: readonly Declared[] = Array.isArray(state) ? state : state.deployment.resources;
  return resources
    .filter(({ inputs }) => directoryKinds.has(inputs?.subject ?? ""))
    .map(({ urn, type, inputs }) => ({
      type,
      name: urn.split("::").at(-1) ?? urn,
      inputs,
      request: {
        ...inputs,
        kind: inputs.subject,
        consistencyGuids: inputs.choosesSourceAnchor,
      } as unknown as ObservationRequest,
    }));
}

/** The resources with what is observed of them. */
export async function observedIn(
  snapshot: ReadSnapshot,
  declared: ReturnType<typeof declaredBy>,
): Promise<readonly DeclaredResource[]> {
  const source = new SnapshotSource(async () => snapshot, { file: "it", maximumAgeDays: 9999 });
  const resources: DeclaredResource[] = [];
  for (const { type, name, inputs, request } of declared) {
    const observed = await observeThrough(source, request);
    // What nobody foresaw counts as a crash here, though it is reported.
    expect(JSON.stringify(observed)).not.toContain("could not be observed (");
    resources.push({ type, name, inputs: { ...inputs, observed } });
  }
  return resources;
}
