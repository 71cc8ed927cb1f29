/** A snapshot gives the answers of the source that it was recorded from, whatever the forest and whatever is asked later. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type FeatureId, features } from "../../catalogue/features.ts";
import { namesInPermissions } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { observeThrough } from "../../directory/directories.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import { snapshotSchema } from "../../directory/snapshot/format.ts";
import { recordSnapshot } from "../../directory/snapshot/recorder.ts";
import { SnapshotSource } from "../../directory/snapshot/source.ts";
import type { DirectoryObject, DirectorySource } from "../../directory/source.ts";
import type { ScriptedEntry } from "../../lab/scripted-directory/entry.ts";
import type { ScriptedForest } from "../../lab/scripted-directory/forest.ts";
import { group, user } from "../../lab/scripted-directory/objects.ts";
import { judge } from "../../policy/judge-stack.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { sourceOver, startController, usualEntries } from "../directory/live/scripted-forest.ts";
import {
  domain,
  domainName,
  domainSid,
  hidden,
  type MemoryForest,
  memoryForest,
  unreachable,
} from "../directory/memory-forest.ts";
import { accountOf, plantedForest, scopeNames } from "../planted/memory.ts";
import { leaves, type PlantedEntry, root, units } from "../planted/model.ts";
import { live } from "../policy/examples.ts";

const forest = "wingtip.test";
const recordedAt = new Date("2026-11-20T08:00:00Z");
const now = new Date("2026-11-21T08:00:00Z");
const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];

const places = [root, "AdminSDHolder", ...Object.values(units), ...leaves.map(({ name }) => name)];
const { classes, attributes, rights } = namesInPermissions;

const entry: fc.Arbitrary<PlantedEntry> = fc
  .record({
    on: fc.array(fc.oneof(fc.constant(root), fc.constantFrom(...places)), { minLength: 1, maxLength: 3 }),
    kind: fc.constantFrom("allow", "allow", "allow", "deny"),
    rights: fc.constantFrom("RP", "WP", "RPWP", "CR", "CCDC", "SD", "GA", "WDWO"),
    objectType: fc.option(fc.constantFrom(...classes, ...attributes, ...rights), { nil: undefined }),
    objectClass: fc.option(fc.constantFrom(...classes), { nil: undefined }),
    reach: fc.constantFrom("this object", "this object and descendants", "descendants"),
    to: fc.constantFrom("account", "account", "inner group", "outer group"),
  } as const)
  .map(({ objectType, objectClass, ...rest }) => ({
    ...rest,
    ...(objectType === undefined ? {} : { objectType }),
    ...(objectClass === undefined ? {} : { objectClass }),
  }));

/** What differs between the objects of one forest and another. */
const mark = fc.record({
  object: fc.nat(1000),
  change: fc.constantFrom(
    { descriptor: null },
    { adminCount: true },
    { critical: true },
    { consistencyGuid: true },
    { objectClass: null },
    { objectClass: "msDS-Device" },
  ),
});

const planted = fc.record({
  tool: fc.constantFrom(...tools),
  entries: fc.array(entry, { maxLength: 12 }),
  marks: fc.array(mark, { maxLength: 8 }),
  damaged: fc.boolean(),
  rootHidden: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  tokenHidden: fc.boolean(),
  failing: fc.subarray(["groupsOf", "entries", "readObjects"] as const, { maxLength: 1 }),
  fails: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});

const asked = fc.record({
  scope: fc.subarray(Object.values(units), { maxLength: 3 }),
  features: fc.subarray(Object.keys(features) as FeatureId[]),
  form: fc.constantFrom(
    (name: string) => name,
    (name: string) => `WINGTIP\\${name.toUpperCase()}`,
    (name: string) => `wingtip.test\\${name}`,
  ),
});

type Planted = typeof planted extends fc.Arbitrary<infer T> ? T : never;
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function modelOf({ tool, entries, marks, damaged, rootHidden, tokenHidden, failing, fails }: Planted): MemoryForest {
  const model = plantedForest(tool, entries);
  const secured = (model.secured ?? []).map(({ descriptors, objects }) => ({
    descriptors: damaged
      ? descriptors.map((bytes, number) => (number === 1 ? bytes.slice(0, 30) : bytes))
      : descriptors,
    objects: objects.map((each, index) =>
      Object.assign(
        {},
        each,
        ...marks.filter(({ object }) => object % objects.length === index).map(({ change }) => change),
      ),
    ),
  }));
  return {
    ...model,
    secured,
    ...(rootHidden ? { domains: [domain({ rootSecurityDescriptor: hidden })] } : {}),
    ...(tokenHidden ? { token: null } : {}),
    ...(fails ? { failing: Object.fromEntries(failing.map((method) => [method, unreachable])) } : {}),
  };
}

function requestFor(tool: SyncTool, name: string, scope: readonly string[]): ObservationRequest {
  const shared = { forest, name, ...(scope.length === 0 ? {} : { organizationalUnits: scopeNames(scope) }) };
  return tool === "connect-sync"
    ? { subject: "connector account", ...shared }
    : { subject: "group managed service account", ...shared, servers: [] };
}

