/**
 * Entries as nobody should write them, and groups as nobody should nest them: whoever may reset the password of a sync account
 * is named, and nobody else. The domain controller itself says who may.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Attribute, Change } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlAccessRights } from "../../../catalogue/control-access-rights.ts";
import { classGuids } from "../../../catalogue/schema-objects.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import type { Directories } from "../../../directory/directories.ts";
import type {
  EntryDescription,
  ForestDescription,
  GroupDescription,
} from "../../../lab/active-directory/description.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { Enforcement } from "../../../lab/proof/enforcement.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { violationsIn } from "../../../policy/judgement/judged-rule.ts";
import { asSystem } from "../active-directory/support/ldap.ts";
import { liveDirectories, recordedDirectories } from "./northwind.ts";

const right = controlAccessRights["User-Force-Change-Password"].guid;
const change = "ab721a53-1e2f-11d0-9819-00aa0040529b";
const personalInformation = "77b5b886-944a-11d1-aebd-0000f80367c1";
const reset = `CR;${right}`;
const { user, inetOrgPerson, group: groupClass } = classGuids;

/** A variant has a person `p`, groups and a sync account of its own, which lies in a unit in a unit. */
interface Variant {
  readonly title: string;
  /** In SDDL, with `{p}` and `{a}`, `{b}`, `{c}` for the groups; in the order in which they stand. */
  readonly own?: string;
  readonly unit?: string;
  readonly above?: string;
  /** Groups by letter, and who is in them: letters, or p. */
  readonly groups?: Readonly<Record<string, Omit<GroupDescription, "name"> & { readonly members?: readonly string[] }>>;
  readonly inheritanceOff?: true;
  /** Letter of the group that is the person's primary group. */
  readonly primary?: string;
  readonly owned?: true;
  /** Instead of what an account has by its class, before what administrators have; in this order. */
  readonly whole?: string;
  readonly may: boolean;
}

const administrators = "(A;;GA;;;DA)(A;;GA;;;SY)(A;;RPLCLORC;;;AU)";
const inA = { a: { members: ["p"] } } as const;

