import * as z from "zod";
import { countOf } from "../../catalogue/count-of.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { UsageError } from "../errors.ts";
import { readJsonFile } from "../json-file.ts";

/** A resource as the engine recorded it last. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Empty where it has none. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const known: readonly string[] = Object.values(resourceTypes);

const recorded = {
  type: z.string(),
  id: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
};

const resources = z.array(z.object({ ...recorded, urn: z.string() }));
const exported = z.union([
  z.object({ deployment: z.object({ resources }) }),
  // Of a stack that was never applied.
  z.object({ deployment: z.object({ manifest: z.looseObject({}), resources: resources.default([]) }) }),
]);

const previewed = z.object({
  // What is to be deleted has no new state.
  steps: z.array(z.object({ urn: z.string(), newState: z.object(recorded).optional() })),
  changeSummary: z.record(z.string(), z.number()),
});

/**
 * The resources of a stack, with what was observed of them last; undefined where it was never applied.
 *
 * @param file what `pulumi stack export --file` wrote
 * @throws {UsageError}
 */
export function readRecordedStack(file: string): readonly RecordedResource[] | undefined {
  const content = read(file);
  const state = exported.safeParse(content);
  return state.success && state.data.deployment.resources.length === 0 ? undefined : recordedIn(file, content);
}

function recordedIn(file: string, content: unknown): readonly RecordedResource[] {
  const state = exported.safeParse(content);
  if (!state.success) throw unusable(file, "is not the state of a stack");
  return named(file, state.data.deployment.resources);
}

function read(file: string): unknown {
  return readJsonFile(file, (fault) => unusable(file, fault));
}

/**
 * The same, or what a preview would make of them.
 *
 * @param file what `pulumi stack export --file`, or `pulumi preview --json --show-sames`, wrote
 * @throws {UsageError}
 */
export function readJudgedStack(file: string): {
  readonly by: "preview" | "state";
  readonly resources: readonly RecordedResource[];
} {
  const content = read(file);
  const preview = previewed.safeParse(content);
  if (!preview.success) return { by: "state", resources: recordedIn(file, content) };
  const { steps, changeSummary } = preview.data;
  const left = Object.values(changeSummary).reduce((sum, count) => sum + count, 0) - steps.length;
  // What a preview leaves out would be missing as if nothing were wrong with it.
  if (left > 0) {
    throw new UsageError(
      `${file} leaves out ${countOf(left, "resource that does not change", "resources that do not change")}. Write it with: pulumi preview --stack NAME --json --show-sames`,
    );
  }
  const resources = steps.flatMap(({ urn, newState }) => (newState === undefined ? [] : [{ urn, ...newState }]));
  return { by: "preview", resources: named(file, resources) };
}

function named(file: string, resources: readonly Omit<RecordedResource, "name">[]): readonly RecordedResource[] {
  // Of nothing, the table would say that no rule is violated.
  if (!resources.some(({ type }) => known.includes(type))) throw unusable(file, "has no account of this program in it");
  return resources.map((resource) => ({ ...resource, name: resource.urn.split("::").at(-1) ?? resource.urn }));
}

/** Name of the stack that the resources are of. */
export function stackIn(resources: readonly RecordedResource[]): string {
  return /^urn:pulumi:(.+?)::/.exec(resources[0]?.urn ?? "")?.[1] ?? "unknown";
}

function unusable(file: string, fault: string): UsageError {
  return new UsageError(`${file} ${fault}. Write it with: pulumi stack export --stack NAME --file ${file}`);
}
