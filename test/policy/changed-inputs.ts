/**
 * What holds for every rule and whatever inputs its tests give it: nothing passes, and no finding is lost, because a value
 * that the rule reads is unknown, cannot be read, or was not stored; and what has nothing to do with a finding leaves it.
 */
import { expect } from "vitest";
import type { Finding } from "../../policy/judgement/finding.ts";
import { judgeResource } from "../../policy/judgement/judge-resource.ts";
import type { DeclaredResource, Rule } from "../../policy/judgement/rule.ts";
import { violationOf } from "../../policy/judgement/violation.ts";

export type Path = readonly string[];
type Container = Record<string, unknown>;

/** What the engine puts in the place of a value that is not known in a preview. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const notReadable = { unobservable: { reason: "the reader cannot read it", remedy: "Grant it." } };

/**
 * What takes the place of a value that is not known, not readable or not stored; undefined where it makes no sense there.
 * `isUsed` says whether the rule looked into the value, and did not only pick it up.
 */
const losses: Readonly<Record<string, (value: unknown, isUsed: boolean) => { readonly value: unknown } | undefined>> = {
  unknown: () => ({ value: unknownText }),
  "not readable": (value, isUsed) => (isFact(value) && isUsed ? { value: notReadable } : undefined),
  undecided: (value, isUsed) =>
    isFact(value) && isUsed ? { value: { undecided: { reason: "it cannot be told" } } } : undefined,
  "not stored": (value, isUsed) => (isUsed || !isObject(value) ? { value: undefined } : undefined),
  damaged: (value, isUsed) => {
    if (value === null || (isObject(value) && !isUsed)) return undefined;
    return { value: typeof value === "number" ? "damaged" : -7 };
  },
};

/** Where a loss says something else that can be so, or makes a rule stricter at most. */
const lawful: readonly (readonly [what: string, rules: RegExp, losses: RegExp])[] = [
  [
    "an option of the stack, which is absent in most",
    /./,
    /^(agentVersion|exchangeOnlineAttributes|mode|gmsaMode|setting|terms(\.[.\w]+)?|cloudSync|organizationalUnits|deleted|connectSync|connectSync\.domains|defaultEncryptionTypes|connectSync\.versions|trustedAdministrators|administratorNames|federatedDomains|emergencyAccounts) not stored$/,
  ],
  ["whom nobody can tell to be trusted is not trusted", /-trusted$/, /^observed\.trustedApplications\b/],
  ["no password was given to try", /^connector-account-probe-agrees$/, /^observed\.details\.probe not stored$/],
  ["told only where it is not an ordinary member", /./, /\.by not stored$/],
  ["told only where there is something to tell", /./, /\.untold not stored$/],
  ["told only where there may be more than what was read", /./, /\.besides not stored$/],
  [
    "what the objects themselves show decides before the domain root, and is judged by a rule of its own",
    /-feature-permissions$/,
    /\.objects\b/,
  ],
  [
    "the certificate that is valid for longest decides",
    /^sync-application-certificate-valid$/,
    /\.firstDay not stored$/,
  ],
  [
    "a word need not name the account, and is advised against then",
    /^attestation-valid$/,
    /^attestation\.name not stored$/,
  ],
  ["nobody owns it, by the number alone", /^sync-application-holds-no-more$/, /\.ownedBy not stored$/],
  ["the provider itself refuses it", /^directory-synchronization-role-not-assigned$/, /^roleId (not stored|damaged)$/],
  ["the rights in one domain tell who made the account", /^connector-account-excess$/, /\.replication\b/],
];

const settled: ReadonlySet<string> = new Set(["met", "attested", "accepted", "not applicable", "installer creates it"]);

export function expectSteadfast(rule: Rule, resource: DeclaredResource, now: Date): void {
  expect(passedByLoss(rule, resource, now)).toEqual([]);
  expect(lostByUnrelated(rule, resource, now)).toEqual([]);
}

/** How many pairs of values are lost at once; a prime step over all of them, so that each kind has its turn. */
const mostPairs = 60;

