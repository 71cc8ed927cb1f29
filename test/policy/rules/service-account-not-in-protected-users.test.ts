import { describe, expect, it } from "vitest";
import { serviceAccountNotInProtectedUsers } from "../../../policy/rules/service-account-not-in-protected-users.ts";
import { withLogon } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = serviceAccountNotInProtectedUsers;
const membership = {
  group: "FABRIKAM\\Protected Users",
  sid: "S-1-5-21-1-2-3-525",
  through: ["FABRIKAM\\Service Accounts"],
};

describe(rule.name, () => {
  it("passes an account that is not in the group", () => {
    const inputs = withLogon("group managed service account", {});
    expect(judged(rule, "group managed service account", inputs)).toMatchObject({ verdicts: ["met"] });
  });

  it("refuses a member, and takes out what brings it in", () => {
    const inputs = withLogon("group managed service account", { protectedUsers: { observed: [membership] } });
    const { messages, levels } = judged(rule, "group managed service account", inputs);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(
      "FABRIKAM\\agent$ is in FABRIKAM\\Protected Users (through FABRIKAM\\Service Accounts); domain controllers refuse its use of NTLM",
    );
    expect(messages[0]).toContain('Remove-ADGroupMember -Identity "Service Accounts" -Members "CN=agent,');
  });

  itNeedsAnObservation(rule, "connector account");
});
