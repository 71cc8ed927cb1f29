/**
 * A group nested in one that an account rests on is not removed from it, as whoever is needed may be in there: a remedy takes
 * out those alone who do not belong. Each is carried out on the forest for which it was made, and the same checks look again.
 */
import { describe, expect, it } from "vitest";
import type { Change } from "../../catalogue/directory-change.ts";
import { resourceTypes } from "../../contract/resources.ts";
import { observeThrough } from "../../directory/directories.ts";
import type { Entry } from "../../directory/entries.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import type { DirectoryObject } from "../../directory/source.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource, Rule } from "../../policy/judgement/rule.ts";
import { connectorAccountTakeover } from "../../policy/rules/connector-account-takeover.ts";
import { gmsaNoOtherRetrievers } from "../../policy/rules/gmsa-no-other-retrievers.ts";
import { gmsaServersMayRetrievePassword } from "../../policy/rules/gmsa-servers-may-retrieve-password.ts";
import { gmsaTakeover } from "../../policy/rules/gmsa-takeover.ts";
import {
  computer,
  domainName,
  domainSid,
  entryOf,
  gmsaClass,
  group,
  type MemoryForest,
  memoryForest,
  object,
} from "../directory/memory-forest.ts";
import { takeoverSchema } from "../directory/takeover-schema.ts";
import { carriedOut } from "./carry-out.ts";
import { clock, type Declared, grantedIn, requestFor, resourceFor } from "./checks.ts";
import { accountOf, groupNames, plantedForest, scopeNames } from "./memory.ts";
import { root, units } from "./model.ts";
import { recordedForest } from "./recorded-forest.ts";

/** Whoever is in groups here. */
const principals = {
  AGENT01: computer("AGENT01", 1301),
  AGENT02: computer("AGENT02", 1302),
  SPARE: computer("SPARE", 1303),
  trainee: object("trainee", { rid: 1304 }),
  Agents: group("Agents", 1401),
  Berlin: group("Berlin", 1402),
  Mitte: group("Mitte", 1403),
  Strangers: group("Strangers", 1404),
};
type Name = keyof typeof principals;
type Groups = Readonly<Partial<Record<Name, readonly Name[]>>>;

function memberships(groups: Groups): Readonly<Record<string, readonly string[]>> {
  const pairs = Object.entries(groups).flatMap(([name, members]) =>
    members.map((member) => ({ group: principals[name as Name].sid ?? "", member: principals[member].sid ?? "" })),
  );
  const byMember = Map.groupBy(pairs, ({ member }) => member);
  return Object.fromEntries([...byMember].map(([member, all]) => [member, all.map((pair) => pair.group)]));
}

/** What the forests have besides whoever is in groups. */
const surroundings: readonly Entry[] = [
  ...takeoverSchema,
  { distinguishedName: domainName, attributes: { objectClass: ["domainDNS"] } },
  { distinguishedName: `OU=Accounts,${domainName}`, attributes: { objectClass: ["organizationalUnit"] } },
];

const agents = ["AGENT01", "AGENT02"];
const rules: readonly Rule[] = [gmsaServersMayRetrievePassword, gmsaTakeover, gmsaNoOtherRetrievers];

const may = (name: Name) => `(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${principals[name].sid})`;
const mayNot = (name: Name) => `(D;;RP;;;${principals[name].sid})`;

function forestOfAgents({ list, groups }: { readonly list: string; readonly groups: Groups }): MemoryForest {
  const account = object("agent", {
    rid: 1500,
    objectClass: gmsaClass,
    samAccountName: "agent$",
    groupManagedServiceAccountMembership: encodeSecurityDescriptor(parseSddl(`O:BAD:${list}`, {})),
  });
  const membersOf = (name: string) => (groups[name as Name] ?? []).map((member) => principals[member]);
  return {
    objects: [account, ...Object.values(principals)],
    memberOf: memberships(groups),
    entries: [
      ...surroundings,
      entryOf(account),
      ...Object.entries(principals).map(([name, each]) => entryOf(each, membersOf(name))),
    ],
    session: ["S-1-1-0", "S-1-5-11", `${domainSid}-512`],
  };
}