/** The same of two values that are lost at once. */
export function passedByTwoLosses(rule: Rule, resource: DeclaredResource, now: Date): readonly string[] {
  const before = judgeResource(rule, resource, { now });
  const read = [...readsOf(rule, resource, now)].filter(
    (place) => !isLawful(rule, place.replaceAll("/", "."), resource),
  );
  const looked = read.filter(
    (place) => read.some((other) => other.startsWith(`${place}/`)) || !isFact(at(resource.inputs, place.split("/"))),
  );
  const all = looked.flatMap((one, index) => looked.slice(index + 1).map((other) => [one, other] as const));
  const step = Math.max(1, Math.floor(all.length / mostPairs));
  return all
    .filter((_, index) => index % step === 0)
    .flatMap((pair) => {
      const lost = pair
        .toReversed()
        .map((place) => place.split("/"))
        .reduce(
          (changing, path) => withValue(changing, path, isFact(at(resource.inputs, path)) ? notReadable : unknownText),
          resource,
        );
      const after = judgeResource(rule, lost, { now });
      return isSilent(rule, before, after) ? [`${rule.name}: ${pair.join(" and ")}`] : [];
    });
}

/** How many losses are tried for an example, some of every kind; all of them with `ALL_MUTATIONS=1`. */
const mostLosses = process.env.ALL_MUTATIONS === "1" ? Number.POSITIVE_INFINITY : 120;

/** What passes or is lost by a loss of one value that the rule reads, each as `rule: observed.details.enabled unknown`. */
export function passedByLoss(rule: Rule, resource: DeclaredResource, now: Date): readonly string[] {
  const before = judgeResource(rule, resource, { now });
  const reads = readsOf(rule, resource, now);
  const used = new Set([...reads].map((read) => read.slice(0, Math.max(0, read.lastIndexOf("/")))));
  const all = Object.entries(losses).flatMap(([loss, lose]) => [...reads].map((place) => ({ place, loss, lose })));
  const step = Math.ceil(all.length / mostLosses) || 1;
  return all
    .filter((_, index) => index % step === 0)
    .flatMap(({ place, loss, lose }) => {
      const path = place.split("/");
      const lost = lose(at(resource.inputs, path), used.has(place));
      const what = `${path.join(".")} ${loss}`;
      if (lost === undefined || isLawful(rule, what, resource)) return [];
      const after = judgeResource(rule, withValue(resource, path, lost.value), { now });
      return isSilent(rule, before, after) ? [`${rule.name}: ${what}`] : [];
    });
}

function isLawful(rule: Rule, what: string, resource: DeclaredResource): boolean {
  return lawful.some(([, rules, found]) => rules.test(rule.name) && found.test(what)) || isLeftOut(what, resource);
}

/** What is not known of a domain that the tool leaves out is no matter, as long as it is known to be that domain. */
function isLeftOut(what: string, { inputs }: DeclaredResource): boolean {
  const [row] = /^observed\.details\.permissions\.\d+(?=\.(?!domain ))/.exec(what) ?? [];
  const domain = row === undefined ? undefined : at(inputs, [...row.split("."), "domain"]);
  const { domains } = inputs;
  return typeof domain === "string" && Array.isArray(domains) && !domains.some((each) => isSameText(each, domain));
}

function isSameText(one: unknown, other: string): boolean {
  return typeof one === "string" && one.toLowerCase() === other.toLowerCase();
}

/** Whether something passes as before, or there are fewer findings, and nothing says that something is not known. */
function isSilent(rule: Rule, before: readonly Finding[], after: readonly Finding[]): boolean {
  if (after.some(({ verdict }) => !settled.has(verdict) && verdict !== "unmet")) return false;
  const had = mandatory(rule, before);
  const hadFindings = before.some((finding) => violationOf(rule, finding) !== undefined);
  return hadFindings ? mandatory(rule, after) < had : after.every(({ verdict }) => settled.has(verdict));
}

function mandatory(rule: Rule, findings: readonly Finding[]): number {
  return findings.filter((finding) => {
    const violation = violationOf(rule, finding);
    return violation !== undefined && (violation.enforcementLevel ?? rule.enforcementLevel) === "mandatory";
  }).length;
}

/** What is no longer found, or found under another id, when something unrelated comes in addition; each with what came. */
function lostByUnrelated(rule: Rule, resource: DeclaredResource, now: Date): readonly string[] {
  const before = judgeResource(rule, resource, { now }).flatMap(({ id }) => id ?? []);
  if (before.length === 0) return [];
  return unrelated(resource).flatMap(({ what, changed: more }) => {
    const after = new Set(judgeResource(rule, more, { now }).map(({ id }) => id));
    return before.every((id) => after.has(id)) ? [] : [`${rule.name}: ${what}`];
  });
}

