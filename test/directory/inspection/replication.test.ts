import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import type { Entry } from "../../../directory/entries.ts";
import { observeForest } from "../../../directory/inspection/forest.ts";
import type { TrustedPrincipals } from "../../../directory/requests.ts";
import type { AccessControlEntry } from "../../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../../directory/security/sid.ts";
import {
  allow,
  deny,
  descriptor,
  domain,
  domainSid,
  entryOf,
  getChanges,
  getChangesAll,
  group,
  hidden,
  inheritOnly,
  memoryForest,
  object,
} from "../memory-forest.ts";

const tool = object("svc-tool", { rid: 1500 });
const sid = `${domainSid}-1500`;
const both = (trustee: string) => [allow(trustee, { right: getChanges }), allow(trustee, { right: getChangesAll })];

async function forestWith(
  root: readonly AccessControlEntry[],
  others: readonly Entry[] = [],
  trusted?: TrustedPrincipals,
) {
  const source = memoryForest({
    objects: [tool],
    domains: [domain({ rootSecurityDescriptor: observed(descriptor(root)) })],
    entries: [entryOf(tool), ...others],
  });
  return observeForest(source, trusted === undefined ? {} : { trusted });
}

async function holdersWith(...given: Parameters<typeof forestWith>) {
  const { replication } = await forestWith(...given);
  if (!("observed" in replication)) throw new Error("no domain was observed");
  const [first] = replication.observed;
  if (first === undefined || !("observed" in first.holders)) throw new Error("no holders were observed");
  return first.holders.observed;
}

