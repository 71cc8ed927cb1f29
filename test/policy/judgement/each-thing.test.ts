import { describe, expect, it } from "vitest";
import { powershell } from "../../../catalogue/command.ts";
import { type Remedy, wayOut } from "../../../catalogue/remedy.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { forEach } from "../../../policy/judgement/each-thing.ts";
import { toldIn, violationsIn } from "../../../policy/judgement/judged-rule.ts";
import { type Rule, resources } from "../../../policy/judgement/rule.ts";
import { about, named, others } from "../../../policy/judgement/subject.ts";
import { cannotVerify, ofItem, unmet, type Verdict } from "../../../policy/judgement/verdict.ts";
import { connectorAccountExists } from "../../../policy/rules/connector-account-exists.ts";
import { examples, resource, today } from "../examples.ts";

const account = named("svc");

function told(verdicts: readonly Verdict[]) {
  const rule: Rule = { ...connectorAccountExists, resources: resources.connectorAccounts, judge: () => verdicts };
  const judged = judge([resource("connector account", examples["connector account"]())], today, [rule]);
  return { ids: violationsIn(judged).map(({ id }) => id), messages: toldIn(judged).map(({ message }) => message) };
}

const blocked = (sample: readonly string[], count = sample.length, remedy = (_: string | null) => wayOut`Fix it.`) =>
  forEach(
    { count, sample },
    (name) => name,
    (item, name) =>
      unmet(name === null ? others(account) : about(account, name), `lacks a right on ${item}, which is cut off`, {
        consequence: "export fails",
        remedy: remedy(name),
      }),
  );

describe("several things of which the same is to be said", () => {
  it("are a finding each, and one message that names each with its id", () => {
    const { ids, messages } = told(blocked(["CN=a", "CN=b", "CN=c"]));
    expect(ids).toHaveLength(3);
    expect(messages).toEqual([
      `svc lacks a right on CN=a [${ids[0]}]; CN=b [${ids[1]}]; CN=c [${ids[2]}], which is cut off; export fails.\nFix it.`,
    ]);
  });

  it("keep their ids when another comes, and so does what is not listed when its number changes", () => {
    const { ids } = told(blocked(["CN=b"]));
    expect(told(blocked(["CN=a", "CN=b"])).ids).toContain(ids[0]);
    expect(told(blocked(["CN=b"], 5)).ids).toEqual(told(blocked(["CN=b"], 700)).ids);
  });

  it("are named up to five, with the ids of all", () => {
    const names = Array.from({ length: 7 }, (_, index) => `CN=${index}`);
    const { ids, messages } = told(blocked(names, 9));
    expect(messages[0]).toContain(
      `CN=4 [${ids[4]}]; 2 more that follow; 2 more that are not listed [${ids[7]}], which is cut off; export fails. [${ids[5]}] [${ids[6]}]\n`,
    );
  });

  it("show remedies that differ up to three", () => {
    const names = ["CN=a", "CN=b", "CN=c", "CN=d"];
    const { messages } = told(blocked(names, 4, (name) => wayOut`Fix ${name ?? "the rest"}.`));
    expect(messages[0]?.split("\n").slice(1)).toEqual([
      "Fix CN=a.",
      "Fix CN=b.",
      "Fix CN=c.",
      "Fix the others in the same way.",
    ]);
  });

  it("share what comes before commands that differ", () => {
    const names = ["CN=a", "CN=b"];
    const { messages } = told(blocked(names, 2, (name) => wayOut`Grant it with: ${powershell`dsacls ${name ?? ""}`}`));
    expect(messages[0]?.split("\n").slice(1)).toEqual(['Grant it with: dsacls "CN=a" ; dsacls "CN=b"']);
  });

  it("share no more than eight commands, and none where other words come before them", () => {
    const lines = (count: number, remedy: (name: string | null) => Remedy) =>
      told(
        blocked(
          Array.from({ length: count }, (_, index) => `CN=${index}`),
          count,
          remedy,
        ),
      ).messages[0]?.split("\n").length;
    expect(lines(8, (name) => wayOut`Grant it with: ${powershell`dsacls ${name ?? ""}`}`)).toBe(2);
    expect(lines(9, (name) => wayOut`Grant it with: ${powershell`dsacls ${name ?? ""}`}`)).toBeGreaterThan(2);
    expect(
      lines(2, (name) => wayOut`${name === "CN=0" ? "Grant" : "Deny"} it with: ${powershell`dsacls ${name ?? ""}`}`),
    ).toBe(3);
    expect(
      lines(2, (name) => (name === "CN=0" ? wayOut`Grant it with: ${powershell`dsacls ${name}`}` : wayOut`Fix it.`)),
    ).toBe(3);
  });

  it("are told apart where the facts differ in more than the thing", () => {
    const on = (item: string, fact: string) =>
      ofItem(unmet(about(account, item), `${fact} on ${item}`, { consequence: "export fails" }), item);
    expect(told([on("CN=a", "lacks a right"), on("CN=b", "has no owner")]).messages).toHaveLength(2);
  });

  it("are told apart where a name has the words that come before a command", () => {
    const inCommand = ["OU=with: a", "OU=with: b"];
    const { messages } = told(
      blocked(inCommand, 2, (name) => wayOut`Grant it with: ${powershell`dsacls ${name ?? ""}`}`),
    );
    expect(messages[0]?.split("\n").slice(1)).toEqual([
      'Grant it with: dsacls "OU=with: a"',
      'Grant it with: dsacls "OU=with: b"',
    ]);
    const quoted = told(
      blocked(['a" with: b', 'a" with: c'], 2, (name) => wayOut`Grant it with: ${powershell`dsacls ${name ?? ""}`}`),
    ).messages;
    expect(quoted[0]?.split("\n").slice(1)).toHaveLength(2);
    const inSentence = told(blocked(inCommand, 2, (name) => wayOut`Leave out ${name ?? "the rest"}.`)).messages;
    expect(inSentence[0]?.split("\n").slice(1)).toEqual(['Leave out "OU=with: a".', 'Leave out "OU=with: b".']);
  });

  it("are one message too where they cannot be verified for the same reason", () => {
    const unread = forEach(
      { count: 2, sample: ["OU=a", "OU=b"] },
      (name) => name,
      (item) => cannotVerify(about(account, item), "what is there", `${item} is hidden`, wayOut`Grant it.`),
    );
    const { ids, messages } = told(unread);
    expect(messages).toEqual([
      `svc: cannot verify what is there: OU=a and OU=b is hidden. [${ids[0]}] [${ids[1]}]\nGrant it.`,
    ]);
  });

  it("are apart from what is said of something else", () => {
    const other = unmet(about(account, "owner"), "is owned by CN=a", { consequence: "export fails" });
    expect(told([...blocked(["CN=a", "CN=b"]), other]).messages).toHaveLength(2);
  });
});
