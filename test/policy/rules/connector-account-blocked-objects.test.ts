import { describe, expect, it } from "vitest";
import type { Obstacle } from "../../../directory/facts/permissions.ts";
import { connectorAccountBlockedObjects as rule } from "../../../policy/rules/connector-account-blocked-objects.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withGrants, withoutObjects, withRights, withUnknownGrant } from "../permission-rows.ts";

const root = "DC=fabrikam,DC=example";
const lockoutTime = "password-writeback/write lockoutTime/user";
const resetPassword = "password-writeback/User-Force-Change-Password/user";

const sample = (count: number) => ({ count, sample: [`CN=Ada,OU=Board,${root}`] });

function blocked(obstacles: readonly Obstacle[], requirements = [lockoutTime], objects = 100) {
  const lacking = obstacles.reduce((sum, { objects: { count } }) => sum + count, 0);
  const inputs = { ...examples["connector account"](), features: ["password-writeback"] as const };
  const facts = { objects, held: objects - lacking, grantedFrom: { count: 1, sample: [root] }, obstacles };
  return judged(rule, "connector account", withRights(inputs, "fabrikam.example", requirements, facts));
}

describe("connector-account-blocked-objects", () => {
  it("accepts an account that is kept from nothing", () => {
    expect(blocked([])).toMatchObject({ verdicts: ["met", "met"], messages: [] });
  });

  it("names rights, counts, samples and the way out, and advises while it is a few", () => {
    const { levels, messages } = blocked(
      [{ why: "inheritance off above", container: `OU=Board,${root}`, objects: sample(12) }],
      [lockoutTime, resetPassword],
    );
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      `FABRIKAM\\svc-sync lacks "Reset Password" and Write lockoutTime on 12 of 100 user objects below ${root}, ` +
        `because inheritance is disabled on OU=Board,${root}: CN=Ada,OU=Board,${root} and 11 more;`,
    );
    expect(messages[0]).toContain(`dsacls "OU=Board,${root}" /P:N`);
  });

  it("blocks where most objects are out of reach", () => {
    expect(blocked([{ why: "inheritance off", objects: sample(60) }]).levels).toEqual(["mandatory"]);
    expect(
      blocked([{ why: "denied", to: "FABRIKAM\\Staff", entry: "(D;;WP;;;x)", objects: sample(100) }]),
    ).toMatchObject({
      levels: ["mandatory"],
      messages: [expect.stringContaining("where an ACE for FABRIKAM\\Staff denies it")],
    });
  });

  it("only advises about protected administrators, however many they are", () => {
    const { levels, messages } = blocked([{ why: "protected", objects: sample(100) }]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("which AdminSDHolder protects or once protected (adminCount is 1)");
    expect(messages[0]).toContain("Exclude administrators from synchronization.");
  });

  it("only advises about what lies outside a scope that nobody declared", () => {
    const { levels, messages } = blocked([{ why: "not granted", objects: sample(90) }]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("under organizationalUnits");
  });

  it("cannot verify objects whose descriptors are hidden, and decides nothing where a condition does", () => {
    expect(blocked([{ why: "unreadable", objects: sample(3) }])).toMatchObject({
      verdicts: ["met", "unobservable"],
      levels: ["advisory"],
    });
    expect(blocked([{ why: "undecided", objects: sample(3) }]).verdicts).toEqual(["met", "undecided"]);
  });

  it("blocks where most objects may be out of reach because groups of the account are hidden", () => {
    const inputs = { ...examples["connector account"](), features: ["password-writeback"] as const };
    const rows = (count: number) => {
      const obstacles = [{ why: "undecided", objects: sample(count) }] as const;
      const facts = { objects: 100, held: 100 - count, grantedFrom: { count: 1, sample: [root] }, obstacles };
      const told = withUnknownGrant(inputs, "fabrikam.example", lockoutTime);
      return judged(rule, "connector account", withRights(told, "fabrikam.example", [lockoutTime], facts));
    };
    expect(rows(60)).toMatchObject({
      verdicts: ["met", "unobservable"],
      levels: ["mandatory"],
      messages: [expect.stringContaining("the reader cannot read it")],
    });
    expect(rows(3).levels).toEqual(["advisory"]);
  });

  it("leaves to another rule what nothing grants at all", () => {
    const inputs = { ...examples["connector account"](), features: ["password-writeback"] as const };
    const grant = { granted: false, deniedTo: null, entry: "(x)" } as const;
    const { verdicts } = judged(
      rule,
      "connector account",
      withGrants(inputs, "fabrikam.example", { [lockoutTime]: grant }),
    );
    expect(verdicts).toEqual(["met", "met"]);
  });

  it("cannot verify anything where the objects could not be read", () => {
    const { verdicts } = judged(
      rule,
      "connector account",
      withoutObjects(examples["connector account"](), "fabrikam.example"),
    );
    expect(verdicts).toEqual(["met", "unobservable"]);
  });

  itNeedsAnObservation(rule, "connector account");
});