const trusted = { tierZero: [], syncAccounts: [] };
const shared = { forest: "wingtip.test", name: "agent$", servers: agents, domains: ["wingtip.test"], trusted };
const request = { subject: "group managed service account", ...shared } as const;

async function observedAgents(forest: MemoryForest, from = memoryForest(forest)): Promise<DeclaredResource> {
  return {
    type: resourceTypes["group managed service account"],
    name: "agent",
    inputs: {
      ...shared,
      account: "cloud-sync-service-account",
      phase: "after-install",
      features: ["password-hash-sync"],
      observed: await observeThrough(from, request),
    },
  };
}

/** Declared servers that may retrieve the password. */
function retrieversIn({ inputs }: DeclaredResource): readonly string[] {
  const { details } = inputs.observed as {
    details: { servers: readonly { server: string; mayRetrieve: { observed?: { granted: boolean } } }[] };
  };
  return details.servers.flatMap(({ server, mayRetrieve }) => (mayRetrieve.observed?.granted === true ? [server] : []));
}

const violationsOf = (resource: DeclaredResource, judged = rules) => violationsIn(judge([resource], clock, judged));
type Violation = ReturnType<typeof violationsOf>[number];
const changesOf = (violations: readonly Violation[]): readonly Change[] =>
  violations.flatMap(({ verdict }) => verdict.remedy?.changes ?? []);

const cases: readonly {
  readonly title: string;
  readonly list: string;
  readonly groups: Groups;
  /** Rules, and whom their findings are about. */
  readonly told: readonly string[];
}[] = [
  {
    title: "a declared agent alone",
    list: may("Agents"),
    groups: { Agents: ["AGENT02", "Berlin"], Berlin: ["AGENT01"] },
    told: [],
  },
  {
    title: "a declared agent and a person",
    list: may("Agents"),
    groups: { Agents: ["AGENT02", "Berlin"], Berlin: ["AGENT01", "trainee"] },
    told: ["gmsa-takeover WINGTIP\\Berlin"],
  },
  {
    title: "a declared agent and another computer",
    list: may("Agents"),
    groups: { Agents: ["AGENT02", "Berlin"], Berlin: ["AGENT01", "SPARE"] },
    told: ["gmsa-takeover WINGTIP\\Berlin"],
  },
  {
    title: "another group with a declared agent, and a person at every level",
    list: may("Agents"),
    groups: { Agents: ["AGENT02", "Berlin", "trainee"], Berlin: ["Mitte", "trainee"], Mitte: ["AGENT01", "trainee"] },
    told: ["gmsa-takeover WINGTIP\\Agents", "gmsa-takeover WINGTIP\\Berlin", "gmsa-takeover WINGTIP\\Mitte"],
  },
  {
    title: "nobody but a person",
    list: may("Agents"),
    groups: { Agents: ["AGENT01", "AGENT02", "Strangers"], Strangers: ["trainee"] },
    told: ["gmsa-takeover WINGTIP\\Strangers"],
  },
  {
    title: "a declared agent to which an entry denies it",
    list: `${mayNot("Berlin")}${mayNot("trainee")}${may("Agents")}`,
    groups: { Agents: ["AGENT02", "Berlin", "trainee"], Berlin: ["AGENT01"] },
    told: ["gmsa-servers-may-retrieve-password WINGTIP\\AGENT01$"],
  },
  {
    title: "a declared agent, beside a person in the list itself",
    list: `${may("Agents")}${may("trainee")}`,
    groups: { Agents: ["AGENT02", "Berlin"], Berlin: ["AGENT01"] },
    told: ["gmsa-takeover WINGTIP\\agent$"],
  },
];

