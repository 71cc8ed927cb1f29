/** One value of what a source answers made senseless, and what becomes of the findings about the forest. */
import { readFileSync } from "node:fs";
import { observeThrough } from "../../directory/directories.ts";
import { binaryAttributes } from "../../directory/live/entry.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import { readContent } from "../../directory/snapshot/file.ts";
import type { ReadSnapshot } from "../../directory/snapshot/format.ts";
import { SnapshotSource } from "../../directory/snapshot/source.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";

const projectRoot = new URL("../..", import.meta.url).pathname;
const now = new Date("2026-11-23T09:00:00Z");

export interface Damage {
  /** `entries: userAccountControl of CN=…`. */
  readonly place: string;
  readonly how: string;
  /** What a message about it may name, in lower case. */
  readonly words: readonly string[];
  readonly apply: () => () => void;
}

export interface Finding {
  readonly key: string;
  readonly unmet: boolean;
  readonly mandatory: boolean;
  readonly message: string;
}

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly request: ObservationRequest;
}

/** A recorded sample with what a stack declared about it. */
export class Sample {
  readonly #snapshot: ReadSnapshot;
  readonly #declared: readonly Declared[];

  constructor(name: string) {
    const text = readFileSync(`${projectRoot}samples/${name}.snapshot.json`, "utf8");
    this.#snapshot = structuredClone(readContent(JSON.parse(text), name, false));
    this.#declared = declaredBy(name);
  }

  /** Throws where an observation came to an end that nobody foresaw. */
  async findings(): Promise<readonly Finding[]> {
    const source = new SnapshotSource(async () => this.#snapshot, { file: "it", maximumAgeDays: 9999 });
    const resources: DeclaredResource[] = [];
    for (const { type, name, inputs, request } of this.#declared) {
      const observed = await observeThrough(source, request);
      const text = JSON.stringify(observed);
      if (/could not be observed \(|\n {4}at /.test(text)) throw new Error(`${name}: ${text.slice(0, 300)}`);
      resources.push({ type, name, inputs: { ...inputs, observed: JSON.parse(text) } });
    }
    return violationsIn(judge(resources, now)).map(({ rule, resource, verdict, enforcementLevel, message }) => ({
      key: `${rule.name} of ${resource.name}`,
      unmet: verdict.verdict === "unmet",
      mandatory: enforcementLevel === "mandatory",
      message,
    }));
  }

  *damages(): Generator<Damage> {
    yield* this.#entryDamages();
    yield* this.#objectDamages();
    yield* this.#domainDamages();
  }

  *#entryDamages(): Generator<Damage> {
    for (const { answer } of this.#snapshot.entries)
      for (const entry of "entries" in answer ? answer.entries : []) {
        const attributes = entry.attributes as Record<string, readonly string[]>;
        for (const [attribute, values] of Object.entries(attributes))
          for (const [how, damaged] of damagedValues(attribute, values))
            yield {
              place: `${attribute} of ${entry.distinguishedName}`,
              how,
              words: [attribute, entry.distinguishedName],
              apply: replacing(attributes, attribute, damaged),
            };
      }
  }

  /** As a live source hands on what it cannot read. */
  *#objectDamages(): Generator<Damage> {
    for (const object of this.#snapshot.objects) {
      for (const [field, attribute, otherwise] of fields) {
        const value = object[field];
        if (value === null || (Array.isArray(value) && value.length === 0)) continue;
        const place = `${attribute} of ${object.distinguishedName}`;
        const words = [attribute, object.distinguishedName];
        const damaged = [{ attribute, problem: "it makes no sense" }];
        yield { place, how: "told as damaged", words, apply: changing(object, { [field]: otherwise, damaged }) };
        if (field === "passwordLastSet")
          for (const text of ["-5", "9".repeat(19)])
            yield { place, how: text, words, apply: changing(object, { [field]: text }) };
        if (value instanceof Uint8Array)
          for (const [how, bytes] of damagedBytes(value))
            yield { place, how, words, apply: changing(object, { [field]: bytes }) };
      }
    }
  }

  *#domainDamages(): Generator<Damage> {
    for (const domain of this.#snapshot.domains) {
      const fact = domain.rootSecurityDescriptor;
      const words = ["security descriptor", domain.distinguishedName];
      for (const [how, bytes] of "observed" in fact ? damagedBytes(fact.observed) : [])
        yield {
          place: `permissions of ${domain.distinguishedName}`,
          how,
          words,
          apply: changing(domain, { rootSecurityDescriptor: { observed: bytes } }),
        };
    }
    for (const { domain, answer } of this.#snapshot.domainObjects) {
      if (!("objects" in answer)) continue;
      const { descriptors, groups } = answer.objects;
      for (const [index, text] of descriptors.entries())
        for (const [how, bytes] of damagedBytes(Uint8Array.from(Buffer.from(text, "base64"))))
          yield {
            place: `descriptor ${index} of ${domain}`,
            how,
            words: ["permissions", "security descriptor"],
            apply: changing(descriptors, { [index]: Buffer.from(bytes).toString("base64") }),
          };
      for (const [index, group] of groups.entries())
        for (const objectClass of ["", "\ufffd"])
          yield {
            place: `class of group ${index} of ${domain}`,
            how: JSON.stringify(objectClass),
            words: ["objectclass"],
            apply: changing(group, { objectClass }),
          };
    }
  }
}

