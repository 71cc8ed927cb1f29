import { describe, expect, it } from "vitest";
import type { ObjectPermissions } from "../../../directory/facts/permissions.ts";
import { protectedAccountsOutOfScope } from "../../../policy/rules/protected-accounts-out-of-scope.ts";
import { examples, noAccess, noneHidden } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { changed, withoutObjects } from "../permission-rows.ts";

const rule = protectedAccountsOutOfScope;

function withObjects(facts: Partial<ObjectPermissions>) {
  return changed(examples["connector account"](), "fabrikam.example", (domain) =>
    "observed" in domain.objects
      ? { ...domain, objects: { observed: { ...domain.objects.observed, ...facts } } }
      : domain,
  );
}

describe(rule.name, () => {
  it("passes domains with nobody protected in scope", () => {
    const { verdicts, facts } = judged(rule, "connector account", examples["connector account"]());
    expect(verdicts).toEqual(["met", "met"]);
    expect(facts[1]).toBe(
      "DC=fabrikam,DC=example has no administrator in scope, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example",
    );
  });

  it("shows each of them, and says when the scope is all of the domain", () => {
    const protectedPeople = { count: 5, sample: ["CN=a", "CN=b", "CN=c", "CN=d", "CN=e"] };
    const { levels, messages } = judged(rule, "connector account", withObjects({ protectedPeople }));
    expect(levels).toEqual(Array.from({ length: 5 }, () => "advisory"));
    expect(messages[0]).toContain(
      "DC=fabrikam,DC=example has CN=a in scope (the whole domain), whom AdminSDHolder protects or once protected, among the 500 objects visible to FABRIKAM\\reader on dc1.fabrikam.example;",
    );
    const one = withObjects({ protectedPeople: { count: 1, sample: ["CN=a"] }, scope: ["OU=Staff"] });
    expect(judged(rule, "connector account", one).messages[0]).toContain("has CN=a in scope, whom AdminSDHolder");
  });

  it("names each administrator with the way to the group, whoever is one as everyone, and what it cannot verify", () => {
    const hidden = { reason: "the members of FABRIKAM\\Domain Admins are hidden", remedy: "Grant Read member" };
    const people = {
      count: 2,
      names: [{ distinguishedName: "CN=kim", group: "BUILTIN\\Backup Operators", through: ["FABRIKAM\\Operators"] }],
      everyone: [{ name: "FABRIKAM\\Domain Users", group: "BUILTIN\\Print Operators", through: [] }],
      hidden: [hidden],
    };
    const inputs = withObjects({ administrators: { observed: people } });
    const { levels, facts, verdicts } = judged(rule, "connector account", inputs);
    expect(new Set(levels)).toEqual(new Set(["advisory"]));
    expect(facts.slice(1)).toEqual([
      "DC=fabrikam,DC=example has CN=kim in scope (the whole domain), an administrator of Active Directory: a member of BUILTIN\\Backup Operators (through FABRIKAM\\Operators)",
      "DC=fabrikam,DC=example has 1 more administrators in scope (the whole domain)",
      "DC=fabrikam,DC=example has everyone in FABRIKAM\\Domain Users as administrators of Active Directory: FABRIKAM\\Domain Users is a member of BUILTIN\\Print Operators",
      `DC=fabrikam,DC=example cannot verify whether administrators are in scope: ${hidden.reason}`,
    ]);
    expect(verdicts.at(-1)).toBe("unobservable");
  });

  it("counts those of whom only the number is known", () => {
    const protectedPeople = { count: 3, sample: ["CN=a"] };
    const { facts, ids } = judged(rule, "connector account", withObjects({ protectedPeople }));
    expect(facts.slice(1)).toEqual([
      expect.stringContaining("has CN=a in scope"),
      expect.stringContaining("has 2 more that are not listed in scope (the whole domain), whom AdminSDHolder"),
    ]);
    expect(new Set(ids).size).toBe(2);
  });

  it("takes everyone out of the group that is nearest", () => {
    const everyone = [
      {
        name: "FABRIKAM\\Everyone",
        sid: "S-1-1-0",
        group: "BUILTIN\\Administrators",
        through: ["FABRIKAM\\A", "FABRIKAM\\B"],
      },
      { name: "FABRIKAM\\Users", group: "BUILTIN\\Administrators", through: [] },
    ];
    const people = { count: 0, names: [], everyone, hidden: [] };
    const { messages } = judged(rule, "connector account", withObjects({ administrators: { observed: people } }));
    expect(messages.map((message) => message.split("\n")[1])).toEqual([
      "Remove FABRIKAM\\Everyone from FABRIKAM\\A.",
      "Remove FABRIKAM\\Users from BUILTIN\\Administrators.",
    ]);
  });

  it("cannot verify anyone whose adminCount is hidden, nor what the reader does not see", () => {
    const hidden = { observed: { ...noneHidden, adminCount: "CN=kim", inScope: noneHidden } };
    const { facts, messages, verdicts } = judged(rule, "connector account", withObjects({ hidden }));
    expect(verdicts).toEqual(["met", "unobservable"]);
    expect(facts[1]).toBe(
      "DC=fabrikam,DC=example cannot verify whether administrators are in scope: the read account cannot read adminCount of CN=kim",
    );
    expect(messages[0]?.split("\n")[1]).toBe("Grant the read account Read adminCount on the people in scope.");
    expect(judged(rule, "connector account", withObjects({ hidden: noAccess })).verdicts).toEqual([
      "met",
      "unobservable",
    ]);
  });

  it("cannot verify administrators whom the observation could not tell", () => {
    const { verdicts, facts } = judged(rule, "connector account", withObjects({ administrators: noAccess }));
    expect(verdicts).toEqual(["met", "unobservable"]);
    expect(facts[1]).toContain("cannot verify whether administrators are in scope");
  });

  it("cannot verify by what an earlier version observed", () => {
    const inputs = withObjects({});
    const older = JSON.parse(JSON.stringify(inputs, (key, value) => (key === "administrators" ? undefined : value)));
    const { verdicts, messages } = judged(rule, "connector account", older);
    expect(verdicts).toEqual(["unobservable", "unobservable"]);
    expect(messages[0]).toBe(
      "DC=emea,DC=fabrikam,DC=example: cannot verify whether administrators are in scope: another version of hybrid-sync recorded the observation.\n" +
        'Run "pulumi refresh" to observe it again.',
    );
  });

  it("asks of Cloud Sync about the domains that it synchronizes", () => {
    const inputs = { ...examples["group managed service account"](), domains: ["FABRIKAM.example"] };
    expect(judged(rule, "group managed service account", inputs).verdicts).toEqual(["met"]);
    expect(judged(rule, "group managed service account", { ...inputs, domains: ["other.example"] }).verdicts).toEqual([
      "unobservable",
    ]);
  });

  it("concludes nothing from objects that could not be read", () => {
    const unread = withoutObjects(examples["connector account"](), "fabrikam.example");
    expect(judged(rule, "connector account", unread).verdicts).toEqual(["met", "unobservable"]);
  });

  itNeedsAnObservation(rule, "connector account");
});