describe("who may replicate the secrets of a domain", () => {
  it("is whoever holds both rights, through the ACE that gives the second", async () => {
    expect(await holdersWith(both(sid))).toEqual({
      count: 1,
      sample: [
        {
          principal: { sid, name: "WINGTIP\\svc-tool", kind: "user", members: null },
          by: "both rights",
          entry: `(OA;;CR;${getChangesAll};;${sid})`,
          decided: true,
        },
      ],
    });
  });

  it.each([
    ["every extended right", [allow(sid, { mask: 0x100 })], "both rights"],
    ["full control", [allow(sid)], "both rights"],
    ["one right alone", [allow(sid, { right: getChangesAll })], "Get-Changes-All alone"],
    ["the permissions of the root", [allow(sid, { mask: 0x4_0000 })], "granting them to itself"],
    ["its ownership", [allow(sid, { mask: 0x8_0000 })], "granting them to itself"],
  ])("is found by %s", async (_, entries, by) => {
    expect((await holdersWith(entries)).sample).toMatchObject([{ by }]);
  });

  it.each([
    ["Get-Changes alone, as every synchronization needs it", [allow(sid, { right: getChanges })]],
    ["what only objects below inherit", [allow(sid, { right: getChangesAll, flags: inheritOnly })]],
    ["what a deny takes back", [deny(sid, { right: getChangesAll }), ...both(sid)]],
    ["Tier 0", ["S-1-5-32-544", "S-1-5-9", `${domainSid}-516`, `${domainSid}-512`].flatMap(both)],
    ["read-only domain controllers", [allow(`${domainSid}-498`, { right: getChanges })]],
  ])("is not found by %s", async (_, entries) => {
    expect(await holdersWith(entries)).toEqual({ count: 0, sample: [] });
  });

  it("is nobody in an empty group, nor in one with accounts of the stack only", async () => {
    const readers = group("Sync Readers", 1600);
    const entries = both(`${domainSid}-1600`);
    expect((await holdersWith(entries, [entryOf(readers)])).count).toBe(0);
    expect((await holdersWith(entries, [entryOf(readers, [tool])])).sample).toMatchObject([
      { principal: { name: "WINGTIP\\Sync Readers", members: 1 } },
    ]);
    const trusted = { tierZero: [], syncAccounts: ["WINGTIP\\svc-tool"] };
    expect((await holdersWith(entries, [entryOf(readers, [tool])], trusted)).count).toBe(0);
  });

  it("is whoever has a group as primary group, which does not list them", async () => {
    const readers = group("Sync Readers", 1600);
    const helpers = group("Sync Helpers", 1601);
    const entries = both(`${domainSid}-1600`);
    for (const rid of [1600, 1601]) {
      const mallory = entryOf(object("mallory", { rid: 1666, primaryGroupId: rid }));
      const { sample } = await holdersWith(entries, [entryOf(readers, [helpers]), entryOf(helpers), mallory]);
      expect(sample).toMatchObject([{ principal: { name: "WINGTIP\\Sync Readers" } }]);
    }
    const trusted = { tierZero: ["WINGTIP\\svc-tool"], syncAccounts: [] };
    const own = entryOf({ ...tool, primaryGroupId: 1600 });
    expect((await holdersWith(entries, [entryOf(readers), own], trusted)).count).toBe(0);
  });

  it("is whoever holds each of both rights through another group, or one of them as everyone of a kind", async () => {
    const changes = group("Changes", 1600);
    const secrets = group("Secrets", 1601);
    const anna = object("anna", { rid: 1700 });
    const bert = object("bert", { rid: 1701 });
    const entries = [
      allow(`${domainSid}-1600`, { right: getChanges }),
      allow(`${domainSid}-1601`, { right: getChangesAll }),
    ];
    const people = [entryOf(anna), entryOf(bert)];
    const split = [entryOf(changes, [anna]), entryOf(secrets, [anna, bert]), ...people];
    expect((await holdersWith(entries, split)).sample).toMatchObject([
      { principal: { name: "WINGTIP\\Secrets" }, by: "Get-Changes-All alone" },
      {
        principal: { name: "WINGTIP\\anna" },
        by: "both rights",
        through: { getChanges: "WINGTIP\\Changes", getChangesAll: "WINGTIP\\Secrets" },
      },
    ]);
    // Domain Users hold one: everyone who is given the other has both.
    for (const [wide, narrow] of [
      [getChanges, getChangesAll],
      [getChangesAll, getChanges],
    ] as const) {
      const root = [allow(`${domainSid}-513`, { right: wide }), allow(`${domainSid}-1601`, { right: narrow })];
      const { sample } = await holdersWith(root, [entryOf(group("Domain Users", 513)), ...split]);
      expect(sample.filter(({ by }) => by === "both rights").map(({ principal }) => principal.name)).toEqual([
        "WINGTIP\\anna",
        "WINGTIP\\bert",
      ]);
    }
  });

  it("is known of everyone but those in a group that is too large to look at one by one", async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => object(`u${index}`, { rid: 5_000 + index }));
    const entries = [
      ...both(sid),
      allow(`${domainSid}-1600`, { right: getChanges }),
      allow(`${domainSid}-1601`, { right: getChangesAll }),
    ];
    const others = [
      entryOf(group("Changes", 1600), [tool]),
      entryOf(group("Secrets", 1601), many),
      ...many.map((each) => entryOf(each)),
    ];
    const { sample, untold } = await holdersWith(entries, others);
    expect(sample.map(({ principal, by }) => [principal.name, by])).toEqual([
      ["WINGTIP\\svc-tool", "both rights"],
      ["WINGTIP\\Secrets", "Get-Changes-All alone"],
    ]);
    expect(untold?.reason).toContain("CN=Secrets,OU=Accounts,DC=wingtip,DC=test has more than 1000 members");
  });

  it("is whoever carries the identifier of an ACE in its SID history", async () => {
    const former = "S-1-5-21-9-9-9-1100";
    const mallory = entryOf(object("mallory", { rid: 1666 }));
    const carrying = {
      ...mallory,
      attributes: { ...mallory.attributes, sIDHistory: [Buffer.from(encodeSid(former)).toString("base64")] },
    };
    expect((await holdersWith(both(former), [carrying])).sample).toMatchObject([
      { principal: { name: "WINGTIP\\mallory", formerly: former }, by: "both rights" },
    ]);
  });

  it("is everyone but the one member whose identifier makes no sense, of whom it is not known", async () => {
    const damaged = entryOf(object("damaged", { rid: 1700 }));
    const readers = group("Sync Readers", 1600);
    const others = [
      entryOf(readers, [object("damaged", { rid: 1700 })]),
      { ...damaged, attributes: { ...damaged.attributes, objectSid: ["AQI="] } },
    ];
    const { sample, untold } = await holdersWith([...both(sid), ...both(`${domainSid}-1600`)], others);
    expect(sample).toMatchObject([{ principal: { name: "WINGTIP\\svc-tool" } }]);
    expect(untold?.reason).toContain("objectSid of CN=damaged");
  });

  it("is nobody who is declared as Tier 0", async () => {
    expect((await holdersWith(both(sid), [], { tierZero: ["svc-tool"], syncAccounts: [] })).count).toBe(0);
  });

  it("is Enterprise Key Admins where an early adprep gave them full control", async () => {
    const root = [allow(`${domainSid}-527`)];
    expect((await holdersWith(root)).sample).toMatchObject([{ principal: { sid: `${domainSid}-527` } }]);
  });

  it("is not known where the root of the domain cannot be read", async () => {
    const source = memoryForest({ domains: [domain({ rootSecurityDescriptor: hidden })] });
    expect((await observeForest(source)).replication).toMatchObject({ observed: [{ holders: hidden }] });
  });
});

describe("what is declared as Tier 0", () => {
  it("is looked up by every kind of name", async () => {
    const names = ["svc-tool", sid, tool.distinguishedName, "WINGTIP\\Gone"];
    const { tierZero } = await forestWith([], [], { tierZero: names, syncAccounts: [] });
    expect(tierZero).toEqual({
      observed: [
        ...names.slice(0, 3).map((name) => ({ name, found: { observed: "WINGTIP\\svc-tool" } })),
        { name: "WINGTIP\\Gone", found: { observed: null } },
      ],
    });
  });
});
