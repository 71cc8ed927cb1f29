import { describe, expect, it } from "vitest";
import { gmsaBlockedObjects as rule } from "../../../policy/rules/gmsa-blocked-objects.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { lacking, withGrants, withRights } from "../permission-rows.ts";

const resetPassword = "password-writeback/User-Force-Change-Password/user";
const objects = { count: 70, sample: ["CN=Ada,OU=Board,DC=fabrikam,DC=example"] };

describe("gmsa-blocked-objects", () => {
  it("accepts a gMSA that is kept from nothing", () => {
    expect(judged(rule, "group managed service account", examples["group managed service account"]())).toMatchObject({
      verdicts: ["met"],
      messages: [],
    });
  });

  it("judges the domains that Cloud Sync synchronizes, and blocks where most objects are out of reach", () => {
    const inputs = { ...examples["group managed service account"](), features: ["password-writeback"] as const };
    const rights = { held: 30, obstacles: [{ why: "inheritance off", objects }] } as const;
    const blocked = (domain: string) => withRights(inputs, domain, [resetPassword], rights);
    expect(judged(rule, "group managed service account", blocked("fabrikam.example"))).toMatchObject({
      levels: ["mandatory", "mandatory"],
      messages: [
        expect.stringContaining(`lacks rights on ${objects.sample[0]}, on which inheritance is disabled (70 of 100`),
        expect.stringContaining("lacks rights on 69 more that are not listed"),
      ],
    });
    expect(judged(rule, "group managed service account", blocked("emea.fabrikam.example")).levels).toEqual([]);
  });

  it("blocks for what is written, also where reading, which is no fault, stops at the same objects", () => {
    const domain = "fabrikam.example";
    const inputs = { ...examples["group managed service account"](), features: ["password-writeback"] as const };
    const withoutChanges = withGrants(inputs, domain, {
      "basic-read/DS-Replication-Get-Changes/domain root": lacking("(x)"),
    });
    const rights = { held: 30, obstacles: [{ why: "inheritance off", objects }] } as const;
    const both = ["basic-read/read all properties/user", resetPassword];
    const { levels, messages } = judged(
      rule,
      "group managed service account",
      withRights(withoutChanges, domain, both, rights),
    );
    expect(messages[0]).toMatch(/lacks rights on CN=Ada,.*: Read all properties and "Reset Password";/);
    expect(levels).toEqual(["mandatory", "mandatory"]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});