const variants: readonly Variant[] = [
  { title: "the right by name", own: `(OA;;${reset};;{p})`, may: true },
  { title: "every extended right", own: "(A;;CR;;;{p})", may: true },
  { title: "generic all", own: "(A;;GA;;;{p})", may: true },
  { title: "the right to change it with the old one", own: `(OA;;CR;${change};;{p})`, may: false },
  { title: "a property set", own: `(OA;;WP;${personalInformation};;{p})`, may: false },
  { title: "the right, after a denial", own: `(OD;;${reset};;{p})(OA;;${reset};;{p})`, may: false },
  // An administration tool would put the denial first.
  { title: "the right, before a denial", whole: `(OA;;${reset};;{p})(OD;;${reset};;{p})`, may: true },
  { title: "every extended right, after a denial of this one", own: `(OD;;${reset};;{p})(A;;CR;;;{p})`, may: false },
  { title: "the right, after a denial of everything", own: `(D;;GA;;;{p})(OA;;${reset};;{p})`, may: false },
  {
    title: "the right, after a denial of another",
    own: `(OD;;CR;${change};;{p})(D;;WP;;;{p})(OA;;${reset};;{p})`,
    may: true,
  },
  {
    title: "the right, after a denial to a group",
    own: `(OD;;${reset};;{a})(OA;;${reset};;{p})`,
    groups: inA,
    may: false,
  },
  {
    title: "the right by one group, after a denial to a nested one",
    own: `(OD;;${reset};;{b})(OA;;${reset};;{c})`,
    groups: { a: { members: ["p"] }, b: { members: ["a"] }, c: { members: ["p"] } },
    may: false,
  },
  { title: "the right, after a denial to everyone", own: `(OD;;${reset};;WD)(OA;;${reset};;{p})`, may: false },
  { title: "the right, after a denial to anonymous", own: `(OD;;${reset};;AN)(OA;;${reset};;{p})`, may: true },
  { title: "the right, after a denial to the account itself", own: `(OD;;${reset};;PS)(OA;;${reset};;{p})`, may: true },
  { title: "an entry that is inherit-only", own: `(OA;CIIO;${reset};;{p})`, may: false },
  {
    title: "an entry on the account for another class of children",
    own: `(OA;CI;${reset};${groupClass};{p})`,
    may: true,
  },
  { title: "an entry for the owner, who is somebody else", own: `(OA;;${reset};;OW)(A;;RP;;;{p})`, may: false },
  {
    // It is made out to the owner when it is written.
    title: "an entry for the creator, who owns the account",
    own: `(OA;;${reset};;CO)(A;;RC;;;OW)`,
    owned: true,
    may: true,
  },
  { title: "an entry of the unit for users", unit: `(OA;CIIO;${reset};${user};{p})`, may: true },
  {
    title: "an entry of the unit for another class of people",
    unit: `(OA;CIIO;${reset};${inetOrgPerson};{p})`,
    may: false,
  },
  { title: "an entry of the unit for everything below", unit: `(OA;CIIO;${reset};;{p})`, may: true },
  { title: "an entry of the unit alone", unit: `(OA;;${reset};;{p})`, may: false },
  { title: "an entry of the unit for leaves, of which a user is none", unit: `(OA;OIIO;${reset};;{p})`, may: false },
  { title: "an entry of the unit for its children alone", unit: `(OA;CINPIO;${reset};;{p})`, may: true },
  { title: "an entry of the unit above for its children alone", above: `(OA;CINPIO;${reset};;{p})`, may: false },
  { title: "an entry of the unit above, for users", above: `(OA;CIIO;${reset};${user};{p})`, may: true },
  {
    title: "an entry of the unit, with inheritance off",
    unit: `(OA;CIIO;${reset};;{p})`,
    inheritanceOff: true,
    may: false,
  },
  {
    title: "an entry of the unit above, which the nearer unit denies",
    above: `(OA;CIIO;${reset};;{p})`,
    unit: `(OD;CIIO;${reset};;{p})`,
    may: false,
  },
  {
    title: "an entry of the unit, which the unit above denies",
    above: `(OD;CIIO;${reset};;{p})`,
    unit: `(OA;CIIO;${reset};;{p})`,
    may: true,
  },
  {
    title: "an entry of its own, which the unit denies",
    own: `(OA;;${reset};;{p})`,
    unit: `(OD;CIIO;${reset};;{p})`,
    may: true,
  },
  {
    title: "an entry of the unit, which its own denies",
    own: `(OD;;${reset};;{p})`,
    unit: `(OA;CIIO;${reset};;{p})`,
    may: false,
  },
  {
    title: "a group through a universal and a local one",
    own: `(OA;;${reset};;{c})`,
    groups: {
      a: { members: ["p"] },
      b: { members: ["a"], scope: "universal" },
      c: { members: ["b"], scope: "domain local" },
    },
    may: true,
  },
  {
    title: "a group in a circle of groups",
    own: `(OA;;${reset};;{c})`,
    groups: {
      a: { members: ["p", "c"], scope: "universal" },
      b: { members: ["a"], scope: "universal" },
      c: { members: ["b"], scope: "universal" },
    },
    may: true,
  },
  {
    title: "a distribution group that has the right",
    own: `(OA;;${reset};;{a})`,
    groups: { a: { members: ["p"], attributes: { groupType: "2" } } },
    may: false,
  },
  {
    title: "a distribution group on the way",
    own: `(OA;;${reset};;{b})`,
    groups: { a: { members: ["p"], attributes: { groupType: "2" } }, b: { members: ["a"] } },
    may: false,
  },
  { title: "the primary group", own: `(OA;;${reset};;{a})`, groups: inA, primary: "a", may: true },
  {
    title: "a group that the primary group is in, three levels up",
    own: `(OA;;${reset};;{c})`,
    groups: { a: { members: ["p"] }, b: { members: ["a"] }, c: { members: ["b"] } },
    primary: "a",
    may: true,
  },
  {
    title: "the right, after a denial to the primary group",
    own: `(OD;;${reset};;{a})(OA;;${reset};;{p})`,
    groups: inA,
    primary: "a",
    may: false,
  },
];

const named = variants.map((variant, index) => {
  const number = String(index).padStart(2, "0");
  const nameOf = (letter: string) => (letter === "p" ? `p${number}` : `g${number}${letter}`);
  const resolved = (sddl: string) => sddl.replace(/\{([a-z])\}/g, (_, letter: string) => `{SID of ${nameOf(letter)}}`);
  return {
    ...variant,
    number,
    nameOf,
    resolved,
    person: `p${number}`,
    account: `svc${number}`,
    place: `Sync/Above ${number}/Unit ${number}`,
  };
});

