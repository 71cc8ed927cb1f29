import { describe, expect, it } from "vitest";
import type { ConnectorAccountProbe } from "../../../directory/facts/connector-account.ts";
import { connectorAccountProbeAgrees as rule } from "../../../policy/rules/connector-account-probe-agrees.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

const agreeing: ConnectorAccountProbe = {
  logon: { observed: null },
  compared: 7,
  contradictions: { count: 0, sample: [] },
};

function withProbe(probe?: Partial<ConnectorAccountProbe>) {
  const inputs = examples["connector account"]();
  const details = { ...inputs.observed.details, ...(probe === undefined ? {} : { probe: { ...agreeing, ...probe } }) };
  return { ...inputs, observed: { ...inputs.observed, details } };
}

describe("connector-account-probe-agrees", () => {
  it("has nothing to say where the password of the account is not given", () => {
    expect(judged(rule, "connector account", withProbe()).verdicts).toEqual(["not applicable"]);
  });

  it("accepts answers that are the computed ones", () => {
    expect(judged(rule, "connector account", withProbe({}))).toMatchObject({
      verdicts: ["met"],
      facts: ["FABRIKAM\\svc-sync has the computed rights in 7 of 7 tests"],
    });
  });

  it("names every question with two answers, and blocks", () => {
    const sample = [
      { question: "ask for the changes of DC=fabrikam,DC=example", allowed: false },
      { question: "write pwdLastSet of CN=Guest,CN=Users,DC=fabrikam,DC=example", allowed: true },
    ];
    const { levels, messages } = judged(rule, "connector account", withProbe({ contradictions: { count: 3, sample } }));
    expect(levels).toEqual(["mandatory", "mandatory", "mandatory"]);
    expect(messages.map((message) => message.split("\n")[0])).toEqual([
      "FABRIKAM\\svc-sync may not ask for the changes of DC=fabrikam,DC=example according to the domain controller, but may according to the computed rights; neither the result of the domain controller nor the computed one is reliable.",
      "FABRIKAM\\svc-sync may write pwdLastSet of CN=Guest,CN=Users,DC=fabrikam,DC=example according to the domain controller, but not according to the computed rights; neither the result of the domain controller nor the computed one is reliable.",
      "FABRIKAM\\svc-sync differs in 1 more tests; neither the result of the domain controller nor the computed one is reliable.",
    ]);
  });

  it("says why the account cannot sign in", () => {
    const { verdicts, messages } = judged(
      rule,
      "connector account",
      withProbe({ logon: { observed: "The account svc-sync has expired" }, compared: 0 }),
    );
    expect(verdicts).toEqual(["unmet"]);
    expect(messages).toEqual([
      "FABRIKAM\\svc-sync cannot sign in: The account svc-sync has expired; synchronization will stop.\nFix this before the installation.",
    ]);
  });

  it.each<[string, Partial<ConnectorAccountProbe>]>([
    ["the password is wrong", { logon: { unobservable: { reason: "dc1 does not accept it", remedy: "Correct it" } } }],
    ["no question has both answers", { compared: 0 }],
  ])("verifies nothing where %s", (_, probe) => {
    expect(judged(rule, "connector account", withProbe(probe)).verdicts).toEqual(["unobservable"]);
  });
});
