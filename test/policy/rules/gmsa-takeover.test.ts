import { describe, expect, it } from "vitest";
import type { TakeoverPath } from "../../../directory/facts/takeover.ts";
import { gmsaTakeover as rule } from "../../../policy/rules/gmsa-takeover.ts";
import { examples, gmsaObject, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const agents = {
  name: "FABRIKAM\\Agents",
  distinguishedName: "CN=Agents,DC=fabrikam,DC=example",
  sid: "S-1-5-21-1-2-3-1601",
  objectClass: "group",
};
const anna = { sid: "S-1-5-21-1-2-3-1301", name: "FABRIKAM\\anna", kind: "user", members: null } as const;

const withTakeover = (takeover: unknown) => {
  const inputs = examples["group managed service account"]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, takeover } } };
};

const withPath = (path: Partial<TakeoverPath>, target: object = gmsaObject, role = "account") => {
  const sample = [{ principal: anna, edge: "ownership", also: [], on: "", entry: null, decided: true, ...path }];
  const paths = { observed: { count: 1, sample, emptyGroups: [], ofSyncAccounts: [], unseen: [], hidden: [] } };
  return withTakeover({ observed: [{ target, role, paths }] });
};

describe("gmsa-takeover", () => {
  it("accepts a gMSA that only Tier 0 controls", () => {
    expect(judged(rule, "group managed service account", examples["group managed service account"]()).verdicts).toEqual(
      ["met"],
    );
  });

  it("tells who may choose the retrievers, and how to lock the gMSA down", () => {
    const inputs = withPath({
      edge: "choose-retrievers",
      on: gmsaObject.distinguishedName,
      entry: { sddl: "(OA;;WP;…;;X)", from: gmsaObject.distinguishedName, made: "(OA;;WP;…;;X)" },
    });
    const { levels, messages } = judged(rule, "group managed service account", inputs);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\anna → may choose who retrieves the password of → FABRIKAM\\agent$, through the ACE (OA;;WP;…;;X); anyone who takes over the gMSA can read every password hash of the domain.",
    );
    expect(messages[0]).toContain(
      "Set-AADCloudSyncRestrictedPermissions -Credential (Get-Credential) ; or $acl = (Get-ADObject",
    );
  });

  it.each([
    ["retrieval", "mandatory"],
    ["membership", "advisory"],
  ] as const)("takes a member with the way %s out of the group", (edge, level) => {
    const inputs = withPath({ edge, on: agents.distinguishedName }, agents, "group of retrievers");
    const { levels, messages } = judged(rule, "group managed service account", inputs);
    expect(levels).toEqual([level]);
    expect(messages[0]).toContain("; anyone who is in the group can read every password hash of the domain.");
    expect(messages[0]).toContain(
      'Remove-ADGroupMember -Identity "CN=Agents,DC=fabrikam,DC=example" -Members "S-1-5-21-1-2-3-1301" -Server "fabrikam.example"',
    );
  });

  it("never proposes to lock a group down", () => {
    const entry = { sddl: "(OA;;WP;…;;X)", from: agents.distinguishedName, made: "(OA;;WP;…;;X)" };
    const inputs = withPath(
      { edge: "change-members", on: agents.distinguishedName, entry },
      agents,
      "group of retrievers",
    );
    const [message] = judged(rule, "group managed service account", inputs).messages;
    expect(message).toContain('Otherwise remove the right with: $acl = (Get-ADObject -Identity "CN=Agents');
  });

  it("cannot verify what could not be read", () => {
    expect(judged(rule, "group managed service account", withTakeover(noAccess)).verdicts).toEqual(["unobservable"]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});
