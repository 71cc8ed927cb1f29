import { describe, expect, it } from "vitest";
import { wayOut } from "../../../catalogue/remedy.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { toldIn, violationsIn } from "../../../policy/judgement/judged-rule.ts";
import { type Rule, resources } from "../../../policy/judgement/rule.ts";
import { about } from "../../../policy/judgement/subject.ts";
import { ToldOnce } from "../../../policy/judgement/told-once.ts";
import { cannotVerify, ofItem, unmet, type Verdict } from "../../../policy/judgement/verdict.ts";
import { connectorAccountExists } from "../../../policy/rules/connector-account-exists.ts";
import { examples, resource, today } from "../examples.ts";

const down = "dc1 refused the connection";
const remedy = wayOut`Check that it is up.`;
const cannot = (who: string, question: string | null, reason = down) =>
  cannotVerify(about(who, who, question ?? ""), question, reason, remedy);

function rule(name: string, verdicts: readonly Verdict[]): Rule {
  return { ...connectorAccountExists, name, resources: resources.connectorAccounts, judge: () => verdicts };
}

/** Each violation of the resources in their order, as it is told in one run. */
function told(names: readonly string[], rules: readonly Rule[]) {
  const judged = names.flatMap((name) =>
    judge([{ ...resource("connector account", examples["connector account"]()), name }], today, rules),
  );
  const once = new ToldOnce();
  return {
    ids: violationsIn(judged).map(({ id }) => id),
    messages: toldIn(judged).map((one) => once.messageFor(one, one.resource)),
  };
}

describe("what several resources cannot verify for one reason", () => {
  it("is told in full by the first; the others say whose reason it is, what they cannot verify, and each id", () => {
    const { ids, messages } = told(
      ["one", "other"],
      [rule("a", [cannot("svc", "whether it exists")]), rule("b", [cannot("svc", "what it may do")])],
    );
    const [a, b] = ids;
    const others = `These rules cannot verify anything for the same reason: b [${b}].`;
    expect(messages).toEqual([
      `svc: cannot verify whether it exists: ${down}. [${a}]\n${others}\n${remedy}`,
      `svc: cannot verify whether it exists, for the same reason as one. [${a}]\n${others}`,
    ]);
  });

  it("is told in full again where the first is asked about again", () => {
    const { messages } = told(["one", "other", "one"], [rule("a", [cannot("svc", null)])]);
    expect(messages.map((message) => message.includes(down))).toEqual([true, false, true]);
  });

  it("keeps its consequence, and is another cause with another one", () => {
    const grave = { ...cannot("svc", null), consequence: "nothing is concluded" };
    const { messages } = told(["one", "other"], [rule("a", [grave, cannot("svc", "it")])]);
    expect(messages.map((message) => message.split(" [")[0])).toEqual([
      `svc: cannot verify: ${down}; nothing is concluded.`,
      `svc: cannot verify it: ${down}.`,
      "svc: cannot verify, for the same reason as one; nothing is concluded.",
      "svc: cannot verify it, for the same reason as one.",
    ]);
  });

  it("is told of each where the reason names another thing, the remedy is another, or a fault was seen", () => {
    const of = (thing: string) => ofItem(cannot("svc", null, `${thing} cannot be read`), thing);
    const fault = unmet(about("svc", "svc"), "is disabled");
    const once = new ToldOnce();
    const messages = [of("OU=a"), of("OU=b"), { ...of("OU=a"), remedy: wayOut`Ask.` }, fault, fault].flatMap(
      (verdict, index) => {
        const judged = { ...resource("connector account", examples["connector account"]()), name: `svc-${index}` };
        return toldIn(judge([judged], today, [rule("a", [verdict])])).map(
          (one) => once.messageFor(one, judged) === one.message,
        );
      },
    );
    expect(messages).toEqual([true, true, true, true, true]);
  });
});
