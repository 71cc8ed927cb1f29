import { describe, expect, it } from "vitest";
import { findingIdPattern } from "../../../catalogue/exceptions.ts";
import { wayOut } from "../../../catalogue/remedy.ts";
import type { ConnectorAccountInputs } from "../../../contract/active-directory.ts";
import { judgeResource } from "../../../policy/judgement/judge-resource.ts";
import { type Rule, resources } from "../../../policy/judgement/rule.ts";
import { each, settle } from "../../../policy/judgement/settle.ts";
import { met, type Verdict } from "../../../policy/judgement/verdict.ts";
import { violationOf } from "../../../policy/judgement/violation.ts";
import { connectorAccountExists } from "../../../policy/rules/connector-account-exists.ts";
import { examples, live, resource, snapshot, today } from "../examples.ts";
import { unknownText } from "../judged.ts";

const rule = (judge: (inputs: ConnectorAccountInputs) => readonly Verdict[], more: Partial<Rule> = {}): Rule => ({
  name: "example-rule",
  title: "Example",
  severity: "low",
  enforcementLevel: "advisory",
  description: "Everything is in order.",
  consequence: "something goes wrong",
  remedy: wayOut`Mend it.`,
  reference: "https://learn.microsoft.com/",
  resources: resources.connectorAccounts,
  judge: judge as Rule["judge"],
  ...more,
});
const connector = resource("connector account", examples["connector account"]());
const context = { now: today };

describe("judging a resource", () => {
  it("concludes nothing about a resource of another type", () => {
    const other = { ...connector, type: "azuread:index/user:User" };
    expect(
      judgeResource(
        rule(() => [met("it", "is fine")]),
        other,
        context,
      ),
    ).toEqual([]);
  });

  it("takes a rule that fails for a mandatory violation, and tells nothing of the inputs", () => {
    const failing = rule(({ name }) => {
      throw new TypeError(`cannot read ${name}`);
    });
    const [verdict] = judgeResource(failing, connector, context);
    expect(verdict && violationOf(failing, verdict)).toEqual({
      id: expect.stringMatching(findingIdPattern),
      enforcementLevel: "mandatory",
      message:
        "example: cannot verify: the rule example-rule failed (TypeError); nothing is concluded about this resource.\n" +
        'Run "pulumi refresh" if another version of hybrid-sync created this stack. Otherwise report the defect with the name of the rule.',
    });
  });

  it("takes a rule that comes to no verdict for one that fails", () => {
    const [verdict] = judgeResource(
      rule(() => []),
      connector,
      context,
    );
    expect(verdict).toMatchObject({ verdict: "unobservable", enforcementLevel: "mandatory" });
    expect(verdict?.fact).toContain("failed (it returned no verdict)");
  });

  it("survives inputs that are not at all what the type promises", () => {
    for (const inputs of [{}, { observed: null }, { account: 7, observed: { evidence: "yes" } }]) {
      const [verdict] = judgeResource(connectorAccountExists, { ...connector, inputs }, context);
      expect(verdict?.verdict).toBe("unobservable");
    }
  });

  it("takes a verdict in which a word is no text for no verdict", () => {
    const damaged = { ...met("x", "is well"), fact: { hunter2: 1 } as unknown as string };
    const verdicts = judgeResource(
      rule(() => [met("x", "is well"), damaged]),
      connector,
      context,
    );
    expect(verdicts.map(({ verdict, fact }) => [verdict, fact])).toEqual([
      ["met", "is well"],
      ["unobservable", "cannot verify: the rule example-rule failed (a verdict without text)"],
    ]);
  });

  it("names the place where inputs are not what they have to be, and blocks whatever the level of the rule", () => {
    const inputs = examples["connector account"]();
    const stored = { ...inputs, observed: { ...inputs.observed, account: ["hunter2"] } };
    const [verdict] = judgeResource(connectorAccountExists, resource("connector account", stored), { now: today });
    expect(verdict).toMatchObject({
      verdict: "unobservable",
      fact: "cannot verify: observed.account is missing or has an unexpected value",
      enforcementLevel: "mandatory",
    });
  });

  it("judges only the accounts that a rule names", () => {
    const only = rule(() => [met("it", "is fine")], { accounts: ["connect-sync-service-account"] });
    expect(judgeResource(only, connector, context)[0]?.verdict).toBe("not applicable");
    const unknown = { ...connector, inputs: { ...connector.inputs, account: unknownText } };
    expect(judgeResource(only, unknown, context)[0]?.verdict).toBe("not yet known");
  });
});

