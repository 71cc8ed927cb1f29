/** What exceptions and a baseline accept, and what they leave as it is. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withOtherIdsBefore } from "../../../catalogue/exceptions.ts";
import { wayOut } from "../../../catalogue/remedy.ts";
import { type Exception, noTerms, type Terms } from "../../../contract/terms.ts";
import { judge } from "../../../policy/judge-stack.ts";
import { type Accepted, acceptedMessage, isExcepted, notices } from "../../../policy/judgement/decisions.ts";
import { judgeResource } from "../../../policy/judgement/judge-resource.ts";
import { toldIn } from "../../../policy/judgement/judged-rule.ts";
import { type Rule, resources } from "../../../policy/judgement/rule.ts";
import { about, others } from "../../../policy/judgement/subject.ts";
import {
  advisory,
  cannotVerify,
  met,
  never,
  notYetKnown,
  ofItem,
  undecided,
  unmet,
  type Verdict,
} from "../../../policy/judgement/verdict.ts";
import { examples, resource, today } from "../examples.ts";

const account = { name: "FABRIKAM\\svc", sid: "S-1-5-21-1-2-3-1104" };

const rule = (verdicts: readonly Verdict[], name = "a-rule"): Rule => ({
  name,
  title: "Example",
  severity: "critical",
  enforcementLevel: "mandatory",
  description: "Everything is in order.",
  consequence: "something goes wrong",
  remedy: wayOut`Fix it.`,
  reference: "https://learn.microsoft.com/",
  resources: resources.connectorAccounts,
  judge: () => verdicts,
});

const connector = (terms: Partial<Terms> = {}) =>
  resource("connector account", { ...examples["connector account"](), terms: { ...noTerms, ...terms } });

const judged = (verdicts: readonly Verdict[], terms: Partial<Terms> = {}) =>
  judgeResource(rule(verdicts), connector(terms), { now: today });

const idOf = (verdict: Verdict) => judged([verdict])[0]?.id ?? "";

const exception = (finding: string, more: Partial<Exception> = {}): Exception => ({
  rule: "a-rule",
  finding,
  reason: "The migration needs it",
  approvedBy: "Maria Lopez",
  ticket: "CHG-7",
  grantedOn: "2026-11-01",
  expires: "2026-12-31",
  acceptUnverified: false,
  ...more,
});

const baseline = (ids: readonly string[], more: object = {}): Pick<Terms, "baseline"> => ({
  baseline: {
    recordedOn: "2026-11-01",
    recordedBy: "Maria Lopez",
    reason: "Clean-up",
    lastDay: "2027-01-30",
    findings: ids.map((id) => ({ id, rule: "a-rule", level: "mandatory" })),
    ...more,
  },
});

const bad = unmet(account, "is bad");
const unread = cannotVerify(account, "it", "no access", wayOut`Grant it.`);

/** The one finding about `verdict` under these terms: its verdict, and what is noted of the decision. */
const under = (verdict: Verdict, terms: Partial<Terms>) => {
  const [finding] = judged([verdict], terms);
  return [finding?.verdict, finding && "note" in finding ? finding.note : undefined];
};

