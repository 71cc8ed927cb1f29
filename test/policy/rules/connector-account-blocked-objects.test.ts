import { describe, expect, it } from "vitest";
import { wayOut } from "../../../catalogue/remedy.ts";
import type { Obstacle } from "../../../directory/facts/permissions.ts";
import { connectorAccountBlockedObjects as rule } from "../../../policy/rules/connector-account-blocked-objects.ts";
import { entriesPhrase } from "../../../policy/topics/entry-words.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withGrants, withoutObjects, withRights, withUnknownGrant } from "../permission-rows.ts";

const root = "DC=fabrikam,DC=example";
const lockoutTime = "password-writeback/write lockoutTime/user";
const resetPassword = "password-writeback/User-Force-Change-Password/user";

const ada = `CN=Ada,OU=Board,${root}`;
const sample = (count: number) => ({
  count,
  sample: [ada, ...Array.from({ length: Math.min(count, 20) - 1 }, (_, index) => `CN=U${index},OU=Board,${root}`)],
});

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
    expect(levels).toEqual(Array.from({ length: 12 }, () => "advisory"));
    expect(messages[0]).toContain(
      `FABRIKAM\\svc-sync lacks rights on ${ada}, because inheritance is disabled on OU=Board,${root} ` +
        `(12 of 100 user objects below ${root}): "Reset Password" and Write lockoutTime;`,
    );
    expect(messages[0]).toContain(
      `grant the permissions on it as well with: dsacls "OU=Board,${root}" /I:S /G "FABRIKAM\\svc-sync:CA;Reset Password;user" "FABRIKAM\\svc-sync:WP;lockoutTime;user"`,
    );
  });

  it("blocks where most objects are out of reach", () => {
    const { levels, messages } = blocked([{ why: "inheritance off", objects: sample(60) }]);
    expect(levels).toEqual(Array.from({ length: 21 }, () => "mandatory"));
    expect(messages.at(-1)).toContain("lacks rights on 40 more that are not listed, on which inheritance");
    const denied = blocked([{ why: "denied", to: "FABRIKAM\\Staff", entry: "(D;;WP;;;x)", objects: sample(100) }]);
    expect(new Set(denied.levels)).toEqual(new Set(["mandatory"]));
    expect(denied.messages[0]).toContain("where an ACE for FABRIKAM\\Staff denies them");
  });

  it("gives each object a finding of its own, which others leave as it is", () => {
    const ids = (count: number, requirements = [lockoutTime]) =>
      blocked([{ why: "inheritance off", objects: sample(count) }], requirements).ids;
    expect(new Set(ids(20)).size).toBe(20);
    expect(ids(7).slice(0, 3)).toEqual(ids(3));
    expect(ids(60).at(-1)).toBe(ids(61).at(-1));
    // Who accepts that one right is refused has not accepted that another one is refused by the same thing.
    const both = ids(3, [lockoutTime, resetPassword]);
    expect(both.filter((id) => ids(3).includes(id) || ids(3, [resetPassword]).includes(id))).toEqual([]);
  });

  it("gives the rights to objects that inherit nothing, and does not open them to whoever stands above", () => {
    const { messages, changes } = blocked([{ why: "inheritance off", objects: sample(1) }]);
    expect(messages[0]).toContain(
      `If it is not an administrator, grant the permissions on it with: dsacls "CN=Ada,OU=Board,${root}" /G "FABRIKAM\\svc-sync:WP;lockoutTime"`,
    );
    expect(messages[0]).not.toContain("/P:N");
    expect(changes[0]).toHaveLength(1);
  });

  it("removes a denial where it was made, with the organizational unit from which objects inherit it", () => {
    const inherited = "(OD;CIID;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;;S-1-5-21-1-2-3-1300)";
    const made = inherited.replace("CIID", "CI");
    const origin = { on: `OU=Board,${root}`, entry: made };
    const denied = { why: "denied", to: "FABRIKAM\\Staff", entry: inherited, objects: sample(12) } as const;
    const { messages, changes } = blocked([{ ...denied, origin }]);
    expect(messages[0]).toContain(`where an ACE for FABRIKAM\\Staff denies them, inherited from OU=Board,${root} (`);
    expect(messages[0]).toContain(
      `Remove the deny ACE for FABRIKAM\\Staff (Write lockoutTime on it and all objects below) from OU=Board,${root} with: `,
    );
    expect(changes[0]).toEqual([{ change: "remove entry", ...origin }]);
    expect(blocked([{ ...denied, origin: null }]).changes[0]).toEqual([]);
    expect(blocked([denied]).messages[0]).toContain("or from the container that they inherit it from.");
    expect(blocked([{ ...denied, entry: made, origin: null }]).changes[0]).toEqual([
      { change: "remove entry", on: ada, entry: made },
    ]);
  });

  it("quotes the name of a denied right once, and a name of the forest that looks like a command", () => {
    const entryOf = (right: string) => `(OD;CI;CR;${right};;S-1-5-21-1-2-3-1300)`;
    const entry = entryOf("00299570-246d-11d0-a768-00aa006e0529");
    const origin = { on: `OU=Board,${root}`, entry };
    const { messages } = blocked([{ why: "denied", to: "FABRIKAM\\Staff", entry, origin, objects: sample(12) }]);
    expect(messages[0]).toContain('FABRIKAM\\Staff ("Reset Password" on it and all objects below) from');
    const own = "0e3a1f4c-6f0b-4a55-9d43-6a4b2a1d9c11";
    const phrase = entriesPhrase([entryOf(own)], { [own]: { kind: "right", name: "Reset; calc | x" } });
    expect(String(wayOut`${phrase}`)).toBe(String.raw`"\"Reset; calc | x\" on it and all objects below"`);
  });

  it("only advises about protected administrators, however many they are", () => {
    const { levels, messages } = blocked([{ why: "protected", objects: sample(100) }]);
    expect(new Set(levels)).toEqual(new Set(["advisory"]));
    expect(messages[0]).toContain("which AdminSDHolder protects or once protected (adminCount is 1)");
    expect(messages[0]).toContain("Exclude administrators from synchronization.");
  });

  it("only advises about what lies outside a scope that nobody declared", () => {
    const { levels, messages } = blocked([{ why: "not granted", objects: sample(90) }]);
    expect(new Set(levels)).toEqual(new Set(["advisory"]));
    expect(messages[0]).toContain("under organizationalUnits");
  });

  it("cannot verify objects whose descriptors are hidden, and decides nothing where a condition does", () => {
    expect(blocked([{ why: "unreadable", objects: sample(1) }])).toMatchObject({
      verdicts: ["met", "unobservable"],
      levels: ["advisory"],
    });
    expect(blocked([{ why: "undecided", objects: sample(1) }]).verdicts).toEqual(["met", "undecided"]);
  });

  it("blocks where most objects may be out of reach because groups of the account are hidden", () => {
    const inputs = { ...examples["connector account"](), features: ["password-writeback"] as const };
    const rows = (count: number) => {
      const obstacles = [{ why: "undecided", objects: sample(count) }] as const;
      const facts = { objects: 100, held: 100 - count, grantedFrom: { count: 1, sample: [root] }, obstacles };
      const told = withUnknownGrant(inputs, "fabrikam.example", lockoutTime);
      return judged(rule, "connector account", withRights(told, "fabrikam.example", [lockoutTime], facts));
    };
    const { verdicts, levels, messages } = rows(60);
    expect([new Set(verdicts.slice(1)), new Set(levels)]).toEqual([new Set(["unobservable"]), new Set(["mandatory"])]);
    expect(messages[0]).toContain("the reader cannot read it");
    expect(new Set(rows(3).levels)).toEqual(new Set(["advisory"]));
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
