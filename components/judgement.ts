/**
 * The program's own judgement, by the same rules and levels as the policy pack's: nothing is written before it, with or
 * without a pack. An update observes once more for it, in this process, because the engine asks nobody about resources
 * that `--target` or `--exclude` leaves out, and the program would be judged by what was recorded in an earlier run.
 */
import * as pulumi from "@pulumi/pulumi";
import { now } from "../policy/clock.ts";
import { type JudgedViolation, judge, violationsIn } from "../policy/judge.ts";
import type { DeclaredResource } from "../policy/rule.ts";
import type { Judge } from "./gate.ts";
import type { Observable } from "./observation/observed-resource.ts";
import type { check } from "./observation/provider.ts";
import { runError } from "./run-error.ts";

interface Observed extends pulumi.Resource {
  readonly observable: Observable;
}

/** Judges as the stack's configuration says: by the program, or by nobody but an attached policy pack. */
export function programJudge(judgement: "program" | "policy-pack"): Judge {
  if (judgement === "program") return { holdsBack: !pulumi.runtime.isDryRun(), before, after };
  void pulumi.log.warn(
    `hybrid-sync:judgement is "policy-pack": the program judges nothing itself, and nothing but an attached policy pack stops what it writes.`,
  );
  return { holdsBack: false, before: async () => {}, after: async () => {} };
}

async function before(observed: readonly Observed[]): Promise<void> {
  await using _ = keptAlive();
  const recorded = await Promise.all(observed.map(({ observable }) => asRecorded(observable)));
  if (pulumi.runtime.isDryRun()) {
    forbid(observed, violationsOf(recorded), "Nothing would be written");
  } else {
    const fresh = await Promise.all(
      observed.map(({ observable }, index) => observeAnew(observable, recorded[index])),
    ).finally(closed);
    forbid(observed, violationsOf(fresh), "Nothing is written");
  }
}

async function after(outcomes: readonly Observed[]): Promise<void> {
  await using _ = keptAlive();
  const recorded = await Promise.all(outcomes.map(({ observable }) => asRecorded(observable)));
  forbid(outcomes, violationsOf(recorded), "The update is not complete");
}

async function asRecorded({ type, name, recorded }: Observable): Promise<DeclaredResource> {
  return { type, name, inputs: await recorded() };
}

/** By the code that the dynamic provider runs for the engine. */
async function observeAnew(
  { type, name, implementation, declared }: Observable,
  recorded: DeclaredResource | undefined,
): Promise<DeclaredResource> {
  const provider = (await import(new URL(`../${implementation}`, import.meta.url).href)) as { check: typeof check };
  const configuration = pulumi.runtime.allConfig();
  const config = { get: (key: string): string | undefined => configuration[key] };
  const inputs = (await declared()) as Parameters<typeof check>[2];
  const { inputs: fresh = inputs } = await provider.check(config, recorded?.inputs ?? {}, inputs);
  return { type, name, inputs: fresh };
}

/** Loaded here, because a preview needs none of it. */
async function closed(): Promise<void> {
  const { closeDirectories } = await import("./observation/observe.ts");
  await closeDirectories();
}

function violationsOf(resources: readonly DeclaredResource[]): readonly JudgedViolation[] {
  return violationsIn(judge(resources, now(process.env)));
}

/**
 * Fails where a mandatory rule is violated, and in an update shows what was found. A pack would have stopped the update
 * before this: what is found here all the same, it has not seen. In a preview it may show everything under "Policies",
 * and nothing tells a program whether there is a pack, so one sentence must do.
 */
function forbid(observed: readonly Observed[], violations: readonly JudgedViolation[], consequence: string): void {
  const mandatory = violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  if (mandatory.length === 0) return;
  if (!pulumi.runtime.isDryRun()) for (const violation of mandatory) show(violation, observed);
  const rules = [...new Set(mandatory.map(({ rule }) => rule.name))].join(", ");
  const findings = mandatory.length === 1 ? "1 mandatory finding" : `${mandatory.length} mandatory findings`;
  const where = pulumi.runtime.isDryRun()
    ? 'with "--policy-pack policy" each stands under "Policies", with its remedy'
    : "each stands with its resource";
  throw runError(`${consequence}: ${findings} (${rules}); ${where}.`);
}

function show({ rule, resource, message }: JudgedViolation, observed: readonly Observed[]): void {
  const subject = observed.find(({ observable }) => observable.name === resource.name);
  const text = `[mandatory] [severity: ${rule.severity}] ${rule.name}\n${rule.description}\n${message}`;
  void pulumi.log.error(text, subject);
}

/** The SDK ends its connection with the engine when it knows of nothing that is still under way. */
function keptAlive(): AsyncDisposable {
  const done = pulumi.runtime.rpcKeepAlive();
  return { [Symbol.asyncDispose]: async () => done() };
}
