/**
 * Every path of the sample snapshots removed, emptied and altered: what is left out never takes a mandatory finding with
 * it, and whatever is done, nothing crashes. The whole of it with `ALL_MUTATIONS=1`; else an even share.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readContent } from "../../directory/snapshot/file.ts";
import type { ReadSnapshot } from "../../directory/snapshot/format.ts";
import { countsOf, digestOf } from "../../directory/snapshot/seal.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import { declaredBy, observedIn } from "./sample-resources.ts";

const root = new URL("../..", import.meta.url).pathname;
const now = new Date("2026-11-23T09:00:00Z");

type Parent = Record<string | number, unknown>;
type Kind = "removed" | "null" | "emptied" | "altered" | "of another type";

/** A change of one place, which can be taken back. */
interface Mutation {
  readonly place: string;
  readonly kind: Kind;
  readonly apply: () => () => void;
}

function* mutationsOf(parent: Parent, place = ""): Generator<Mutation> {
  const keys = Array.isArray(parent) ? [...parent.keys()] : Object.keys(parent);
  for (const key of keys) {
    const value = parent[key];
    const at = `${place}/${key}`;
    const set = (other: unknown) => () => {
      parent[key] = other;
      return () => {
        parent[key] = value;
      };
    };
    yield { place: at, kind: "removed", apply: () => remove(parent, key) };
    if (value !== null) yield { place: at, kind: "null", apply: set(null) };
    yield { place: at, kind: "of another type", apply: set(typeof value === "string" ? 1 : "x") };
    if (typeof value === "string" && value !== "") {
      yield { place: at, kind: "emptied", apply: set("") };
      yield { place: at, kind: "altered", apply: set(`${value}x`) };
    } else if (typeof value === "number") yield { place: at, kind: "altered", apply: set(value + 1) };
    else if (typeof value === "boolean") yield { place: at, kind: "altered", apply: set(!value) };
    else if (typeof value === "object" && value !== null) {
      if (Object.keys(value).length > 0)
        yield { place: at, kind: "emptied", apply: set(Array.isArray(value) ? [] : {}) };
      yield* mutationsOf(value as Parent, at);
    }
  }
}

function remove(parent: Parent, key: string | number): () => void {
  const copy = Array.isArray(parent) ? [...parent] : { ...parent };
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return () => {
    if (Array.isArray(parent)) parent.splice(0, parent.length, ...(copy as unknown[]));
    else Object.assign(parent, copy);
  };
}

/** What is violated at level mandatory, by rule and resource and by the id of each finding, and what cannot be told. */
async function judged(snapshot: ReadSnapshot, declared: ReturnType<typeof declaredBy>) {
  const all = judge(await observedIn(snapshot, declared), now);
  const key = ({ rule, resource }: { rule: { name: string }; resource: { name: string } }) =>
    `${rule.name} on ${resource.name}`;
  const mandatory = violationsIn(all).filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  const open = all.filter(({ verdicts }) =>
    verdicts.some(({ verdict }) => ["unobservable", "undecided"].includes(verdict)),
  );
  return {
    mandatory: new Set(mandatory.map(key)),
    findings: new Map(mandatory.map((violation) => [violation.id, key(violation)])),
    open: new Set(open.map(key)),
  };
}

/** Null where it is refused, in one sentence. */
function read(content: unknown, acceptEdited: boolean): ReadSnapshot | null {
  try {
    return readContent(content, "it", acceptEdited);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    expect(error.message).not.toContain("\n");
    return null;
  }
}