describe("an exception", () => {
  it("accepts its finding until its last day, and keeps what it would be", () => {
    const [finding] = judged([bad], { exceptions: [exception(idOf(bad))] });
    expect(finding).toMatchObject({
      verdict: "accepted",
      id: idOf(bad),
      acceptance: { by: "exception" },
      instead: { verdict: "unmet", enforcementLevel: "mandatory" },
    });
    expect(under(bad, { exceptions: [exception(idOf(bad), { expires: "2026-11-23" })] })).toEqual([
      "accepted",
      undefined,
    ]);
  });

  it.each<readonly [string, Partial<Exception>, string]>([
    ["has expired", { expires: "2026-11-22" }, "The exception by Maria Lopez expired on 2026-11-22"],
    ["has not begun", { grantedOn: "2026-11-25" }, "The exception by Maria Lopez counts only from 2026-11-25"],
    [
      "is too long",
      { grantedOn: "2026-01-01", expires: "2027-01-02" },
      "The exception by Maria Lopez is longer than the 365 days that are allowed",
    ],
  ])("that %s accepts nothing, and the finding says so", (_, more, note) => {
    expect(under(bad, { exceptions: [exception(idOf(bad), more)] })).toEqual(["unmet", note]);
  });

  it.each<readonly [who: string, stack: number | undefined, pack: number | undefined, end: string | undefined]>([
    ["the stack", 30, undefined, "30 days that are allowed"],
    ["the policy pack", undefined, 30, "30 days that are allowed, as the policy pack is configured"],
    ["both, and the stack is stricter", 30, 40, "30 days that are allowed"],
    ["both, and the policy pack is stricter", 40, 30, "30 days that are allowed, as the policy pack is configured"],
    ["the policy pack, which allows exactly these days", undefined, 40, undefined],
    ["the stack, which allows exactly these days", 40, 365, undefined],
  ])("of 40 days meets the limit of %s", (_, stack, pack, end) => {
    const limit = (days: number | undefined) => (days === undefined ? {} : { exceptionDays: days });
    const own = exception(idOf(bad), { grantedOn: "2026-11-01", expires: "2026-12-11" });
    const [finding] = judgeResource(rule([bad]), connector({ exceptions: [own], thresholds: limit(stack) }), {
      now: today,
      pack: { thresholds: limit(pack) },
    });
    const note = end === undefined ? undefined : `The exception by Maria Lopez is longer than the ${end}`;
    expect([finding?.verdict, finding && "note" in finding ? finding.note : undefined]).toEqual([
      end === undefined ? "accepted" : "unmet",
      note,
    ]);
  });

  it("accepts nothing when another one is about the same finding", () => {
    const twice = [exception(idOf(bad)), exception(idOf(bad), { ticket: "CHG-8" })];
    expect(under(bad, { exceptions: twice })).toEqual(["unmet", "Several exceptions match it, so none of them counts"]);
  });

  it("accepts what cannot be verified only where it says so, unless that is advisory anyway", () => {
    const plain = [exception(idOf(unread))];
    expect(under(unread, { exceptions: plain })[0]).toBe("unobservable");
    expect(under(unread, { exceptions: [exception(idOf(unread), { acceptUnverified: true })] })[0]).toBe("accepted");
    expect(under(advisory(unread), { exceptions: plain })[0]).toBe("accepted");
  });

  it("of what cannot be verified accepts nothing that is seen later", () => {
    const blind = [exception(idOf(unread), { acceptUnverified: true })];
    expect(under(bad, { exceptions: blind })[0]).toBe("unmet");
  });

  it("never accepts what is marked, what is not named one by one and a rule that failed", () => {
    const marked = never(bad, "secrets");
    for (const verdict of [marked, unmet(others(account), "is bad in 3 more ways")])
      expect(under(verdict, { exceptions: [exception(idOf(verdict))] })[0]).toBe("unmet");
    const failing: Rule = {
      ...rule([]),
      judge: () => {
        throw new TypeError();
      },
    };
    const id = judgeResource(failing, connector(), { now: today })[0]?.id ?? "";
    const terms = { exceptions: [exception(id, { acceptUnverified: true })], ...baseline([id]) };
    expect(judgeResource(failing, connector(terms), { now: today })[0]?.verdict).toBe("unobservable");
  });

  it("in words is about the only finding of that subject, and about nothing else", () => {
    const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account" });
    const named = { ...words, subject: "fabrikam\\SVC" };
    expect(under(bad, { exceptions: [named] })[0]).toBe("accepted");
    expect(under(unmet(about(account, "OU=x"), "is bad"), { exceptions: [named] })[0]).toBe("unmet");
    expect(under(bad, { exceptions: [{ ...named, account: "cloud-sync-service-account" }] })[0]).toBe("unmet");
    const two = judged([bad, unmet(about(account, "OU=x"), "is worse")], { exceptions: [named] });
    expect(two.map(({ verdict }) => verdict)).toEqual(["unmet", "unmet"]);
    const besides = judged([bad, met(account.name, "is good")], { exceptions: [named] });
    expect(besides.map(({ verdict }) => verdict)).toEqual(["accepted", "met"]);
  });

  it("in words with a forest is about that forest alone", () => {
    const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account" });
    const named = { ...words, subject: account.name };
    const { forest } = examples["connector account"]();
    expect(under(bad, { exceptions: [{ ...named, forest: forest.toUpperCase() }] })[0]).toBe("accepted");
    expect(under(bad, { exceptions: [{ ...named, forest: "other.example" }] })[0]).toBe("unmet");
  });
});