function resourceOf(tool: SyncTool, name: string, features: readonly FeatureId[], seen: object): DeclaredResource {
  const shared = { forest, name, features, phase: "after-install", trusted: { tierZero: [], syncAccounts: [] } };
  return tool === "connect-sync"
    ? {
        type: resourceTypes["connector account"],
        name: "connector",
        inputs: { ...shared, account: "connect-sync-connector-account", signsInOn: [], observed: seen },
      }
    : {
        type: resourceTypes["group managed service account"],
        name: "agent",
        inputs: { ...shared, account: "cloud-sync-service-account", servers: [], domains: [forest], observed: seen },
      };
}

/** As it comes back from a file, recorded with nothing but the name of the account declared. */
async function recorded(source: DirectorySource, tool: SyncTool): Promise<SnapshotSource> {
  const requests = [requestFor(tool, accountOf(tool).distinguishedName, []), { subject: "forest", forest } as const];
  const snapshot = await recordSnapshot(source, requests, () => recordedAt);
  const text = JSON.stringify(z.encode(snapshotSchema, snapshot));
  return new SnapshotSource(async () => z.decode(snapshotSchema, JSON.parse(text)), {
    file: "wingtip.snapshot.json",
    maximumAgeDays: 7,
  });
}

/** Where facts come from is told apart, and is all that may differ: so they are judged as if both were live. */
async function seenBy(source: DirectorySource, { tool }: Planted, { scope, features: on, form }: Asked) {
  const name = form(accountOf(tool).samAccountName ?? "");
  const { evidence: _own, ...account } = await observeThrough(source, requestFor(tool, name, scope));
  const { evidence: _forest, ...whole } = await observeThrough(source, { subject: "forest", forest });
  const judged = judge([resourceOf(tool, name, on, { evidence: live, ...account })], now);
  return { account, whole, verdicts: judged.map(({ rule, verdicts }) => [rule.name, verdicts]) };
}

/** The same objects on a domain controller, which are then found and read over LDAP. */
function scripted({ objects = [], secured = [], domains = [] }: MemoryForest): ScriptedForest {
  const named = objects.map((object) => object.distinguishedName);
  const [{ descriptors = [], objects: all = [] } = {}] = secured;
  const entries = all
    .map(
      (each): ScriptedEntry => ({
        distinguishedName: `${each.name},${each.container}`,
        attributes: {
          ...(each.objectClass === null ? {} : { objectClass: ["top", each.objectClass] }),
          nTSecurityDescriptor: each.descriptor === null ? [] : [descriptors[each.descriptor] ?? ""],
          ...(each.adminCount ? { adminCount: ["1"] } : {}),
          ...(each.critical ? { isCriticalSystemObject: ["TRUE"] } : {}),
          ...(each.consistencyGuid ? { "mS-DS-ConsistencyGuid": ["0123456789abcdef"] } : {}),
        },
      }),
    )
    .filter(({ distinguishedName }) => distinguishedName !== domainName && !named.includes(distinguishedName));
  const root = domains[0]?.rootSecurityDescriptor;
  const [account, inner, outer] = objects;
  const facts = (object: DirectoryObject | undefined) => [object?.distinguishedName ?? "", object?.sid ?? ""] as const;
  return {
    domains: [
      {
        dnsName: forest,
        netBiosName: "WINGTIP",
        sid: domainSid,
        ...(root !== undefined && "observed" in root ? { securityDescriptor: root.observed } : {}),
        entries: [
          ...usualEntries(domainName, domainSid),
          ...entries,
          user(...facts(account), {
            objectClass: account?.objectClass ?? [],
            sAMAccountName: [account?.samAccountName ?? ""],
            tokenGroups: [inner, outer].map((each) => encodeSid(each?.sid ?? "")),
          }),
          group(...facts(inner), "global", [facts(account)[0]]),
          group(...facts(outer), "domainLocal", [facts(inner)[0]]),
        ],
      },
    ],
  };
}

describe("a snapshot", () => {
  it("shows what was read over LDAP, for any forest, scope, features and way to write a name", async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(planted, asked, async (forestModel, question) => {
        await using controller = await startController(scripted(modelOf(forestModel)), forest);
        const source = sourceOver({ [forest]: [controller] });
        const offline = await recorded(source, forestModel.tool);
        const seen = await seenBy(source, forestModel, question);
        await source.close();
        expect(await seenBy(offline, forestModel, question)).toEqual(seen);
        if (JSON.stringify(seen.account).includes('"why":')) judged += 1;
      }),
      { numRuns: 5, seed: 20_261_122 },
    );
    expect(judged).toBeGreaterThan(1);
  }, 300_000);

  it("shows what its source shows, for any forest, scope, features and way to write a name", async () => {
    let [blocked, granted] = [0, 0];
    await fc.assert(
      fc.asyncProperty(planted, asked, async (forestModel, question) => {
        const model = modelOf(forestModel);
        const offline = await recorded(memoryForest(model), forestModel.tool);
        const seen = await seenBy(memoryForest(model), forestModel, question);
        expect(await seenBy(offline, forestModel, question)).toEqual(seen);
        const text = JSON.stringify(seen.account);
        if (text.includes('"why":')) blocked += 1;
        if (text.includes('"granted":true')) granted += 1;
      }),
      { numRuns: process.env.ALL_MUTATIONS === "1" ? 120 : 40, seed: 20_261_122 },
    );
    // Something was there to disagree about.
    expect(Math.min(blocked, granted)).toBeGreaterThan(6);
  }, 300_000);
});
