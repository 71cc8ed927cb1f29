import { describe, expect, it } from "vitest";
import { commandFor } from "../../../catalogue/change-commands.ts";
import type { Takeover, TakeoverPath } from "../../../directory/facts/takeover.ts";
import { judgeResource } from "../../../policy/judgement/judge-resource.ts";
import { connectorAccountTakeover as rule } from "../../../policy/rules/connector-account-takeover.ts";
import { connectorObject, examples, noAccess, resource, today } from "../examples.ts";
import { judged, unknownObject } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withAdSyncConfig } from "../modules.ts";

const helpdesk = { sid: "S-1-5-21-1-2-3-1201", name: "FABRIKAM\\Helpdesk", kind: "group", members: 3 } as const;
const services = "OU=Services,DC=fabrikam,DC=example";

const resets: TakeoverPath = {
  principal: helpdesk,
  edge: "reset-password",
  also: [],
  on: connectorObject.distinguishedName,
  entry: { sddl: "(OA;CIID;CR;…;…;S-1-5-21-1-2-3-1201)", from: services, made: "(OA;CIIO;CR;…;…;S-1-5-21-1-2-3-1201)" },
  decided: true,
};

const withTakeover = (takeover: unknown, features = ["password-hash-sync"]) => {
  const inputs = examples["connector account"]();
  return {
    ...inputs,
    features,
    observed: { ...inputs.observed, details: { ...inputs.observed.details, takeover } },
  };
};

const withPaths = (sample: readonly TakeoverPath[], rest: object = {}, of: Partial<Takeover> = {}) =>
  withTakeover({
    observed: [
      {
        target: connectorObject,
        role: "account",
        ...of,
        paths: {
          observed: {
            count: sample.length,
            sample,
            emptyGroups: [],
            ofSyncAccounts: [],
            unseen: [],
            hidden: [],
            ...rest,
          },
        },
      },
    ],
  });

const manyOf = (count: number, edge: TakeoverPath["edge"]): readonly TakeoverPath[] =>
  Array.from({ length: count }, (_, index) => ({
    ...resets,
    principal: { sid: `S-1-5-21-1-2-3-${2000 + index}`, name: `FABRIKAM\\u${index}`, kind: "user", members: null },
    edge,
    entry: null,
  }));

const verdictsOf = (inputs: object) => judgeResource(rule, resource("connector account", inputs), { now: today });

