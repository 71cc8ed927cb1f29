import { describe, expect, it } from "vitest";
import { type Fact, observed } from "../../../catalogue/fact.ts";
import type { Entry } from "../../../directory/entries.ts";
import { observeConnectorAccount } from "../../../directory/inspection/connector-account.ts";
import type { TrustedPrincipals } from "../../../directory/requests.ts";
import {
  type AccessControlEntry,
  controlFlags,
  encodeSecurityDescriptor,
  entryFlags,
} from "../../../directory/security/security-descriptor.ts";
import type { DirectoryObject } from "../../../directory/source.ts";
import {
  allow,
  deny,
  domain,
  domainName,
  domainSid,
  entryOf,
  group,
  hidden,
  memoryForest,
  object,
} from "../memory-forest.ts";

const connector = object("svc-connect", { rid: 1101 });
const unit = `OU=Accounts,${domainName}`;
const resetPassword = "00299570-246d-11d0-a768-00aa006e0529";
const writeDacl = 0x4_0000;
const writeOwner = 0x8_0000;
const readProperty = 0x10;
const sidOf = (rid: number) => `${domainSid}-${rid}`;
const helpdesk = sidOf(1201);
const operators = "S-1-5-32-548";

interface Descriptor {
  readonly entries?: readonly AccessControlEntry[] | null;
  readonly owner?: string;
  readonly isProtected?: boolean;
}

function bytes({ entries = [], owner = "S-1-5-32-544", isProtected = false }: Descriptor): Uint8Array {
  return encodeSecurityDescriptor({
    control: controlFlags.selfRelative | controlFlags.daclPresent | (isProtected ? controlFlags.daclProtected : 0),
    resourceManagerControl: 0,
    owner,
    group: owner,
    dacl: entries === null ? null : { revision: 4, entries },
    sacl: null,
  });
}

const base64 = (value: Uint8Array) => Buffer.from(value).toString("base64");

interface Surroundings {
  readonly account?: Descriptor | null;
  readonly unit?: Descriptor | null;
  readonly root?: Descriptor;
  readonly others?: readonly Entry[];
  readonly objects?: readonly DirectoryObject[];
  readonly trusted?: TrustedPrincipals;
  readonly domainSid?: Fact<string>;
}

async function takeoverIn(surroundings: Surroundings) {
  const {
    account = {},
    unit: above = {},
    root = {},
    others = [],
    objects = [],
    trusted,
    domainSid: sid,
  } = surroundings;
  const own = entryOf(connector);
  const withDescriptor = (entry: Entry, descriptor: Descriptor | null): Entry => ({
    ...entry,
    attributes: {
      ...entry.attributes,
      nTSecurityDescriptor: descriptor === null ? [] : [base64(bytes(descriptor))],
    },
  });
  const source = memoryForest({
    objects: [connector, ...objects],
    domains: [domain({ rootSecurityDescriptor: observed(bytes(root)), ...(sid === undefined ? {} : { sid }) })],
    entries: [
      withDescriptor(own, account),
      withDescriptor({ distinguishedName: unit, attributes: { ou: ["Accounts"] } }, above),
      ...others,
    ],
  });
  const { details } = await observeConnectorAccount(source, {
    name: "WINGTIP\\svc-connect",
    ...(trusted === undefined ? {} : { trusted }),
  });
  const takeover = details?.takeover;
  if (takeover === undefined || !("observed" in takeover)) throw new Error("no takeover was observed");
  const [first] = takeover.observed;
  if (first === undefined) throw new Error("the account itself is not among the targets");
  return first;
}

async function pathsIn(surroundings: Surroundings) {
  const { paths } = await takeoverIn(surroundings);
  if (!("observed" in paths)) throw new Error(`not observed: ${JSON.stringify(paths)}`);
  return paths.observed;
}

async function edgesIn(surroundings: Surroundings) {
  return (await pathsIn(surroundings)).sample.map(
    ({ principal, edge }) => `${principal.name ?? principal.sid} ${edge}`,
  );
}

const anna = object("anna", { rid: 1301 });
const bert = object("bert", { rid: 1302 });
const people = [entryOf(anna), entryOf(bert)];
const helpdeskGroup = entryOf(group("Helpdesk", 1201), [anna, bert]);
const withHelpdesk = [helpdeskGroup, ...people];

