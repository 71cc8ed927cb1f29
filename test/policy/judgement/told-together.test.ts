import { describe, expect, it } from "vitest";
import { wayOut } from "../../../catalogue/remedy.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { toldIn, violationsIn } from "../../../policy/judgement/judged-rule.ts";
import type { Rule } from "../../../policy/judgement/rule.ts";
import { resources } from "../../../policy/judgement/rule.ts";
import { about } from "../../../policy/judgement/subject.ts";
import { cannotVerify, type EnforcementLevel, unmet, type Verdict } from "../../../policy/judgement/verdict.ts";
import { connectorAccountExists } from "../../../policy/rules/connector-account-exists.ts";
import { examples, resource, today, unreachable } from "../examples.ts";

const down = "dc1 refused the connection";
const remedy = wayOut`Check that it is up.`;

function rule(name: string, enforcementLevel: EnforcementLevel, verdicts: readonly Verdict[]): Rule {
  return {
    ...connectorAccountExists,
    name,
    enforcementLevel,
    resources: resources.connectorAccounts,
    judge: () => verdicts,
  };
}

const cannot = (who: string, question: string | null, reason = down) =>
  cannotVerify(about(who, who, question ?? ""), question, reason, remedy);

function told(rules: readonly Rule[]) {
  const judged = judge([resource("connector account", examples["connector account"]())], today, rules);
  return {
    findings: violationsIn(judged).map(({ id }) => id),
    told: toldIn(judged).map(({ enforcementLevel, rule: { name }, message }) => ({ enforcementLevel, name, message })),
  };
}

describe("what has one cause", () => {
  it("is told once for a resource, with the other rules that it stops, and every finding keeps its id", () => {
    const { findings, told: all } = told([
      rule("a", "advisory", [cannot("svc", "whether it exists")]),
      rule("b", "mandatory", [cannot("svc", "whether it is enabled")]),
      rule("c", "mandatory", [cannot("svc", "what it may do")]),
    ]);
    expect(findings).toHaveLength(3);
    const [b, c, a] = findings;
    expect(all).toEqual([
      {
        enforcementLevel: "mandatory",
        name: "b",
        message: `svc: cannot verify whether it is enabled: ${down}. [${b}]\nThese rules cannot verify anything for the same reason: a [${a}], c [${c}].\n${remedy}`,
      },
    ]);
  });

  it("is told once by a rule about several things", () => {
    const question = "whether anyone outside Tier 0 can take it over";
    const { findings, told: all } = told([
      rule(
        "a",
        "mandatory",
        ["S1", "S2", "S3"].map((server) => cannot(server, question)),
      ),
    ]);
    const ids = findings.map((id) => `[${id}]`).join(" ");
    expect(all.map(({ message }) => message)).toEqual([
      `S1, S2 and S3: cannot verify ${question}: ${down}. ${ids}\n${remedy}`,
    ]);
  });

  it("names five of the things, and counts the rest", () => {
    const servers = ["S1", "S2", "S3", "S4", "S5"];
    const firstWords = (names: readonly string[]) =>
      told([
        rule(
          "a",
          "advisory",
          names.map((server) => cannot(server, "it")),
        ),
      ]).told[0]?.message.split(":")[0];
    expect(firstWords(servers)).toBe("S1, S2, S3, S4 and S5");
    expect(firstWords([...servers, "S6", "S7"])).toBe("S1, S2, S3, S4, S5 and 2 more");
  });

  it("is told with each question once, or with none", () => {
    const first = (...questions: readonly (string | null)[]) =>
      told([
        rule(
          "a",
          "advisory",
          questions.map((question) => cannot("svc", question)),
        ),
      ]).told[0]?.message.split(" [")[0];
    expect(first("what it is", "where it is", "what it is")).toBe(
      `svc: cannot verify what it is and where it is: ${down}.`,
    );
    const others = told([rule("a", "advisory", [cannot("svc", null)]), rule("b", "advisory", [cannot("svc", null)])]);
    expect(others.told.map(({ name, message }) => [name, message.split(" [")[0]])).toEqual([
      ["a", `svc: cannot verify: ${down}.`],
    ]);
  });

  it("is told apart where the remedy or the consequence is another, or a decision is noted", () => {
    const one = cannot("svc", "it");
    const other = { ...cannot("svc", "that"), remedy: wayOut`Ask for it.` };
    const worse = { ...cannot("svc", "more"), consequence: "nothing works" };
    expect(told([rule("a", "advisory", [one, other, worse])]).told).toHaveLength(3);
  });

  it("is told apart from another cause, and from what is unmet", () => {
    const fault = unmet(about("svc", "svc"), "is disabled", { consequence: down, remedy });
    const { told: all } = told([
      rule("a", "mandatory", [cannot("svc", null), fault]),
      rule("b", "mandatory", [cannot("svc", null, "another reason"), fault]),
    ]);
    expect(all).toHaveLength(4);
  });

  it("keeps the consequence of what counts by itself", () => {
    const failed = { ...cannot("svc", null), consequence: "nothing is concluded" };
    const { told: all } = told([rule("a", "mandatory", [failed]), rule("b", "mandatory", [failed])]);
    expect(all.map(({ message }) => message.split("\n")[0])).toEqual([
      expect.stringMatching(/^svc: cannot verify: dc1 refused the connection; nothing is concluded\. \[HS-/),
    ]);
  });
});

describe("an unreachable domain controller", () => {
  const kinds = ["connector account", "group managed service account", "privileged administrator"] as const;

  it.each(kinds)("is told once of the %s", (kind) => {
    const { observed: _, ...declared } = examples[kind]();
    const observed = { evidence: { source: "none" }, account: unreachable, details: null };
    const judged = judge([resource(kind, { ...declared, observed })], today);
    const messages = toldIn(judged);
    expect(violationsIn(judged).length).toBeGreaterThan(kind === "privileged administrator" ? 0 : 10);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.enforcementLevel).toBe("mandatory");
    const text = messages[0]?.message ?? "";
    expect(text.split("refused the connection")).toHaveLength(2);
    for (const { id } of violationsIn(judged)) expect(text).toContain(`[${id}]`);
  });
});
