import { describe, expect, it } from "vitest";
import { commandFor } from "../../../catalogue/change-commands.ts";
import type { TakeoverPath } from "../../../directory/facts/takeover.ts";
import { connectorAccountTakeover as rule } from "../../../policy/rules/connector-account-takeover.ts";
import { connectorObject, examples, noAccess } from "../examples.ts";
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

const withPaths = (sample: readonly TakeoverPath[], rest: object = {}) =>
  withTakeover({
    observed: [
      {
        target: connectorObject,
        role: "account",
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
    const { verdicts, levels } = judged(rule, "connector account", withPaths([], { untold }));
    expect([verdicts, levels]).toEqual([["unobservable"], ["mandatory"]]);
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
    const { verdicts, messages } = judged(rule, "connector account", withPaths([resets], { count: 23 }));
    expect(verdicts).toEqual(["unmet", "unmet"]);
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
    const sample = Array.from({ length: 20 }, (_, index) => ({
      ...resets,
      principal: { sid: `S-1-5-21-1-2-3-${2000 + index}`, name: `FABRIKAM\\u${index}`, kind: "user", members: null },
      edge: "membership",
      entry: null,
    })) as readonly TakeoverPath[];
    const { messages, levels } = judged(rule, "connector account", withPaths(sample, { count: 3001 }));
    expect(levels).toEqual(Array.from({ length: 21 }, () => "advisory"));
    expect(messages[3]).toContain("can be taken over: FABRIKAM\\u3 ");
    expect(messages[3]).toContain("Use a group that holds nobody but the accounts and servers that need it");
    expect(messages[20]).toContain("can be taken over in 2981 more ways");
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
