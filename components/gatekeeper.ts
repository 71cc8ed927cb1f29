/**
 * The program's own judgement, by the same rules and levels as the policy pack's: nothing is written before it, with or
 * without a pack. An update observes once more for it, in this process, because the engine asks nobody about resources
 * that `--target` or `--exclude` leaves out, and the program would be judged by what was recorded in an earlier run.
 */
import * as pulumi from "@pulumi/pulumi";
import { legible } from "../catalogue/legible.ts";
import { resourceTypes } from "../contract/resources.ts";
import type { ConnectorAccountObservation, ConnectorAccountProbe } from "../directory/facts/connector-account.ts";
import type { Evidence } from "../directory/facts/evidence.ts";
import { judge } from "../policy/judge-stack.ts";
import { ClockError, now } from "../policy/judgement/clock.ts";
import { acceptedMessage, isExcepted, type Notice, notices } from "../policy/judgement/decisions.ts";
import { type JudgedRule, type JudgedViolation, toldIn } from "../policy/judgement/judged-rule.ts";
import { findingKey, listedByPack, packAttached, toldByPack } from "../policy/judgement/listed-by-pack.ts";
import type { DeclaredResource } from "../policy/judgement/rule.ts";
import { ToldOnce } from "../policy/judgement/told-once.ts";
import type { Gatekeeper } from "./gate.ts";
import type { Observable } from "./observation/observed-resource.ts";
import type { check } from "./observation/provider.ts";
import type { StackConfiguration } from "./observation/stack-configuration.ts";
import { tenantEnvironment } from "./observation/tenant-environment.ts";
import { moduleUrl } from "./provider-text.ts";
import { runError } from "./run-error.ts";

interface Observed extends pulumi.Resource {
  readonly observable: Observable;
}

/** Judges as the stack's configuration says: by the program, or by nobody but an attached policy pack. */
export function programGatekeeper(judgement: "program" | "policy-pack"): Gatekeeper {
  if (judgement === "program") return { holdsBack: !pulumi.runtime.isDryRun(), before, after };
  void pulumi.log.warn(
    `hybrid-sync:judgement is "policy-pack": the program itself checks nothing, and only an attached policy pack stops what it writes.`,
  );
  return { holdsBack: false, before: async () => {}, after: async () => {} };
}

async function before(observed: readonly Observed[]): Promise<void> {
  await using _ = keptAlive();
  const recorded = await Promise.all(observed.map(({ observable }) => asRecorded(observable)));
  if (pulumi.runtime.isDryRun()) {
    const resources = recorded.map(({ resource }) => resource);
    await forbid(observed, await violationsOf(resources), "Nothing would be written");
  } else {
    const configuration = withoutAsked(pulumi.runtime.allConfig(), recorded);
    const refusing = new Set(recorded.filter(isRefused).map(forestIn));
    const fresh = await Promise.all(
      recorded.map((each) => (refusing.has(forestIn(each)) ? unverified(each) : observeAnew(each, configuration))),
    ).finally(closed);
    await forbid(observed, await violationsOf(fresh), "Nothing is written");
  }
}

async function after(outcomes: readonly Observed[]): Promise<void> {
  await using _ = keptAlive();
  const recorded = await Promise.all(outcomes.map(({ observable }) => asRecorded(observable)));
  const resources = recorded.map(({ resource }) => resource);
  await forbid(outcomes, await violationsOf(resources), "The update is not complete");
  const superfluous = (await tellDecisions(true)).filter(({ level }) => level === "mandatory");
  if (superfluous.length > 0) {
    const messages = superfluous.map(({ message }) => `- ${legible(message)}`);
    throw runError(`The profile strict allows no exception that is not needed.\n${messages.join("\n")}`);
  }
}

type Properties = Readonly<Record<string, unknown>>;

/** What is declared, and how the engine recorded it last: in this run, or in an earlier one if this run leaves it out. */
interface Recorded {
  readonly observable: Observable;
  readonly declared: Properties;
  readonly resource: DeclaredResource;
  /** What the domain controller said in the connector account's own name. */
  readonly answer: ConnectorAccountProbe | undefined;
}

