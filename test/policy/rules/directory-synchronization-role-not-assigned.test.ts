import { describe, expect, it } from "vitest";
import { judgeResource } from "../../../policy/judgement/judge-resource.ts";
import { violationOf } from "../../../policy/judgement/violation.ts";
import { directorySynchronizationRoleNotAssigned as rule } from "../../../policy/rules/directory-synchronization-role-not-assigned.ts";
import { today } from "../examples.ts";
import { unknownText } from "../judged.ts";

const accounts = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const onPremises = "a92aed5d-d78a-4d16-b381-09adb37eb3b0";
const hybridIdentityAdministrator = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";

const assignment = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment";
const eligibility = "azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest";
const role = "azuread:index/directoryRole:DirectoryRole";
const member = "azuread:index/directoryRoleMember:DirectoryRoleMember";

const judged = (type: string, inputs: Record<string, unknown>) =>
  judgeResource(rule, { type, name: "role", inputs }, { now: today });

describe("directory-synchronization-role-not-assigned", () => {
  it("accepts another role", () => {
    const [verdict] = judged(assignment, { roleId: hybridIdentityAdministrator, principalObjectId: "3b6f" });
    expect(verdict?.verdict).toBe("met");
  });

  it.each([
    ["an assignment", assignment, { roleId: accounts, principalObjectId: "3b6f" }],
    [
      "an assignment to someone who is still being created",
      assignment,
      { roleId: accounts, principalObjectId: unknownText },
    ],
    ["an assignment of the second role", assignment, { roleId: onPremises.toUpperCase(), principalObjectId: "3b6f" }],
    ["an eligibility request", eligibility, { roleDefinitionId: accounts, principalId: "3b6f", justification: "sync" }],
    ["the activation of the role by template", role, { templateId: accounts }],
    ["the activation of the role by title", role, { displayName: "Directory Synchronization Accounts" }],
    ["a membership", member, { roleObjectId: onPremises, memberObjectId: "3b6f" }],
    [
      "a resource that does not exist today",
      "azuread:index/directoryRolePolicy:DirectoryRolePolicy",
      { roleKey: accounts },
    ],
  ])("refuses %s", (_, type, inputs) => {
    expect(judged(type, inputs).map(({ verdict }) => verdict)).toEqual(["unmet"]);
  });

  it("says which role, where, why, and what to do", () => {
    const [verdict] = judged(assignment, { roleId: accounts, principalObjectId: unknownText });
    expect(verdict && violationOf(rule, verdict)?.message).toBe(
      'The directory role "Directory Synchronization Accounts" (d29b2b05-8046-44ba-8758-1e26182fcf32) is named by the property roleId; ' +
        "the role may write every synchronized identity of the tenant, bypasses security defaults, and is only for the accounts that the service creates.\n" +
        "Remove this resource; the installer assigns the role where it is needed.",
    );
  });

  it("is judged in the update when the role itself is not known yet", () => {
    expect(judged(assignment, { roleId: unknownText, principalObjectId: "3b6f" })[0]?.verdict).toBe("not yet known");
    expect(judged(member, { roleObjectId: unknownText, memberObjectId: "3b6f" })[0]?.verdict).toBe("not yet known");
  });

  it("knows the role although the principal is still being created", () => {
    const [verdict] = judged(assignment, { roleId: hybridIdentityAdministrator, principalObjectId: unknownText });
    expect(verdict?.verdict).toBe("met");
  });

  it("is not about roles of applications or other resources", () => {
    expect(judged("azuread:index/appRoleAssignment:AppRoleAssignment", { appRoleId: accounts })).toEqual([]);
    expect(judged("azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy", { displayName: accounts })).toEqual(
      [],
    );
  });
});
