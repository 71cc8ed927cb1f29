/**
 * What the dynamic provider does: observe in `check`, because the engine asks for it in every preview and hands the
 * result to the policy pack; compare in `diff`; record in `create` and `update`; observe again in `read`. Nothing is
 * ever written to a directory or a tenant.
 */
import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { containsUnknown, escapeMarks, unescapeMarks, unknownValue } from "../../catalogue/engine-marks.ts";
import { keepCompiled } from "../../node-loading/compile-cache.js";
import { whenEngineIsGone } from "../../node-loading/engine-end.ts";
import type { StackConfiguration } from "./stack-configuration.ts";
import type { Inputs } from "./subjects.ts";
import { withoutTallies } from "./without-tallies.ts";

// Before what takes the time to compile is loaded, which is why that is imported later.
keepCompiled("plain");
// The host of dynamic providers outlives an engine that is killed. The program, which judges by this module, does not.
if (/[\\/]dynamic-provider[\\/]/.test(process.argv[1] ?? "")) whenEngineIsGone(() => process.exit());

type Properties = Inputs & { readonly observed?: unknown };

/** Returns the inputs with what is observed; never fails, because a failure would hide every other resource's result. */
export async function check(
  config: StackConfiguration,
  olds: Partial<Properties>,
  news: Properties,
): Promise<pulumi.dynamic.CheckResult> {
  return { inputs: await withObservation(config, olds, news) };
}

/**
 * A difference in what is declared or observed is an update; so is a new text of the provider itself. One more user is
 * none: the engine keeps the new inputs anyway, and rules judge those.
 */
export function diff(_config: StackConfiguration, olds: object, news: object): pulumi.dynamic.DiffResult {
  return { changes: !isDeepStrictEqual(withoutTallies(olds), withoutTallies(news)) };
}

export function create(_config: StackConfiguration, inputs: Properties): pulumi.dynamic.CreateResult {
  return { id: resourceId(inputs), outs: plain(inputs) };
}

export function update(_config: StackConfiguration, inputs: Properties): pulumi.dynamic.UpdateResult {
  return { outs: plain(inputs) };
}

/** What was observed is forgotten; there is nothing to delete anywhere. */
export function remove(): void {}

/** Observes again, so that a refresh shows drift; the inputs follow, so that the next preview does not show it twice. */
export async function read(
  config: StackConfiguration,
  id: string,
  properties: Properties,
): Promise<pulumi.dynamic.ReadResult> {
  const props = await withObservation(config, properties, properties);
  return { id, props, inputs: props };
}

async function withObservation(
  config: StackConfiguration,
  olds: Partial<Properties>,
  news: Properties,
): Promise<Properties> {
  const { observed: _, ...declared } = news;
  if (containsUnknown(declared)) return { ...declared, observed: unknownValue };
  const { observe } = await import("./subjects.ts");
  const observed = await observe(config, unescapeMarks(declared), unescapeMarks(olds));
  return plain(observed === undefined ? declared : { ...declared, observed: escapeMarks(plain(observed)) });
}

function resourceId(inputs: Properties): string {
  if (inputs.subject === "entra role holdings") return `${inputs.administrator}/roles`;
  const place = "forest" in inputs ? `${inputs.forest}/` : "";
  return `${place}${"account" in inputs ? inputs.account : inputs.subject}`;
}

/** The engine's wire format knows JSON only, and an `undefined` in it fails the whole call. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