async function asRecorded(observable: Observable): Promise<Recorded> {
  const { type, name } = observable;
  const [declared, inputs] = await Promise.all([observable.declared(), observable.recorded()]);
  const resource = { type, name, inputs };
  return { observable, declared, resource, answer: answerIn(resource, declared) };
}

/** By the code that the dynamic provider runs for the engine. */
async function observeAnew(
  { observable, declared, resource, answer }: Recorded,
  configuration: Configuration,
): Promise<DeclaredResource> {
  const provider = (await import(moduleUrl(observable.implementation))) as { check: typeof check };
  const config = { get: (key: string): string | undefined => configuration[key] };
  const inputs = declared as Parameters<typeof check>[2];
  const { inputs: fresh = inputs } = await provider.check(config, resource.inputs, inputs);
  return { ...resource, inputs: withAnswer(fresh, answer) };
}

/** Whether a domain controller refused the logon of the reader; another try would count once more towards lockout. */
function isRefused({ resource: { inputs } }: Recorded): boolean {
  const evidence = (inputs as { readonly observed?: { readonly evidence?: Evidence } }).observed?.evidence;
  return evidence?.source === "none" && evidence.logonRefused === true;
}

/** Not observed again. What an earlier run saw, before the logon was refused, counts for nothing. */
function unverified(recorded: Recorded): DeclaredResource {
  const { resource } = recorded;
  if (isRefused(recorded)) return resource;
  const observed = { ...(resource.inputs as SeenAccount).observed, evidence: { source: "none" } };
  return { ...resource, inputs: { ...resource.inputs, observed } };
}

/** Undefined for what is in no forest. */
function forestIn({ declared }: Recorded): string | undefined {
  return declared.forest === undefined ? undefined : nameOf(declared.forest);
}

type Configuration = Readonly<Record<string, string>>;

const forestsKey = "hybrid-sync:forests";

/**
 * The configuration without the password of each connector account that the domain controller has been asked about
 * already: if it is wrong, a second logon would count once more towards lockout.
 */
function withoutAsked(configuration: Configuration, recorded: readonly Recorded[]): Configuration {
  const asked = new Set(recorded.flatMap(({ answer, declared }) => (answer ? [nameOf(declared.forest)] : [])));
  const declared = configuration[forestsKey];
  if (asked.size === 0 || declared === undefined) return configuration;
  const forests = (JSON.parse(declared) as DeclaredForest[]).map((forest) =>
    asked.has(nameOf(forest.name)) && forest.directory.live !== undefined
      ? { ...forest, directory: { live: { ...forest.directory.live, connectorAccountSecret: undefined } } }
      : forest,
  );
  return { ...configuration, [forestsKey]: JSON.stringify(forests) };
}

/** Names of forests are compared as DNS compares them. */
function nameOf(forest: unknown): string {
  return String(forest).toLowerCase();
}

interface DeclaredForest {
  readonly name: string;
  readonly directory: { readonly live?: object };
}

/** What the domain controller said when it was asked in the name of the account that is declared. */
function answerIn({ type, inputs }: DeclaredResource, declared: Properties): ConnectorAccountProbe | undefined {
  if (type !== resourceTypes["connector account"] || inputs.name !== declared.name) return undefined;
  return (inputs as SeenAccount).observed?.details?.probe;
}

/** Keeps that answer beside what was observed again. */
function withAnswer(fresh: Properties, probe: ConnectorAccountProbe | undefined): Properties {
  const { observed } = fresh as SeenAccount;
  if (probe === undefined || !observed?.details) return fresh;
  return { ...fresh, observed: { ...observed, details: { ...observed.details, probe } } };
}

interface SeenAccount {
  readonly observed?: Partial<ConnectorAccountObservation>;
}

/** Loaded here, because a preview needs none of it. */
async function closed(): Promise<void> {
  const { closeDirectories } = await import("./observation/subjects.ts");
  await closeDirectories();
}