describe("a baseline", () => {
  it("accepts what it holds until its last day, also what no exception may accept", () => {
    expect(under(bad, baseline([idOf(bad)]))[0]).toBe("accepted");
    expect(under(never(bad, "secrets"), baseline([idOf(bad)]))[0]).toBe("accepted");
    expect(under(bad, baseline([idOf(bad)], { lastDay: "2026-11-22" }))).toEqual([
      "unmet",
      "The baseline of 2026-11-01 ended on 2026-11-22",
    ]);
    expect(under(bad, baseline([idOf(bad)], { recordedOn: "2026-11-25" }))[0]).toBe("unmet");
  });

  it("accepts no advisory finding that has become mandatory since", () => {
    const findings = [{ id: idOf(bad), rule: "a-rule", level: "advisory" }];
    expect(under(bad, baseline([], { findings }))).toEqual(["unmet", "It was advisory in the baseline of 2026-11-01"]);
    expect(under(advisory(bad), baseline([], { findings }))[0]).toBe("accepted");
  });
});

describe("decisions, whatever they are", () => {
  const verdict = fc
    .record({
      key: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      kind: fc.constantFrom("unmet", "unobservable", "undecided"),
      fact: fc.constantFrom("is bad", "is worse"),
    })
    .map(({ key, kind, fact }): Verdict => {
      const subject = about(account, key);
      if (kind === "unmet") return unmet(subject, fact);
      return kind === "undecided"
        ? undecided(subject, "it", fact)
        : cannotVerify(subject, "it", fact, wayOut`Grant it.`);
    });

  it("hide no finding but those that they name, and lose none", () => {
    fc.assert(
      fc.property(
        fc.array(verdict, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.constantFrom("open", "excepted", "in the baseline")),
        (verdicts, fates) => {
          const ungated = judged(verdicts);
          const ids = ungated.flatMap(({ id }) => id ?? []);
          expect(new Set(ids).size).toBe(ids.length);
          const fate = new Map(ids.map((id) => [id, fates.next().value]));
          const gated = judged(verdicts, {
            exceptions: ids
              .filter((id) => fate.get(id) === "excepted")
              .map((id) => exception(id, { acceptUnverified: true })),
            ...baseline(ids.filter((id) => fate.get(id) === "in the baseline")),
          });
          expect(gated.map(({ id }) => id)).toEqual(ids);
          for (const finding of gated)
            expect(finding.verdict === "accepted").toBe(fate.get(finding.id ?? "HS-") !== "open");
          const open = (finding: (typeof gated)[number]) => fate.get(finding.id ?? "HS-") === "open";
          expect(gated.filter(open)).toEqual(ungated.filter(open));
        },
      ),
    );
  });
});