describe("evidence", () => {
  const withEvidence = (evidence: unknown) => {
    const inputs = examples["connector account"]();
    const [verdict] = judgeResource(
      connectorAccountExists,
      resource("connector account", { ...inputs, observed: { ...inputs.observed, evidence } }),
      context,
    );
    return verdict;
  };

  it("counts as long as its snapshot is young enough, to the minute", () => {
    expect(withEvidence(snapshot("2026-11-16T09:00:00Z"))?.verdict).toBe("met");
    expect(withEvidence(snapshot("2026-11-16T08:59:00Z"))?.verdict).toBe("unobservable");
    expect(withEvidence(snapshot("2026-11-16T08:59:00Z", 8))?.verdict).toBe("met");
  });

  it("says of a snapshot when it was recorded", () => {
    expect(withEvidence(snapshot("2026-11-20T07:00:00Z"))?.evidence).toBe(
      "user in OU=Services,DC=fabrikam,DC=example, seen on dc1.fabrikam.example (snapshot of 2026-11-20)",
    );
    expect(withEvidence(live)?.evidence).toBe(
      "user in OU=Services,DC=fabrikam,DC=example, seen on dc1.fabrikam.example",
    );
  });

  it("does not count from a snapshot of the future, beyond what clocks differ by", () => {
    expect(withEvidence(snapshot("2026-11-23T09:59:00Z"))?.verdict).toBe("met");
    expect(withEvidence(snapshot("2026-11-25T09:00:00Z"))?.fact).toBe(
      "cannot verify: the snapshot of fabrikam.example was recorded on 2026-11-25, which is later than today, 2026-11-23",
    );
  });

  it("does not count from a snapshot without a date", () => {
    expect(withEvidence(snapshot("some day"))).toMatchObject({
      verdict: "unobservable",
      enforcementLevel: "mandatory",
    });
  });

  it("is missing when no source could be opened, even though an account seems to be there", () => {
    expect(withEvidence({ source: "none" })?.fact).toBe(
      "cannot verify: the directory of fabrikam.example could not be opened",
    );
  });
});

describe("facts", () => {
  const asked = { subject: { words: "It", about: ["it"] }, question: "whether it is fine" };
  const judge = (value: boolean) => met("It", value ? "is fine" : "is not");

  it("are judged when observed", () => {
    expect(settle({ observed: true }, asked, judge)).toMatchObject([{ verdict: "met", fact: "is fine" }]);
    expect(settle({ observed: true }, asked, () => [judge(true), judge(false)])).toMatchObject([
      { fact: "is fine" },
      { fact: "is not" },
    ]);
  });

  it("cannot be verified when they are not, with the reason once and the way out", () => {
    const fact = { unobservable: { reason: "the reader cannot read it.", remedy: "Grant it." } };
    const verdicts = settle(fact, asked, judge);
    expect(verdicts.map(({ remedy, ...rest }) => ({ ...rest, remedy: String(remedy) }))).toEqual([
      {
        verdict: "unobservable",
        subject: "It",
        about: ["it"],
        fact: "cannot verify whether it is fine: the reader cannot read it",
        cause: { question: "whether it is fine", reason: "the reader cannot read it" },
        remedy: "Grant it.",
      },
    ]);
  });

  it("stay undecided when the directory cannot settle them", () => {
    expect(settle({ undecided: { reason: "a callback entry decides" } }, asked, judge)).toEqual([
      {
        verdict: "undecided",
        subject: "It",
        about: ["it"],
        fact: "undecided whether it is fine: a callback entry decides",
      },
    ]);
  });

  it("of which one fails, fail together", () => {
    expect(() =>
      each("It", [1], () => {
        throw new RangeError("no");
      }),
    ).toThrow(RangeError);
  });
});