describe("connector-account-takeover", () => {
  it("accepts an account that only Tier 0 controls, and says what that rests on", () => {
    expect(judged(rule, "connector account", examples["connector account"]())).toMatchObject({
      verdicts: ["met"],
      facts: [
        "FABRIKAM\\svc-sync has no takeover path from outside Tier 0, among the checked edges that FABRIKAM\\reader sees on dc1.fabrikam.example",
      ],
    });
  });

  it("accepts a group that nobody is in, and names it", () => {
    const { verdicts, facts } = judged(
      rule,
      "connector account",
      withPaths([], { emptyGroups: ["BUILTIN\\Account Operators"] }),
    );
    expect(verdicts).toEqual(["met"]);
    expect(facts[0]).toContain("; BUILTIN\\Account Operators could, but no one outside Tier 0 is a member");
  });

  it("tells the way, the entry, where it stands, and how to close it", () => {
    expect(judged(rule, "connector account", withPaths([resets]))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\svc-sync can be taken over: FABRIKAM\\Helpdesk (3 members) → may reset the password of → FABRIKAM\\svc-sync, " +
          `through the ACE (OA;CIID;CR;…;…;S-1-5-21-1-2-3-1201) inherited from ${services}; anyone who takes over the account can read every password hash of the domain.\n` +
          "If FABRIKAM\\Helpdesk belongs to Tier 0, name it under tierZero of the forest in hybrid-sync:forests. Otherwise remove the right with: " +
          `${withAdSyncConfig}Set-ADSyncRestrictedPermissions -ADConnectorAccountDN "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" -Credential (Get-Credential) ; or ` +
          String(commandFor({ change: "remove entry", on: services, entry: "(OA;CIIO;CR;…;…;S-1-5-21-1-2-3-1201)" })),
      ],
    });
  });

  it("says what the account gives away without password hash synchronization", () => {
    const { observed } = withPaths([resets]);
    const inputs = { ...examples["connector account"](), features: ["password-writeback"], observed };
    const [message] = judged(rule, "connector account", inputs).messages;
    expect(message).toContain("; anyone who takes over the account holds all its rights.");
  });

  it("tells the way over a container whose permissions are inherited", () => {
    const path: TakeoverPath = {
      ...resets,
      edge: "change-permissions",
      also: ["take-ownership"],
      on: services,
      entry: { sddl: "(A;;WDWO;;;S-1-5-21-1-2-3-1201)", from: services },
    };
    const [message] = judged(rule, "connector account", withPaths([path])).messages;
    expect(message).toContain(
      `FABRIKAM\\Helpdesk (3 members) → may change the permissions of → ${services} → whose permissions are inherited by → FABRIKAM\\svc-sync ` +
        "(and may take ownership of it), through the ACE (Modify permissions and Modify owner);",
    );
  });

  it("gives the object of an owner outside Tier 0 to Domain Admins", () => {
    const anna = { sid: "S-1-5-21-1-2-3-1301", name: "FABRIKAM\\anna", kind: "user", members: null } as const;
    const [message] = judged(
      rule,
      "connector account",
      withPaths([{ ...resets, principal: anna, edge: "ownership", entry: null }]),
    ).messages;
    expect(message).toContain("FABRIKAM\\anna → owns → FABRIKAM\\svc-sync; anyone who");
    expect(message).toContain(
      String(commandFor({ change: "set owner", on: connectorObject.distinguishedName, owner: "S-1-5-21-1-2-3-512" })),
    );
  });

  it("says that an inherited entry has no visible origin", () => {
    const [message] = judged(
      rule,
      "connector account",
      withPaths([{ ...resets, entry: { sddl: "(A;ID;GA;;;X)", from: null } }]),
    ).messages;
    expect(message).toContain(", through the inherited ACE (full control);");
    expect(message).not.toContain("dsacls");
  });

  it.each([
    [
      "an identifier that resolves to nobody",
      { sid: "S-1-5-21-1-2-3-4711", name: null, kind: "unresolved", members: null },
    ],
    [
      "another sync server's own account",
      {
        sid: "S-1-5-21-1-2-3-1400",
        name: "FABRIKAM\\MSOL_0123456789ab",
        kind: "user",
        members: null,
        replicates: true,
      },
    ],
  ] as const)("only advises about %s", (_, principal) => {
    expect(judged(rule, "connector account", withPaths([{ ...resets, principal }]))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["advisory"],
    });
  });

  it("takes nobody for another sync server's account by its name alone", () => {
    const principal = { ...resets.principal, name: "FABRIKAM\\MSOL_0123456789ab", kind: "user" } as const;
    expect(judged(rule, "connector account", withPaths([{ ...resets, principal }])).levels).toEqual(["mandatory"]);
  });

  it("cannot verify whom it cannot tell from Tier 0", () => {
    const untold = { reason: "the identifier is hidden", remedy: "Grant it" };
    const { verdicts, levels, messages } = judged(rule, "connector account", withPaths([], { untold }));
    expect([verdicts, levels]).toEqual([["unobservable"], ["mandatory"]]);
    expect(messages[0]).toContain("the identifier is hidden.\nGrant it");
  });

  it("leaves open what a condition decides", () => {
    const { verdicts, levels, messages } = judged(
      rule,
      "connector account",
      withPaths([{ ...resets, decided: false }]),
    );
    expect([verdicts, levels]).toEqual([["undecided"], ["advisory"]]);
    expect(messages[0]).toContain("a conditional ACE decides");
  });

  it("counts the ways that are not named", () => {
    const { verdicts, messages, levels } = judged(rule, "connector account", withPaths([resets], { count: 23 }));
    expect([verdicts, levels]).toEqual([
      ["unmet", "unmet"],
      ["mandatory", "mandatory"],
    ]);
    expect(messages[1]).toContain("can be taken over in 22 more ways that FABRIKAM\\reader sees on dc1");
  });

  it("never calls an account safe when a container above it could not be read", () => {
    const { verdicts, messages } = judged(rule, "connector account", withPaths([], { unseen: [services] }));
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain(`the permissions of ${services} could not be read`);
  });

  it("cannot verify ways that may be there unseen, whatever is seen", () => {
    const hidden = [{ reason: "the reader cannot read member of CN=Helpdesk", remedy: "Grant it" }];
    const { verdicts, levels } = judged(rule, "connector account", withPaths([], { hidden }));
    expect([verdicts, levels]).toEqual([["unobservable"], ["mandatory"]]);
  });

  it("cannot verify what could not be read, as a whole or of one object", () => {
    expect(judged(rule, "connector account", withTakeover(noAccess)).verdicts).toEqual(["unobservable"]);
    const one = withTakeover({ observed: [{ target: connectorObject, role: "account", paths: noAccess }] });
    expect(judged(rule, "connector account", one).verdicts).toEqual(["unobservable"]);
  });

  it("leaves everything open when the ways are not known yet", () => {
    expect(judged(rule, "connector account", withTakeover(unknownObject)).verdicts).toEqual(["not yet known"]);
  });

  it("makes a finding of every member of a group, with one remedy where they are many", () => {
    const many = withPaths(manyOf(20, "membership"), { count: 3001 });
    const { messages, levels } = judged(rule, "connector account", many);
    expect(levels).toEqual(Array.from({ length: 21 }, () => "advisory"));
    expect(messages[3]).toContain("can be taken over: FABRIKAM\\u3 ");
    expect(messages[3]).toContain("Use a group that holds nobody but the accounts and servers that need it");
    expect(messages[20]).toContain("can be taken over in 2981 more ways");
    expect(verdictsOf(many)[0]).toMatchObject({ evidence: "has 3001 members outside Tier 0" });
  });

  it("blocks for members that are not listed where one that is listed blocks", () => {
    const members = [...manyOf(6, "membership"), ...manyOf(1, "retrieval")];
    const { levels } = judged(rule, "connector account", withPaths(members, { count: 9 }));
    expect(levels).toEqual([...Array.from({ length: 6 }, () => "advisory"), "mandatory", "mandatory"]);
  });

  it("gives up to five members a remedy each", () => {
    const remedies = (count: number) =>
      judged(rule, "connector account", withPaths(manyOf(count, "membership"))).messages.filter((message) =>
        message.includes("Use a group that holds nobody but"),
      );
    expect(remedies(5)).toHaveLength(0);
    expect(remedies(6)).toHaveLength(6);
  });

  it("only advises about a group whose members read passwords of computers, and tells what it is in", () => {
    const nested = withPaths(
      [resets],
      {},
      { role: "group that reads", leadsTo: ["FABRIKAM\\Inner", "FABRIKAM\\Outer"] },
    );
    const { levels, facts } = judged(rule, "connector account", nested);
    expect(levels).toEqual(["advisory"]);
    expect(facts[0]).toContain("→ FABRIKAM\\svc-sync (which is in FABRIKAM\\Inner → FABRIKAM\\Outer), through");
  });

  it("shows the way as nodes, and the steps between them", () => {
    const principal = { ...helpdesk, people: { names: ["FABRIKAM\\anna"], more: true } };
    const path: TakeoverPath = {
      ...resets,
      principal,
      edge: "change-permissions",
      also: ["take-ownership"],
      on: services,
      decided: false,
    };
    const leadsTo = ["FABRIKAM\\Outer"];
    const wayOf = (found: TakeoverPath, of: Partial<Takeover> = {}) => verdictsOf(withPaths([found], {}, of))[0]?.way;
    expect(wayOf(path, { leadsTo })).toEqual({
      nodes: [
        { name: "FABRIKAM\\anna and others", kind: "members" },
        { name: "FABRIKAM\\Helpdesk", kind: "group" },
        { name: services, kind: "container" },
        { name: "FABRIKAM\\svc-sync", kind: "user" },
        { name: "FABRIKAM\\Outer", kind: "group" },
      ],
      steps: [
        { words: "in", certain: true },
        { words: "may change the permissions of and may take ownership of", certain: false },
        { words: "its permissions are inherited by", certain: true },
        { words: "is in", certain: true },
      ],
    });
    expect(wayOf(resets)?.steps).toEqual([{ words: "may reset the password of", certain: true }]);
    expect(wayOf({ ...resets, edge: "link-policies", on: services })?.steps[1]?.words).toBe("its policies apply to");
  });

  describe("of another account of the stack", () => {
    const other = { sid: "S-1-5-21-1-2-3-1300", name: "FABRIKAM\\svc-other", kind: "user", members: null } as const;
    const byOther: TakeoverPath = { ...resets, principal: other };
    const writeback = {
      account: "FABRIKAM\\svc-other",
      tool: "connect-sync",
      features: ["password-writeback"],
    } as const;

    const judgedWith = (paths: readonly TakeoverPath[], needs: readonly object[]) =>
      judged(rule, "connector account", {
        ...withPaths([], { ofSyncAccounts: paths.map((path) => ({ account: writeback.account, path })) }),
        trusted: { tierZero: [], syncAccounts: [], needs },
      });

    it("is no way where a feature needs it", () => {
      expect(judgedWith([byOther], [writeback]).verdicts).toEqual(["met"]);
    });

    it("is told beside the ways of others, and nothing is met", () => {
      const both = withPaths([resets], { ofSyncAccounts: [{ account: writeback.account, path: byOther }] });
      expect(judged(rule, "connector account", both).verdicts).toEqual(["unmet", "unmet"]);
    });

    it.each<readonly [string, TakeoverPath, readonly object[]]>([
      ["which no account declares", byOther, []],
      ["which another account needs", byOther, [{ ...writeback, account: "FABRIKAM\\svc-third" }]],
      ["which no feature needs", byOther, [{ ...writeback, features: ["password-hash-sync"] }]],
      ["over a container above it", { ...byOther, on: services }, [writeback]],
      ["which gives more than the feature needs", { ...byOther, also: ["ownership"] }, [writeback]],
    ])("is one %s", (_what, path, needs) => {
      const { verdicts, messages, levels } = judgedWith([path], needs);
      expect([verdicts, levels]).toEqual([["unmet"], ["mandatory"]]);
      expect(messages[0]).toContain(
        "can be taken over by an account of this stack, whose features do not need it: FABRIKAM\\svc-other → may reset the password of → ",
      );
      expect(messages[0]).toContain("anyone who takes over FABRIKAM\\svc-other takes over FABRIKAM\\svc-sync as well");
    });

    it("is told once for each account, by the first of its ways that is not needed", () => {
      const third = { ...byOther, principal: { ...other, sid: "S-1-5-21-1-2-3-1301", name: "FABRIKAM\\svc-third" } };
      const owns: TakeoverPath = { ...byOther, edge: "ownership", entry: null };
      const { messages } = judgedWith([byOther, owns, { ...byOther, on: services }, third], [writeback]);
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain("FABRIKAM\\svc-other → ");
      expect(judgedWith([byOther, owns, third], []).messages).toHaveLength(2);
    });

    it("is left open where a condition decides", () => {
      expect(judgedWith([{ ...byOther, decided: false }], []).verdicts).toEqual(["undecided"]);
    });
  });

  itNeedsAnObservation(rule, "connector account");
});