describe("taking over a connector account", () => {
  it.each([
    ["resetting its password", allow(helpdesk, { right: resetPassword }), "reset-password"],
    ["every extended right", allow(helpdesk, { mask: 0x100 }), "reset-password"],
    ["changing its permissions", allow(helpdesk, { mask: writeDacl }), "change-permissions"],
    ["taking ownership of it", allow(helpdesk, { mask: writeOwner }), "take-ownership"],
    ["full control of it", allow(helpdesk), "full-control"],
    ["everything by its generic name", allow(helpdesk, { mask: 0x1000_0000 }), "full-control"],
  ])("is possible by %s", async (_, entry, edge) => {
    expect(await edgesIn({ account: { entries: [entry] }, others: withHelpdesk })).toEqual([
      `WINGTIP\\Helpdesk ${edge}`,
    ]);
  });

  it("is one finding for one entry, with what else it gives, its text, and the members of the group", async () => {
    const entry = allow(helpdesk, { mask: writeDacl | writeOwner });
    expect(await pathsIn({ account: { entries: [entry] }, others: withHelpdesk })).toEqual({
      count: 1,
      sample: [
        {
          principal: {
            sid: helpdesk,
            name: "WINGTIP\\Helpdesk",
            kind: "group",
            members: 2,
            people: { names: ["WINGTIP\\anna", "WINGTIP\\bert"], more: false },
          },
          edge: "change-permissions",
          also: ["take-ownership"],
          on: connector.distinguishedName,
          entry: {
            sddl: `(A;;WDWO;;;${helpdesk})`,
            from: connector.distinguishedName,
            made: `(A;;WDWO;;;${helpdesk})`,
          },
          decided: true,
        },
      ],
      ofSyncAccounts: [],
      emptyGroups: [],
      unseen: [],
      hidden: [],
    });
  });

  it("is possible for an owner without any entry, unless OWNER RIGHTS says otherwise", async () => {
    const owner = sidOf(1301);
    expect(await edgesIn({ account: { owner }, others: people })).toEqual(["WINGTIP\\anna ownership"]);
    const limited = [allow("S-1-3-4", { mask: readProperty })];
    expect(await edgesIn({ account: { owner, entries: limited }, others: people })).toEqual([]);
    const spelledOut = [allow("S-1-3-4", { mask: writeDacl })];
    expect(await edgesIn({ account: { owner, entries: spelledOut }, others: people })).toEqual([
      "WINGTIP\\anna change-permissions",
    ]);
  });

  it("is possible for everyone where there is no list", async () => {
    expect(await edgesIn({ account: { entries: null } })).toEqual(["Everyone full-control"]);
  });

  it.each([
    ["reading", allow(helpdesk, { mask: readProperty })],
    [
      "what only its children inherit",
      allow(helpdesk, { flags: entryFlags.containerInherit | entryFlags.inheritOnly }),
    ],
    ["SELF", allow("S-1-5-10")],
    ["CREATOR OWNER", allow("S-1-3-0")],
    ["the account itself", allow(sidOf(1101))],
    ["Domain Admins", allow(sidOf(512))],
    ["Enterprise Admins", allow(sidOf(519))],
    ["Administrators", allow("S-1-5-32-544")],
    ["Local System", allow("S-1-5-18")],
    ["Enterprise Domain Controllers", allow("S-1-5-9")],
    ["Key Admins", allow(sidOf(526))],
  ])("is not possible by %s", async (_, entry) => {
    expect(await edgesIn({ account: { entries: [entry] }, others: withHelpdesk })).toEqual([]);
  });

  it("is not possible by an entry that a deny takes back", async () => {
    const entries = [deny("S-1-1-0", { right: resetPassword }), allow(helpdesk, { right: resetPassword })];
    expect(await edgesIn({ account: { entries }, others: withHelpdesk })).toEqual([]);
  });

  it("is undecided where a condition decides", async () => {
    const conditional = { ...allow(helpdesk), kind: "allow callback" as const } as AccessControlEntry;
    const { sample } = await pathsIn({ account: { entries: [conditional] }, others: withHelpdesk });
    expect(sample).toMatchObject([{ edge: "full-control", decided: false }]);
  });

  it("says from where an entry is inherited, once", async () => {
    const handedDown = allow(helpdesk, { right: resetPassword, flags: entryFlags.containerInherit });
    const received = allow(helpdesk, {
      right: resetPassword,
      flags: entryFlags.inherited | entryFlags.containerInherit,
    });
    const { sample, count } = await pathsIn({
      account: { entries: [received] },
      unit: { entries: [received] },
      root: { entries: [handedDown] },
      others: withHelpdesk,
    });
    expect(count).toBe(1);
    expect(sample[0]).toMatchObject({ on: connector.distinguishedName, entry: { from: domainName } });
  });

  it("is possible by a container above whose permissions are handed down", async () => {
    const above = { entries: [allow(helpdesk, { mask: writeDacl })] };
    expect(await pathsIn({ unit: above, others: withHelpdesk })).toMatchObject({
      sample: [{ edge: "change-permissions", on: unit, entry: { from: unit } }],
    });
    expect(await edgesIn({ root: above, others: withHelpdesk })).toEqual(["WINGTIP\\Helpdesk change-permissions"]);
  });

  it("is not possible by a container above from which nothing is inherited", async () => {
    const above = { entries: [allow(helpdesk, { mask: writeDacl })] };
    const closed = { isProtected: true };
    expect(await edgesIn({ account: closed, unit: above, root: above, others: withHelpdesk })).toEqual([]);
    expect(await edgesIn({ unit: closed, root: above, others: withHelpdesk })).toEqual([]);
    expect(await edgesIn({ unit: { ...closed, ...above }, others: withHelpdesk })).toHaveLength(1);
  });

  it("leaves out an entry that reaches the account and its container alike", async () => {
    const entry = allow(helpdesk, { flags: entryFlags.containerInherit });
    const received = allow(helpdesk, { flags: entryFlags.containerInherit | entryFlags.inherited });
    const { sample } = await pathsIn({
      account: { entries: [received] },
      unit: { entries: [entry] },
      others: withHelpdesk,
    });
    expect(sample).toMatchObject([{ on: connector.distinguishedName, entry: { from: unit } }]);
  });

  it("names a container whose permissions cannot be read", async () => {
    expect(await pathsIn({ unit: null })).toMatchObject({ count: 0, unseen: [unit] });
  });

  it("cannot be judged when its own permissions cannot be read", async () => {
    expect((await takeoverIn({ account: null })).paths).toMatchObject({
      unobservable: { reason: expect.stringContaining("cannot read nTSecurityDescriptor") },
    });
  });
});