describe("after a remedy for a gMSA whose agents are in a group with a nested one that holds", () => {
  it.each(cases)("$title, every declared agent retrieves the password as before", async ({ told, ...planted }) => {
    const forest = forestOfAgents(planted);
    const before = await observedAgents(forest);
    const violations = violationsOf(before);
    expect(violations.map(({ rule, verdict }) => `${rule.name} ${verdict.subject}`).toSorted()).toEqual(told);
    for (const violation of violations) {
      const after = await observedAgents(carriedOut(forest, changesOf([violation])));
      const has = retrieversIn(after);
      expect(
        retrieversIn(before).filter((server) => !has.includes(server)),
        `${violation.verdict.remedy}`,
      ).toEqual([]);
      expect(violationsOf(after).map(({ id }) => id)).not.toContain(violation.id);
    }
    const after = await observedAgents(carriedOut(forest, changesOf(violations)));
    expect(retrieversIn(after)).toEqual(agents);
    expect(violationsOf(after).map(({ message }) => message)).toEqual([]);
  });

  it.each(cases)("$title, where a snapshot gives the same remedies", async ({ told, ...planted }) => {
    const forest = forestOfAgents(planted);
    const snapshot = await recordedForest(memoryForest(forest), [request], clock);
    const [live, recorded] = [await observedAgents(forest), await observedAgents(forest, snapshot)].map((resource) =>
      violationsOf(resource).map(({ id, verdict: { remedy } }) => ({
        id,
        text: String(remedy),
        changes: remedy?.changes,
      })),
    );
    expect(live).toHaveLength(told.length);
    expect(recorded).toEqual(live);
  });

  it("an agent, that agent would be cut off without the nested group", async () => {
    const groups: Groups = { Agents: ["AGENT02", "Berlin"], Berlin: ["AGENT01"] };
    const { Agents, Berlin } = principals;
    const forest = carriedOut(forestOfAgents({ list: may("Agents"), groups }), [
      { change: "remove member", group: Agents.distinguishedName, member: Berlin.distinguishedName },
    ]);
    expect(retrieversIn(await observedAgents(forest))).toEqual(["AGENT02"]);
  });
});

describe("after a remedy for a connector account that holds its rights through nested groups", () => {
  const account = accountOf("connect-sync");
  const declared: Declared = {
    tool: "connect-sync",
    forest: "wingtip.test",
    name: account.distinguishedName,
    organizationalUnits: scopeNames([units.staff]),
    features: ["password-hash-sync"],
  };
  const { trainee } = principals;

  /** @param others who is in the inner group beside the account */
  function forestWith(others: readonly DirectoryObject[]): MemoryForest {
    const replicating = ["DS-Replication-Get-Changes", "DS-Replication-Get-Changes-All"] as const;
    const planted = plantedForest(
      "connect-sync",
      replicating.map((objectType) => ({
        on: [root],
        kind: "allow",
        rights: "CR",
        objectType,
        reach: "this object",
        to: "outer group",
      })),
    );
    const named = (name: string) => (planted.objects ?? []).filter(({ samAccountName }) => samAccountName === name);
    const inner = named(groupNames["inner group"]);
    return {
      ...planted,
      objects: [...(planted.objects ?? []), trainee],
      memberOf: {
        ...planted.memberOf,
        ...Object.fromEntries(others.map(({ sid }) => [sid, inner.map((each) => each.sid ?? "")])),
      },
      entries: [
        ...surroundings,
        entryOf(account),
        entryOf(trainee),
        ...inner.map((each) => entryOf(each, [account, ...others])),
        ...named(groupNames["outer group"]).map((each) => entryOf(each, inner)),
      ],
    };
  }

  const observedIn = async (forest: MemoryForest) =>
    resourceFor(declared, await observeThrough(memoryForest(forest), requestFor(declared)));

  const takeoversIn = (resource: DeclaredResource) =>
    violationsOf(resource, [connectorAccountTakeover]).map(({ message }) => message);

  it("nothing is to do where it is alone in them", async () => {
    expect(takeoversIn(await observedIn(forestWith([])))).toEqual([]);
  });

  it("a person has left the inner one, and it may do what it could do", async () => {
    const forest = forestWith([trainee]);
    const before = await observedIn(forest);
    const violations = violationsOf(before, [connectorAccountTakeover]);
    expect(violations.map(({ verdict }) => verdict.subject)).toEqual(["WINGTIP\\Inner"]);
    const after = await observedIn(carriedOut(forest, changesOf(violations)));
    expect(takeoversIn(after)).toEqual([]);
    expect(grantedIn(before)).not.toEqual([]);
    expect(grantedIn(after)).toEqual(grantedIn(before));
  });
});
