/** What holds for every rule about an account in Active Directory, whatever it asks. */
import { expect, it } from "vitest";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { ForestObservation } from "../../directory/facts/forest.ts";
import type { Rule } from "../../policy/judgement/rule.ts";
import type { TenantObservation } from "../../tenant/facts/tenant.ts";
import { type Example, examples, noAccess, snapshot, unreachable } from "./examples.ts";
import { judged, notObservedYet } from "./judged.ts";

type ObservedExample = Exclude<
  Example,
  | "forest"
  | "entra administrator"
  | "entra role holdings"
  | "administrator group"
  | "entra connector identity"
  | "tenant"
  | "vault name"
  | "attested account"
>;

export function itNeedsAnObservation(
  rule: Rule,
  example: ObservedExample,
  adapt: (inputs: object) => object = (it) => it,
) {
  const inputs = () => adapt(examples[example]()) as ReturnType<(typeof examples)[ObservedExample]>;

  it("cannot verify anything by a snapshot that is too old", () => {
    const { observed, ...declared } = inputs();
    const old = { ...declared, observed: { ...observed, evidence: snapshot("2026-11-02T06:00:00Z") } };
    const { verdicts, messages, levels } = judged(rule, example, old);
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual([rule.unobservableLevel ?? rule.enforcementLevel]);
    expect(messages[0]).toContain(
      "cannot verify: the snapshot of fabrikam.example was recorded on 2026-11-02 and is 21 days old; maximumAgeDays is 7.\n" +
        "Record it again with: npx hybrid-sync snapshot --stack NAME",
    );
  });

  it("cannot verify anything when the directory could not be opened", () => {
    const { observed: _, ...declared } = inputs();
    const observed = { evidence: { source: "none" }, account: unreachable, details: null };
    const { verdicts, messages } = judged(rule, example, { ...declared, observed });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain(
      "cannot verify: dc1.fabrikam.example refused the connection on port 636.\nCheck that the domain controller is up",
    );
  });

  it("cannot verify when the account may not be read", () => {
    const { observed, ...declared } = inputs();
    const { verdicts, messages } = judged(rule, example, {
      ...declared,
      observed: { ...observed, account: noAccess, details: null },
    });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("the reader cannot read it.\nGrant the read account read on the object.");
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, example, notObservedYet(inputs()))).toMatchObject({
      verdicts: ["not yet known"],
      messages: [],
    });
  });
}

/** What holds for every rule about a forest. */
export function itNeedsTheForest(
  rule: Rule,
  facts: readonly Exclude<keyof ForestObservation, "evidence">[],
  adapt: (inputs: ForestInputs) => ForestInputs = (it) => it,
) {
  const level = rule.unobservableLevel ?? rule.enforcementLevel;

  it("cannot verify anything by a snapshot that is too old", () => {
    const { observed, ...declared } = adapt(examples.forest());
    const old = { ...declared, observed: { ...observed, evidence: snapshot("2026-11-02T06:00:00Z") } };
    const { verdicts, messages, levels } = judged(rule, "forest", old);
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual([level]);
    expect(messages[0]).toContain("The forest fabrikam.example: cannot verify: the snapshot of fabrikam.example was");
  });

  it("cannot verify what the reader may not read, and says what would allow it", () => {
    for (const fact of facts) {
      const { observed, ...declared } = adapt(examples.forest());
      const { verdicts, messages, levels } = judged(rule, "forest", {
        ...declared,
        observed: { ...observed, [fact]: noAccess },
      });
      expect(verdicts).toContain("unobservable");
      expect(levels).toEqual([level]);
      expect(messages[0]).toContain("the reader cannot read it.\nGrant the read account read on the object.");
    }
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "forest", notObservedYet(adapt(examples.forest())))).toMatchObject({
      verdicts: ["not yet known"],
      messages: [],
    });
  });
}

/** What holds for every rule about the tenant: a fact that may not be read is never taken for compliant. */
export function itNeedsTheTenant(rule: Rule, facts: readonly (keyof TenantObservation)[]) {
  it("cannot verify, at the rule's own level, when the tenant may not be read, and says what would allow it", () => {
    for (const fact of facts) {
      const inputs = examples.tenant();
      const { verdicts, messages, levels } = judged(rule, "tenant", {
        ...inputs,
        observed: { ...inputs.observed, [fact]: noAccess },
      });
      expect(verdicts).toContain("unobservable");
      expect(levels).toEqual([rule.unobservableLevel ?? rule.enforcementLevel]);
      expect(messages[0]).toContain("the reader cannot read it.\nGrant the read account read on the object.");
    }
  });

  it("is judged in the update when nothing is observed yet", () => {
    expect(judged(rule, "tenant", notObservedYet(examples.tenant()))).toMatchObject({
      verdicts: ["not yet known"],
      messages: [],
    });
  });
}