/** Everything that was judged in this run. */
const all: JudgedRule[] = [];

/** By the terms of the stack and, where a policy pack is attached and tells them, those of its configuration. */
async function violationsOf(resources: readonly DeclaredResource[]): Promise<readonly JudgedViolation[]> {
  const { terms } = await toldByPack();
  const judged = judge(resources, clock(), undefined, { terms });
  all.push(...judged);
  return toldIn(judged);
}

function clock(): Date {
  return judgedAt({ get: (key: string) => pulumi.runtime.getConfig(key) }, process.env);
}

/**
 * Tells what has become of exceptions and baseline. A policy pack tells it too, where one is attached and the run is not
 * stopped before it is asked; `complete` says that everything of the stack was judged.
 */
async function tellDecisions(complete: boolean): Promise<readonly Notice[]> {
  const { listed, terms } = await toldByPack();
  const told = notices(all, clock(), complete, terms);
  if (complete && listed.has(packAttached)) return told;
  for (const { rule, resource, verdicts } of all) {
    for (const finding of verdicts) {
      if (!isExcepted(finding)) continue;
      const message = legible(`${acceptedMessage(finding, clock())} [${finding.id}]`);
      if (!listed.has(findingKey(rule.name, resource.name, message)))
        void pulumi.log.info(`[accepted] ${rule.name}: ${message}`);
    }
  }
  for (const { level, message } of told) {
    if (level === "information") void pulumi.log.info(legible(message));
    else void pulumi.log.warn(legible(message));
  }
  return told;
}

/**
 * The moment by which the program judges. The tenant that the stack's own configuration names decides whether the clock
 * may be pinned: a variable that practice left behind says nothing of a real one.
 *
 * @throws {pulumi.RunError} when the clock is pinned for a tenant that is not simulated on this machine.
 */
export function judgedAt(config: StackConfiguration, environment: Readonly<Record<string, string | undefined>>): Date {
  try {
    return now(tenantEnvironment(config, environment));
  } catch (error) {
    if (!(error instanceof ClockError)) throw error;
    throw runError(error.message);
  }
}

/**
 * Fails where a mandatory rule is violated, and tells each finding: in an update with its resource, in a preview in the
 * one message that fails it, except what a policy pack lists under "Policies".
 */
async function forbid(
  observed: readonly Observed[],
  violations: readonly JudgedViolation[],
  consequence: string,
): Promise<void> {
  const mandatory = violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  if (mandatory.length === 0) return;
  await tellDecisions(false);
  const findings = mandatory.length === 1 ? "1 mandatory finding" : `${mandatory.length} mandatory findings`;
  if (pulumi.runtime.isDryRun()) throw runError(`${consequence}: ${findings}${await withoutListed(mandatory)}`);
  for (const violation of toldOnce(mandatory)) show(violation, observed);
  const rules = [...new Set(mandatory.map(({ rule }) => rule.name))].join(", ");
  throw runError(`${consequence}: ${findings} (${rules}); each is shown with its resource.`);
}

/** The rest of the message of a preview. */
async function withoutListed(mandatory: readonly JudgedViolation[]): Promise<string> {
  const listed = await listedByPack();
  const others = mandatory.filter(
    ({ rule, resource, message }) => !listed.has(findingKey(rule.name, resource.name, message)),
  );
  if (others.length === 0) return ', listed under "Policies".';
  const some = others.length < mandatory.length ? `, ${mandatory.length - others.length} of them under "Policies"` : "";
  return `${some}.\n${toldOnce(others).map(inFull).join("\n")}`;
}

function toldOnce(violations: readonly JudgedViolation[]): readonly JudgedViolation[] {
  const told = new ToldOnce();
  return violations.map((violation) => ({ ...violation, message: told.messageFor(violation, violation.resource) }));
}

function inFull({ rule, resource, message }: JudgedViolation): string {
  const lines = message.split("\n").map((line) => `  ${line}`);
  return [`- [severity: ${rule.severity}] ${rule.name} (${resource.name})`, ...lines].join("\n");
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