describe("what is told of decisions", () => {
  const told = (verdicts: readonly Verdict[], terms: Partial<Terms>, complete = true) =>
    notices(judge([connector(terms)], today, [rule(verdicts)]), today, complete).map(
      ({ level, message }) => `${level}: ${message}`,
    );

  it("is an exception that accepts nothing, with the nearest id, and in the profile strict it blocks", () => {
    const near = `${idOf(bad).slice(0, -1)}${idOf(bad).endsWith("0") ? "1" : "0"}`;
    const message = `The exception for ${near} (a-rule) accepts nothing: the rule has no such finding. Did you mean ${idOf(bad)}? Otherwise remove it.`;
    expect(told([bad], { exceptions: [exception(near)] })).toEqual([`advisory: ${message}`]);
    expect(told([bad], { exceptions: [exception(near)], profile: "strict" })).toEqual([`mandatory: ${message}`]);
  });

  it("is an exception in words that may mean several findings, with the id of each", () => {
    const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account" });
    const verdicts = ["OU=x", "OU=y"].map((place) => unmet(about(account, place), `is bad on ${place}`));
    const ids = judged(verdicts).map(({ id }) => id);
    expect(told(verdicts, { exceptions: [{ ...words, subject: account.name }], profile: "strict" })).toEqual([
      `mandatory: The exception for FABRIKAM\\svc (connect-sync-connector-account, a-rule) accepts nothing: its words fit several findings. Name it by \`finding\` instead: ${ids.join(", ")}.`,
    ]);
  });

  it("names five of more findings that words may mean, and counts the rest", () => {
    const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account" });
    const verdicts = Array.from({ length: 7 }, (_, at) => unmet(about(account, `OU=${at}`), `is bad on OU=${at}`));
    const ids = judged(verdicts).map(({ id }) => id);
    expect(told(verdicts, { exceptions: [{ ...words, subject: account.name }] })[0]).toContain(
      `instead: ${ids.slice(0, 5).join(", ")} and 2 more.`,
    );
  });

  it("is an exception in words of another forest, which means nothing here", () => {
    const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account" });
    const elsewhere = { ...words, subject: account.name, forest: "other.example" };
    expect(told([bad], { exceptions: [elsewhere] })).toEqual([
      "advisory: The exception for FABRIKAM\\svc (connect-sync-connector-account in other.example, a-rule) accepts nothing: the rule has no such finding. Remove it under hybrid-sync:exceptions.",
    ]);
  });

  it("is that the ids of a rule were others in earlier versions, where the exception gives one", () => {
    for (const name of withOtherIdsBefore) {
      const said = (own: Exception) =>
        notices(judge([connector({ exceptions: [own] })], today, [rule([bad], name)]), today, true)[0]?.message;
      const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account", rule: name });
      expect(said(exception("HS-????????????", { rule: name }))).toMatch(
        /earlier versions gave findings of this rule others\.$/,
      );
      expect(said({ ...words, subject: "SVC-old" })).toMatch(/Remove it under hybrid-sync:exceptions\.$/);
    }
  });

  it("is an unused exception of a rule that judged something, also where the stack is not judged as a whole", () => {
    expect(told([bad], { exceptions: [exception("HS-????????????")] }, false)).toHaveLength(1);
  });

  it("is which thresholds of the stack and of the policy pack differ; one of the stack that is no number counts for nothing", () => {
    const said = (exceptionDays: unknown) =>
      notices(judge([connector({ thresholds: { exceptionDays } as object })], today, [rule([bad])]), today, true, {
        thresholds: { exceptionDays: 40 },
      }).map(({ message }) => message.split(": ").slice(1).join(": "));
    expect(said(30)).toEqual(["exceptionDays 30 of the stack (the policy pack: 40)."]);
    expect(said("30")).toEqual(["exceptionDays 40 of the policy pack (the stack: 365)."]);
  });

  it("is nothing of terms that are missing or damaged", () => {
    for (const terms of [null, undefined]) {
      const damaged = resource("connector account", { ...examples["connector account"](), terms });
      expect(notices(judge([damaged], today, [rule([bad])]), today, true)).toEqual([]);
    }
  });

  it("is nothing of an exception whose finding may only be hidden now", () => {
    expect(told([unread], { exceptions: [exception(idOf(bad))] })).toEqual([]);
  });

  it("is nothing of one whose finding may be among those that are not listed now", () => {
    const rest = unmet(others(account), "is bad in 3 more ways");
    expect(told([rest], { exceptions: [exception(idOf(bad))], profile: "strict" })).toEqual([]);
  });

  it("is an exception that ends within 14 days", () => {
    expect(told([bad], { exceptions: [exception(idOf(bad), { expires: "2026-12-08" })] })).toEqual([]);
    expect(told([bad], { exceptions: [exception(idOf(bad), { expires: "2026-12-07" })] })).toEqual([
      `advisory: The exception for ${idOf(bad)} (a-rule) ends on 2026-12-07 (14 days left). Fix the finding, or ask Maria Lopez for a new decision.`,
    ]);
  });

  it("is an exception in words, called by them, and without an id that is near", () => {
    const { finding: _, ...words } = exception("", { account: "connect-sync-connector-account", subject: "SVC-old" });
    expect(told([bad], { exceptions: [words] })).toEqual([
      "advisory: The exception for SVC-old (connect-sync-connector-account, a-rule) accepts nothing: the rule has no such finding. Remove it under hybrid-sync:exceptions.",
    ]);
    const far = `${idOf(bad).slice(0, -4)}????`;
    expect(told([bad], { exceptions: [exception(far)] })[0]).toContain("Remove it under hybrid-sync:exceptions.");
  });

  it("names the nearest of several ids, whatever the case of its letters", () => {
    const worse = unmet(about(account, "worse"), "is worse");
    const near = idOf(bad).toUpperCase().slice(0, -1);
    expect(told([worse, bad], { exceptions: [exception(near)] })[0]).toContain(`Did you mean ${idOf(bad)}?`);
    expect(told([worse, bad], { exceptions: [exception(idOf(bad).toUpperCase())] })).toEqual([]);
  });

  it("is nothing of a rule without any resource, unless the stack is judged as a whole", () => {
    const elsewhere = { exceptions: [exception(idOf(bad), { rule: "another-rule" })] };
    expect(told([bad], elsewhere, false)).toEqual([]);
    expect(told([bad], elsewhere)).toHaveLength(1);
    const findings = [{ id: "HS-000000000000", rule: "another-rule", level: "mandatory" }];
    expect(told([bad], baseline([], { findings }), false)).toEqual([
      "information: 0 findings in the baseline of 2026-11-01, 68 days left.",
    ]);
    expect(told([bad], baseline([], { findings }))).toHaveLength(2);
  });

  it("is nothing of an exception whose finding is not known yet, or accepted although it cannot be verified", () => {
    const other = [exception(idOf(bad))];
    expect(told([notYetKnown(account.name)], { exceptions: other })).toEqual([]);
    const blind = exception(idOf(unread), { acceptUnverified: true });
    expect(told([unread], { exceptions: [...other, blind] })).toEqual([]);
    expect(told([met(account.name, "is good")], { exceptions: other })).toHaveLength(1);
  });

  it("is one day left in its own words, and none on the last day", () => {
    const ends = (expires: string) => told([bad], { exceptions: [exception(idOf(bad), { expires })] })[0];
    expect(ends("2026-11-24")).toContain("(1 day left)");
    expect(ends("2026-11-23")).toContain("(0 days left)");
    expect(ends("2026-11-22")).toBeUndefined();
  });

  it("is told with its finding, which has a message apart from others of the kind", () => {
    const [one, other] = ["OU=x", "OU=y"].map((place) =>
      ofItem(unmet(about(account, place), `is bad on ${place}`, { consequence: "it fails" }), place),
    ) as [Verdict, Verdict];
    const messages = (terms: Partial<Terms>) => toldIn(judge([connector(terms)], today, [rule([one, other])]));
    expect(messages({})).toHaveLength(1);
    expect(messages({ exceptions: [exception(idOf(one), { expires: "2026-11-22" })] })).toHaveLength(2);
  });

  it("is a baseline that ended, and what several of its findings are", () => {
    expect(told([bad], baseline([idOf(bad)], { lastDay: "2026-11-22" }))).toEqual([
      "advisory: The baseline of 2026-11-01 ended on 2026-11-22: its findings count again. Record a new one with: npm run baseline -- --stack NAME",
    ]);
    const worse = unmet(about(account, "worse"), "is worse");
    const gone = ["HS-000000000000", "HS-000000000001"];
    expect(told([bad, worse], baseline([idOf(bad), idOf(worse), ...gone]))).toEqual([
      "information: 2 findings in the baseline of 2026-11-01, 68 days left; 2 of them are critical.",
      "advisory: 2 findings of the baseline are fixed. Remove them with: npm run baseline -- --stack NAME --prune",
    ]);
    const others = { ...rule([bad], "milder"), severity: "high" } as const;
    const mild = {
      findings: [{ id: judgeResource(others, connector(), { now: today })[0]?.id, rule: "milder", level: "mandatory" }],
    };
    expect(
      notices(judge([connector(baseline([], mild))], today, [others]), today, true).map(({ message }) => message),
    ).toEqual(["1 finding in the baseline of 2026-11-01, 68 days left."]);
    expect(told([unread], baseline(gone))).toEqual([
      "information: 0 findings in the baseline of 2026-11-01, 68 days left.",
    ]);
  });

  it("is how a decision accepts a finding", () => {
    const messages = (terms: Partial<Terms>) =>
      judged([bad], terms).map((finding) => acceptedMessage(finding as Accepted, today));
    expect(messages({ exceptions: [exception(idOf(bad))] })).toEqual([
      "FABRIKAM\\svc is bad; accepted by Maria Lopez until 2026-12-31 (38 days left), CHG-7: The migration needs it.",
    ]);
    expect(messages(baseline([idOf(bad)]))).toEqual(["FABRIKAM\\svc is bad; it is in the baseline of 2026-11-01."]);
    const excepted = judged([bad], { exceptions: [exception(idOf(bad))] });
    expect([...excepted, ...judged([bad], baseline([idOf(bad)])), ...judged([bad])].map(isExcepted)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is the number of findings in the baseline, and those that are fixed, which must go in the profile strict", () => {
    expect(told([bad], baseline([idOf(bad), "HS-000000000000"]))).toEqual([
      "information: 1 finding in the baseline of 2026-11-01, 68 days left; 1 of them is critical.",
      "advisory: 1 finding of the baseline is fixed. Remove it with: npm run baseline -- --stack NAME --prune",
    ]);
    const strict = { ...baseline([idOf(bad), "HS-000000000000"]), profile: "strict" } as const;
    expect(told([bad], strict).map((text) => text.split(":")[0])).toEqual(["information", "mandatory"]);
  });
});