describe("a principal", () => {
  const entries = [allow(helpdesk)];

  it("that is no more than an empty group is named apart", async () => {
    const empty = { ...group("Account Operators", 0), sid: operators };
    expect(await pathsIn({ account: { entries: [allow(operators)] }, others: [entryOf(empty)] })).toMatchObject({
      count: 0,
      emptyGroups: ["BUILTIN\\Account Operators"],
    });
  });

  it("counts as empty when all its members are of Tier 0, through groups too", async () => {
    const admins = group("Domain Admins", 512);
    const nested = group("Nested", 1202);
    const others = [
      entryOf(group("Helpdesk", 1201), [nested]),
      entryOf(nested, [anna]),
      entryOf(admins, [anna]),
      entryOf(anna),
    ];
    expect(await pathsIn({ account: { entries }, others })).toMatchObject({
      count: 0,
      emptyGroups: ["WINGTIP\\Helpdesk"],
    });
    const withBert = [...others.slice(0, 1), entryOf(nested, [anna, bert]), ...others.slice(2), entryOf(bert)];
    expect(await pathsIn({ account: { entries }, others: withBert })).toMatchObject({ count: 1, emptyGroups: [] });
  });

  it("ends the search where groups are in each other: with nobody else in them, they are as empty as one that is", async () => {
    const other = group("Other", 1202);
    const ring = [entryOf(group("Helpdesk", 1201), [other]), entryOf(other, [group("Helpdesk", 1201)])];
    expect(await pathsIn({ account: { entries }, others: ring })).toMatchObject({
      count: 0,
      emptyGroups: ["WINGTIP\\Helpdesk"],
    });
    const inhabited = [ring[0], entryOf(other, [group("Helpdesk", 1201), bert]), entryOf(bert)] as readonly Entry[];
    expect((await pathsIn({ account: { entries }, others: inhabited })).count).toBe(1);
  });

  it("is told through a chain of groups, and counts as one with others in it where there are too many", async () => {
    const chain = (length: number) => {
      const groups = Array.from({ length }, (_, index) => group(`G${index}`, 10_000 + index));
      return [
        entryOf(group("Helpdesk", 1201), groups.slice(0, 1)),
        ...groups.map((each, index) => entryOf(each, groups.slice(index + 1, index + 2))),
      ];
    };
    expect((await pathsIn({ account: { entries }, others: chain(200) })).count).toBe(0);
    expect((await pathsIn({ account: { entries }, others: chain(1_100) })).count).toBe(1);
  });

  it.each([
    ["of nobody's domain", "S-1-5-21-1-2-3-512"],
    ["of nobody's domain, of a forest", "S-1-5-21-1-2-3-519"],
  ])("is not trusted for its last part under an identifier %s", async (_, stranger) => {
    expect(await edgesIn({ account: { entries: [allow(stranger)] } })).toHaveLength(1);
  });

  it("cannot be told from Tier 0 while the identifier of its domain is hidden, and others still count", async () => {
    const account = { entries: [allow(sidOf(512)), allow(helpdesk, { mask: writeDacl })] };
    const paths = await pathsIn({ account, others: withHelpdesk, domainSid: hidden });
    expect(paths).toMatchObject({
      count: 1,
      untold: { reason: expect.stringContaining("the security identifier of DC=wingtip,DC=test could not be read") },
    });
  });

  it("in a group of Tier 0, at any distance, is no finding", async () => {
    const admins = group("Domain Admins", 512);
    const nested = group("Nested", 1202);
    const helpers = group("Helpdesk", 1201);
    const others = [entryOf(admins, [nested]), entryOf(nested, [helpers]), entryOf(helpers, [anna]), entryOf(anna)];
    expect(await edgesIn({ account: { entries }, others })).toEqual([]);
  });

  it("whose primary group is of Tier 0 is no finding", async () => {
    const others = [entryOf({ ...anna, primaryGroupId: 512 })];
    expect(await edgesIn({ account: { entries: [allow(sidOf(1301))] }, others })).toEqual([]);
  });

  it.each(["WINGTIP\\Helpdesk", helpdesk, `CN=Helpdesk,OU=Accounts,${domainName}`])(
    "declared as Tier 0 by %s is no finding",
    async (name) => {
      const trusted = { tierZero: [name], syncAccounts: [] };
      const objects = [group("Helpdesk", 1201)];
      expect(await edgesIn({ account: { entries }, others: withHelpdesk, objects, trusted })).toEqual([]);
    },
  );

  it("that is an account of the same stack is no finding", async () => {
    const gmsa = object("agent", { rid: 1105, samAccountName: "agent$" });
    const trusted = { tierZero: [], syncAccounts: ["agent$"] };
    const account = { entries: [allow(sidOf(1105), { right: resetPassword })] };
    expect(await edgesIn({ account, others: [entryOf(gmsa)], objects: [gmsa], trusted })).toEqual([]);
    expect(await edgesIn({ account, others: [entryOf(gmsa)], objects: [gmsa] })).toHaveLength(1);
  });

  it.each([512, 1201])("is everybody's where everybody is in a group of Tier 0: %s", async (rid) => {
    const everybody = group("Domain Users", 513);
    const others = [entryOf(everybody), entryOf(group("Tier 0", rid), [everybody])];
    const trusted = { tierZero: [sidOf(1201)], syncAccounts: [] };
    const account = { entries: [allow(sidOf(513), { right: resetPassword })] };
    expect(await edgesIn({ account, others, trusted })).toEqual(["WINGTIP\\Domain Users reset-password"]);
  });

  it("declared by a name that leads nowhere trusts nobody", async () => {
    const trusted = { tierZero: ["WINGTIP\\Gone"], syncAccounts: [] };
    expect(await edgesIn({ account: { entries }, others: withHelpdesk, trusted })).toHaveLength(1);
  });

  it("that resolves to nobody is named by its identifier", async () => {
    const { sample } = await pathsIn({ account: { entries: [allow(sidOf(4711))] } });
    expect(sample).toMatchObject([{ principal: { sid: sidOf(4711), name: null, kind: "unresolved", members: null } }]);
  });

  it("among more than twenty is counted, and the strongest are kept", async () => {
    const many = Array.from({ length: 25 }, (_, index) => allow(sidOf(5000 + index), { right: resetPassword }));
    const { count, sample } = await pathsIn({ account: { entries: [...many, allow(sidOf(6000))] } });
    expect(count).toBe(26);
    expect(sample).toHaveLength(20);
    expect(sample[0]).toMatchObject({ edge: "full-control", principal: { sid: sidOf(6000) } });
    expect(sample[1]).toMatchObject({ principal: { sid: sidOf(5000) } });
  });
});