/** The mandatory findings of the faulty sample that the directory shows. */
const plantedInDirectory = [
  "adsync-service-account-supported on connect-sync-service-account",
  "connector-account-blocked-objects on connect-sync-connector-account-contoso.example",
  "connector-account-excess on connect-sync-connector-account-contoso.example",
  "connector-account-feature-permissions on connect-sync-connector-account-contoso.example",
  "connector-account-get-changes-all on connect-sync-connector-account-contoso.example",
  "connector-account-not-protected on connect-sync-connector-account-contoso.example",
  "connector-account-takeover on connect-sync-connector-account-contoso.example",
  "domain-replication-rights-known on contoso.example",
  "gmsa-encryption-types on cloud-sync-service-account",
  "gmsa-servers-may-retrieve-password on cloud-sync-service-account",
  "service-account-logon-unrestricted on connect-sync-connector-account-contoso.example",
  "temporary-administrator-removed on cloud-sync-domain-administrator",
];

const share = process.env.ALL_MUTATIONS === "1" ? 1 : 67;

describe.each([
  ["healthy", "contoso", []],
  ["faulty", "contoso-faulty", plantedInDirectory],
])("the %s sample with one place changed", (_what, name, planted) => {
  const content = JSON.parse(readFileSync(`${root}samples/${name}.snapshot.json`, "utf8"));
  const requests = declaredBy(name);
  let before: Awaited<ReturnType<typeof judged>>;

  beforeAll(async () => {
    before = await judged(readContent(content, "it", false), requests);
  });

  const chosen = () => [...mutationsOf(content)].filter((_, index) => index % share === 0);

  it("is judged as it is in a stack before anything is changed", () => {
    expect([...before.mandatory].sort()).toEqual(planted);
  });

  it("is refused, whatever it is", () => {
    let count = 0;
    for (const { place, kind, apply } of chosen()) {
      const undo = apply();
      if (read(content, false) !== null) expect.unreachable(`${place} ${kind} is read`);
      undo();
      count += 1;
    }
    expect(count).toBeGreaterThan(11_500 / share);
  }, 600_000);

  it("keeps every mandatory finding where edits are accepted and something is left out", async () => {
    const seen = { refused: 0, kept: 0 };
    for (const { place, kind, apply } of chosen()) {
      if (kind === "altered") continue;
      const undo = apply();
      const snapshot = read(content, true);
      if (snapshot === null) seen.refused += 1;
      else {
        const after = await judged(snapshot, requests);
        const softened = [...before.findings].filter(([id, each]) => !after.findings.has(id) && !after.open.has(each));
        expect(softened, `${place} ${kind}`).toEqual([]);
        seen.kept += 1;
      }
      undo();
    }
    expect(seen.refused).toBeGreaterThan(6_900 / share);
    if (share === 1) console.log(`${name}: left out or of another type:`, seen);
  }, 600_000);

  it("crashes nothing where what is altered is accepted, and says that the snapshot was edited", async () => {
    const seen = { refused: 0, judged: 0, "another forest": 0 };
    for (const { kind, apply } of chosen()) {
      if (kind !== "altered") continue;
      const undo = apply();
      const snapshot = read(content, true);
      if (snapshot === null) seen.refused += 1;
      else {
        // The digest alone is no fact.
        expect(snapshot.edited).toBe(true);
        const after = await judged(snapshot, requests);
        const gone = [...before.mandatory].some((each) => !after.mandatory.has(each) && !after.open.has(each));
        seen[gone ? "another forest" : "judged"] += 1;
      }
      undo();
    }
    expect(seen.judged).toBeGreaterThan(460 / share);
    if (share === 1) console.log(`${name}: altered:`, seen);
  }, 600_000);
});

describe("a snapshot that was sealed anew after something was left out", () => {
  it("is read without a digest that tells, so its parts have to fit together", () => {
    const content = JSON.parse(readFileSync(`${root}samples/contoso-faulty.snapshot.json`, "utf8"));
    for (const section of ["descriptors", "groups"]) {
      const changed = structuredClone(content);
      changed.domainObjects[0].answer.objects[section] = [];
      changed.counts = countsOf(changed);
      changed.digest = digestOf(changed);
      expect(read(changed, false)).toBeNull();
    }
  });
});