const fields = [
  ["sid", "objectSid", null],
  ["userAccountControl", "userAccountControl", null],
  ["passwordLastSet", "pwdLastSet", null],
  ["primaryGroupId", "primaryGroupID", null],
  ["sidHistory", "sIDHistory", []],
  ["supportedEncryptionTypes", "msDS-SupportedEncryptionTypes", null],
  ["groupManagedServiceAccountMembership", "msDS-GroupMSAMembership", null],
] as const;

function changing(target: object, change: object): () => () => void {
  const all = target as Record<string, unknown>;
  return () => {
    const before = Object.keys(change).map((key) => [key, all[key]] as const);
    Object.assign(all, change);
    return () => {
      for (const [key, value] of before)
        if (value === undefined) delete all[key];
        else all[key] = value;
    };
  };
}

function replacing(attributes: Record<string, readonly string[]>, name: string, values: readonly string[]) {
  return changing(attributes, { [name]: values });
}

const binary: ReadonlySet<string> = new Set(binaryAttributes);

/** Attributes that may have several values. */
const several: ReadonlySet<string> = new Set([
  "keywords",
  "member",
  "msDS-AllowedToDelegateTo",
  "msDS-PSOApplied",
  "objectClass",
  "sIDHistory",
  "tokenGroups",
]);
/** Texts and names: whatever stands there may be meant. */
const names: ReadonlySet<string> = new Set([
  "cn",
  "defaultNamingContext",
  "lDAPDisplayName",
  "member",
  "msDS-PSOApplied",
]);
const numbers: ReadonlySet<string> = new Set([
  "accountExpires",
  "minPwdAge",
  "msDS-MinimumPasswordAge",
  "msDS-User-Account-Control-Computed",
  "msDS-UserPasswordExpiryTimeComputed",
  "primaryGroupID",
  "searchFlags",
  "userAccountControl",
]);

/** What no value of the attribute can be. */
function* damagedValues(
  attribute: string,
  values: readonly string[],
): Generator<readonly [how: string, values: readonly string[]]> {
  const [first = "", ...others] = values;
  if (binary.has(attribute)) {
    for (const [how, bytes] of damagedBytes(Uint8Array.from(Buffer.from(first, "base64"))))
      yield [how, [Buffer.from(bytes).toString("base64"), ...others]];
    if (!several.has(attribute)) yield ["two values", [first, "AQID", ...others]];
    return;
  }
  if (!several.has(attribute) && !names.has(attribute)) yield ["two values", [first, `${first}0`, ...others]];
  const senseless = numbers.has(attribute)
    ? ["", "text", "0x10", "1e3", "1.5", "\ufffd", "9".repeat(400), `-${"9".repeat(400)}`]
    : names.has(attribute)
      ? []
      : ["", "\ufffd", `${first.slice(0, -1)}\ufffd`];
  for (const text of senseless) yield [text.length > 20 ? "absurdly long" : JSON.stringify(text), [text, ...others]];
}

function* damagedBytes(bytes: Uint8Array): Generator<readonly [how: string, bytes: Uint8Array]> {
  yield ["emptied", new Uint8Array()];
  if (bytes.length > 1) yield ["cut in half", bytes.slice(0, bytes.length >> 1)];
  yield ["one byte", bytes.slice(0, 1)];
  yield ["other bytes", new Uint8Array(Math.max(bytes.length, 40)).fill(0xff)];
  yield ["absurdly long", new Uint8Array(70_000).fill(0xee)];
}

/** Mandatory findings that are gone, and of which nothing says that they are not known any more. */
export function lostFindings(before: readonly Finding[], after: readonly Finding[]): readonly string[] {
  const said = new Set(before.map(({ message }) => message));
  const count = (all: readonly Finding[], key: string) =>
    all.filter((each) => each.unmet && each.mandatory && each.key === key).length;
  const keys = new Set(before.filter(({ unmet, mandatory }) => unmet && mandatory).map(({ key }) => key));
  return [...keys].filter(
    (key) =>
      count(after, key) < count(before, key) &&
      !after.some((each) => each.key === key && !each.unmet && !said.has(each.message)),
  );
}

/** Nobody asked, while it was recorded, what is asked where a descriptor cannot be decoded. */
const notRecorded = /is not in the snapshot/;

/** What is newly said to be unknown, and not because of the damage. */
export function foreignDoubts(before: readonly Finding[], after: readonly Finding[], words: readonly string[]) {
  const said = new Set(before.map(({ message }) => message));
  const fresh = after.filter(({ unmet, message }) => !unmet && !said.has(message) && !notRecorded.test(message));
  return fresh.filter(({ message }) => !words.some((word) => message.toLowerCase().includes(word.toLowerCase())));
}

/** What a stack that was once applied declares on the side of the directory. */
function declaredBy(stack: string): readonly Declared[] {
  const state = JSON.parse(readFileSync(`${projectRoot}test/fixtures/earlier-state/${stack}.json`, "utf8"));
  const resources: readonly { urn: string; type: string; inputs: Record<string, unknown> }[] = Array.isArray(state)
    ? state
    : state.deployment.resources;
  return resources
    .filter(({ inputs }) => kinds.has(String(inputs?.subject)))
    .map(({ urn, type, inputs }) => ({
      type,
      name: urn.split("::").at(-1) ?? urn,
      inputs,
      request: {
        ...inputs,
        subject: inputs.subject,
        consistencyGuids: inputs.choosesSourceAnchor,
      } as ObservationRequest,
    }));
}

const kinds: ReadonlySet<string> = new Set<ObservationRequest["subject"]>([
  "forest",
  "connector account",
  "group managed service account",
  "privileged administrator",
  "ADSync service account",
]);
