import { describe, expect, it } from "vitest";
import { wayOut } from "../../../catalogue/remedy.ts";
import { type VerdictWord, verdictWords } from "../../../catalogue/verdicts.ts";
import type { Finding } from "../../../policy/judgement/finding.ts";
import { violationOf, withId } from "../../../policy/judgement/violation.ts";
import { serviceAccountEnabled } from "../../../policy/rules/service-account-enabled.ts";

const verdict = (word: VerdictWord) =>
  ({ verdict: word, id: "HS-1", subject: "It", about: ["it"], fact: "is so", remedy: wayOut`Mend it.` }) as Finding;

describe("what violates", () => {
  it.each([
    ["unmet", { message: "It is so; the sync tool cannot sign in with it.\nMend it.", enforcementLevel: undefined }],
    ["unobservable", { message: "It: is so.\nMend it.", enforcementLevel: undefined }],
    ["undecided", { message: "It: is so.\nMend it.", enforcementLevel: "advisory" }],
  ] as const)("is %s, at the level in force unless it is undecided", (word, violation) => {
    expect(violationOf(serviceAccountEnabled, verdict(word))).toEqual({ id: "HS-1", ...violation });
  });

  it("is nothing else", () => {
    const others = (Object.keys(verdictWords) as VerdictWord[]).filter(
      (word) => !["unmet", "unobservable", "undecided"].includes(word),
    );
    expect(others).toHaveLength(6);
    for (const word of others) expect(violationOf(serviceAccountEnabled, verdict(word))).toBeUndefined();
  });

  it("is advisory when unobservable, where an ordinary reader never sees the fact", () => {
    const hidden = { ...serviceAccountEnabled, unobservableLevel: "advisory" } as const;
    expect(violationOf(hidden, verdict("unobservable"))?.enforcementLevel).toBe("advisory");
    expect(violationOf(hidden, verdict("unmet"))?.enforcementLevel).toBeUndefined();
  });
});

describe("a message", () => {
  it("breaks only before the way out", () => {
    const sneaky = {
      verdict: "unmet",
      id: "HS-1",
      subject: "a\nb",
      about: ["a"],
      fact: "is\nso",
      remedy: wayOut`Mend\nit.`,
    } as const;
    expect(violationOf(serviceAccountEnabled, sneaky)?.message.split("\n")).toEqual([
      "a\\u{a}b is\\u{a}so; the sync tool cannot sign in with it.",
      "Mend\\u{a}it.",
    ]);
  });

  it("is printed with the id of the finding at the end of its first line", () => {
    const violation = violationOf(serviceAccountEnabled, verdict("unobservable"));
    expect(violation && withId(violation)).toBe("It: is so. [HS-1]\nMend it.");
  });
});