function plantedForest(): ForestDescription {
  return {
    domain: contoso().domain,
    organizationalUnits: ["People", ...named.map(({ place }) => place)],
    users: named.flatMap(({ person, account, place, owned, whole, resolved }) => [
      { name: person, ou: "People" },
      {
        name: account,
        ou: place,
        ...(owned || whole !== undefined
          ? {
              attributes: {
                nTSecurityDescriptor: {
                  sddl: `O:${owned ? `{SID of ${person}}` : "DA"}G:DAD:PAI${resolved(whole ?? "")}${administrators}`,
                },
              },
            }
          : {}),
      },
    ]),
    groups: named.flatMap(({ groups = {}, nameOf }) =>
      Object.entries(groups).map(([letter, { members = [], ...facts }]) => ({
        ...facts,
        name: nameOf(letter),
        ou: "People",
        members: members.map(nameOf),
      })),
    ),
    entries: named.flatMap(({ own, unit, above, resolved, account, place }): EntryDescription[] => [
      ...(above === undefined ? [] : [{ on: place.slice(0, place.lastIndexOf("/")), sddl: resolved(above) }]),
      ...(unit === undefined ? [] : [{ on: place, sddl: resolved(unit) }]),
      ...(own === undefined ? [] : [{ on: account, sddl: resolved(own) }]),
    ]),
    inheritanceOff: named.flatMap(({ inheritanceOff, account }) => (inheritanceOff ? [account] : [])),
  };
}

let folder: string;
let practice: PracticeDirectory;
let live: Directories;
let recorded: Directories;
let enforcement: Enforcement;

const requestFor = (name: string) =>
  ({
    subject: "connector account",
    forest: "contoso.example",
    name,
    trusted: { tierZero: [], syncAccounts: [] },
  }) as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-hostile-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  practice = await startPracticeDirectory(plantedForest(), { authority });
  await asSystem(practice, async (client) => {
    for (const { primary, person, nameOf } of named) {
      if (primary === undefined) continue;
      const rid = practice.sidOf(nameOf(primary)).split("-").at(-1) ?? "";
      const modification = new Attribute({ type: "primaryGroupID", values: [rid] });
      await client.modify(practice.dnOf(person), new Change({ operation: "replace", modification }));
    }
  });
  enforcement = new Enforcement(practice);
  live = liveDirectories(practice, join(folder, "authority.pem"));
  recorded = await recordedDirectories(
    practice,
    join(folder, "authority.pem"),
    named.map(({ account }) => requestFor(account)),
    { file: join(folder, "hostile.snapshot.json") },
  );
}, 300_000);

afterAll(async () => {
  await live?.close();
  await enforcement?.[Symbol.asyncDispose]();
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What is said of who may reset the password of an account. */
async function said(directories: Directories, account: string): Promise<readonly string[]> {
  const request = requestFor(account);
  const observed = await directories.observe(request);
  const declared = { account: "connect-sync-connector-account", phase: "after-install", features: [], signsInOn: [] };
  const inputs = JSON.parse(JSON.stringify({ ...request, ...declared, observed }));
  const resource = { type: resourceTypes["connector account"], name: "it", inputs };
  return violationsIn(judge([resource], new Date()))
    .filter(({ rule }) => rule.name === "connector-account-takeover")
    .map(({ enforcementLevel, message }) => `${enforcementLevel}: ${message}`);
}

describe("the password of a sync account", () => {
  it.each(named.map((variant) => [variant.title, variant] as const))(
    "is reset by the person who has %s, or not, as the domain controller decides",
    async (_, { person, account, may }) => {
      const target = practice.dnOf(account);
      const [allowed] = await enforcement.attempts(practice.dnOf(person), [{ do: "reset_password", dn: target }]);
      expect(allowed).toBe(may);
      const messages = await said(live, account);
      const about = messages.filter((message) => /may reset the password of|has full control of/.test(message));
      const isNamed = about.some(
        (message) =>
          (message.startsWith("mandatory") && message.includes(`CONTOSO\\${person} `)) ||
          message.includes(`CONTOSO\\${person})`),
      );
      expect(isNamed, about.join("\n")).toBe(may);
      if (!may) expect(about).toEqual([]);
      expect(await said(recorded, account)).toEqual(messages);
    },
  );
});
