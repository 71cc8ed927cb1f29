import { describe, expect, it } from "vitest";
import { gmsaBlockedObjects as rule } from "../../../policy/rules/gmsa-blocked-objects.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withRights } from "../permission-rows.ts";

const resetPassword = "password-writeback/User-Force-Change-Password/user";
const objects = { count: 70, sample: ["CN=Ada,OU=Board,DC=fabrikam,DC=example"] };

describe("gmsa-blocked-objects", () => {
  it("accepts a gMSA that is kept from nothing", () => {
    expect(judged(rule, "groupManagedServiceAccount", examples.groupManagedServiceAccount())).toMatchObject({
      verdicts: ["met"],
      messages: [],
    });
  });

  it("judges the domains that Cloud Sync synchronizes, and blocks where most objects are out of reach", () => {
    const inputs = { ...examples.groupManagedServiceAccount(), features: ["password-writeback"] as const };
    const rights = { held: 30, obstacles: [{ why: "inheritance off", objects }] } as const;
    const lacking = (domain: string) => withRights(inputs, domain, [resetPassword], rights);
    expect(judged(rule, "groupManagedServiceAccount", lacking("fabrikam.example"))).toMatchObject({
      levels: ["mandatory"],
      messages: [expect.stringContaining('lacks "Reset Password" on 70 of 100 user objects')],
    });
    expect(judged(rule, "groupManagedServiceAccount", lacking("emea.fabrikam.example")).levels).toEqual([]);
  });

  itNeedsAnObservation(rule, "groupManagedServiceAccount");
});