/** By these, one thing of a kind is told from another. */
const identities: ReadonlySet<string> = new Set([
  ...[
    "account",
    "clientId",
    "container",
    "distinguishedName",
    "dnsName",
    "domain",
    "name",
    "objectId",
    "on",
    "server",
    "sid",
    "unit",
  ],
  ...["userPrincipalName", "thumbprint"],
]);

/** What a finding is about as a whole. */
const wholes = new RegExp(
  `\\b(${[
    // As many are observed as are declared.
    "details.servers",
    // Where the number of them is the finding, another number is another finding.
    "(?<!\\.)administrators",
    // A second one of the same name makes another finding: it is not clear any more which one is meant.
    "trustedApplications.observed.\\d+.found.sample",
  ].join("|")})$`,
);

/** One more of each kind of thing that is listed, each by itself; and what no rule knows. */
function unrelated(resource: DeclaredResource): readonly { what: string; changed: DeclaredResource }[] {
  const more = lists(resource.inputs).flatMap(([path, list]) => {
    const what = path.join(".");
    if (wholes.test(what)) return [];
    const other = another(list[0]);
    const longer = withValue(resource, path, [...list, other]);
    const parent = path.slice(0, -1);
    const { count } = at(resource.inputs, parent) as { readonly count?: unknown };
    return [{ what, changed: typeof count === "number" ? withValue(longer, [...parent, "count"], count + 1) : longer }];
  });
  const later = JSON.parse(JSON.stringify(resource.inputs), (_, value) =>
    isObject(value) && !Array.isArray(value) && !isFact(value) ? { ...value, ofLaterVersion: [{ name: "x" }] } : value,
  ) as Container;
  return [...more, { what: "what a later version wrote", changed: { ...resource, inputs: later } }];
}

/** Those whose members have an identity of their own. */
function lists(value: unknown, path: Path = []): readonly (readonly [Path, readonly unknown[]])[] {
  if (!isObject(value)) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => lists(each, [...path, key]));
  const [first] = Array.isArray(value) ? value : [];
  const haveIdentity =
    isObject(first) && Object.keys(first).some((key) => identities.has(key) || key === "target" || key === "principal");
  const areNames = typeof first === "string" && path.at(-1) === "sample";
  return haveIdentity || areNames ? [[path, value as readonly unknown[]], ...inner] : inner;
}

/** The same thing under another name. */
function another(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/(=|\\\\|^)(?=\w)/, "$1other-");
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (typeof inner !== "string" || !identities.has(key)) return inner;
    return key === "sid" ? `${inner}9` : inner.replace(/(=|\\\\|^)(?=\w)/, "$1other-");
  });
}

/** Which properties a rule reads of a resource, each as `observed/details/enabled`. */
export function readsOf(rule: Rule, { type, name, inputs }: DeclaredResource, now: Date): ReadonlySet<string> {
  const reads = new Set<string>();
  const recording = <T extends object>(target: T, path: Path): T =>
    new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        if (typeof key === "symbol" || !Object.hasOwn(object, key) || (Array.isArray(object) && key === "length"))
          return value;
        reads.add([...path, key].join("/"));
        return value !== null && typeof value === "object" ? recording(value, [...path, key]) : value;
      },
    });
  judgeResource(rule, { type, name, inputs: recording(inputs, []) }, { now });
  return reads;
}

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Container)[key], value);
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === "object";
}

export function isFact(value: unknown): boolean {
  return value !== null && typeof value === "object" && "observed" in value && Object.keys(value).length === 1;
}

/** The resource with another value at a place; undefined removes it. */
export function withValue(resource: DeclaredResource, path: Path, value: unknown): DeclaredResource {
  return { ...resource, inputs: changed(resource.inputs, path, value) };
}

function changed(inputs: Container, path: Path, value: unknown): Container {
  const [key = "", ...rest] = path;
  const copy = (Array.isArray(inputs) ? [...inputs] : { ...inputs }) as Container;
  if (rest.length > 0) copy[key] = changed(copy[key] as Container, rest, value);
  else if (value === undefined && !Array.isArray(copy)) delete copy[key];
  else copy[key] = value;
  return copy;
}
