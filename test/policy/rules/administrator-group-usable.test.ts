import { describe, expect, it } from "vitest";
import { administratorGroupUsable as rule } from "../../../policy/rules/administrator-group-usable.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

function found(observed: object): object {
  const inputs = examples["administrator group"]();
  return { ...inputs, observed: { ...inputs.observed, ...observed } };
}

describe("administrator-group-usable", () => {
  it("accepts a group that can be assigned to roles, and one that is created", () => {
    expect(judged(rule, "administrator group", examples["administrator group"]()).verdicts).toEqual(["met"]);
    const created = found({ found: null, nameTaken: { observed: false } });
    expect(judged(rule, "administrator group", created).verdicts).toEqual(["not applicable"]);
  });

  it("names a group that is not there, and one whose name others have too", () => {
    const none = found({ found: { observed: { count: 0, group: null } } });
    expect(judged(rule, "administrator group", none)).toMatchObject({
      levels: ["mandatory"],
      facts: ['The group "Sync operators" was not found in the tenant'],
    });
    const several = found({ found: { observed: { count: 2, group: null } } });
    expect(judged(rule, "administrator group", several).messages).toEqual([
      'The group "Sync operators" shares its name with 1 other; it is not clear which one is meant.\n' +
        "Name it by its object ID: pulumi config set --path " +
        "hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator.throughGroup.adopt ID",
    ]);
  });

  it("names a group that can never be assigned to roles", () => {
    const group = { objectId: "group", displayName: "Sync operators", assignableToRole: false };
    const { levels, facts } = judged(rule, "administrator group", found({ found: { observed: { count: 1, group } } }));
    expect(levels).toEqual(["mandatory"]);
    expect(facts[0]).toContain("was not created as a role-assignable group, which cannot be changed later");
  });

  it.each(["found", "heldBefore", "memberBefore"])("cannot verify where %s may not be read", (fact) => {
    expect(judged(rule, "administrator group", found({ [fact]: noAccess })).verdicts).toEqual(["unobservable"]);
  });
});
