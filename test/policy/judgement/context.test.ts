import { describe, expect, it } from "vitest";
import { defaultThresholds, thresholdNames, thresholds } from "../../../catalogue/thresholds.ts";
import { contextOf, differenceOf } from "../../../policy/judgement/context.ts";
import { judgeResource } from "../../../policy/judgement/judge-resource.ts";
import { connectorAccountExists } from "../../../policy/rules/connector-account-exists.ts";
import { examples, resource, today } from "../examples.ts";

describe("by what a resource is judged", () => {
  it("is what the catalogue says where nobody asks for more", () => {
    expect(contextOf({ now: today }, {})).toEqual({
      now: today,
      profile: "baseline",
      thresholds: defaultThresholds,
      fromPack: new Set(),
    });
  });

  it("is what the stack says, and what the catalogue says of the rest", () => {
    const terms = { profile: "strict", thresholds: { noticeDays: 30, snapshotDays: 5 } } as const;
    expect(contextOf({ now: today }, { terms })).toEqual({
      now: today,
      profile: "strict",
      thresholds: { ...defaultThresholds, noticeDays: 30, snapshotDays: 5 },
      fromPack: new Set(),
    });
  });

  it("is the stricter of stack and policy pack, for each by itself, and says which", () => {
    const terms = {
      profile: "baseline",
      thresholds: { noticeDays: 30, snapshotDays: 5, connectorPasswordDays: 400, globalAdministrators: 4 },
    } as const;
    const pack = {
      profile: "strict",
      thresholds: { noticeDays: 60, snapshotDays: 9, connectorPasswordDays: 200, exceptionDays: 30 },
    } as const;
    const context = contextOf({ now: today, pack }, { terms });
    expect(context.profile).toBe("strict");
    expect(context.thresholds).toEqual({
      ...defaultThresholds,
      noticeDays: 60,
      snapshotDays: 5,
      connectorPasswordDays: 200,
      globalAdministrators: 4,
      exceptionDays: 30,
    });
    expect([...context.fromPack].toSorted()).toEqual([
      "connectorPasswordDays",
      "exceptionDays",
      "noticeDays",
      "profile",
    ]);
    expect(differenceOf(pack, terms)).toBe(
      "Stack and configuration of the policy pack ask for different things, and the stricter counts: " +
        "profile strict of the policy pack (the stack: baseline); " +
        "connectorPasswordDays 200 of the policy pack (the stack: 400); " +
        "snapshotDays 5 of the stack (the policy pack: 9); noticeDays 60 of the policy pack (the stack: 30); " +
        "exceptionDays 30 of the policy pack (the stack: 365).",
    );
  });

  it("is never made less strict by the policy pack, also where the stack says nothing", () => {
    for (const name of thresholdNames) {
      const { default: usual, minimum, maximum, stricter } = thresholds[name];
      const laxest = stricter === "lower" ? maximum : minimum;
      const strictest = stricter === "lower" ? minimum : maximum;
      const of = (asked: number) => contextOf({ now: today, pack: { thresholds: { [name]: asked } } }, {});
      expect([of(laxest).thresholds[name], of(laxest).fromPack.size]).toEqual([usual, 0]);
      expect([of(strictest).thresholds[name], [...of(strictest).fromPack]]).toEqual([strictest, [name]]);
    }
    const strict = { terms: { profile: "strict", thresholds: {} } } as const;
    expect(contextOf({ now: today, pack: { profile: "baseline" } }, strict).profile).toBe("strict");
    expect(differenceOf({}, strict.terms)).toBeUndefined();
    expect(differenceOf({ profile: "strict" }, strict.terms)).toBeUndefined();
  });

  it("is not concluded from terms that someone damaged", () => {
    const inputs = examples["connector account"]();
    for (const terms of [7, [], {}, { profile: "lenient", thresholds: {} }, { profile: "strict", thresholds: [] }]) {
      const [finding] = judgeResource(connectorAccountExists, resource("connector account", { ...inputs, terms }), {
        now: today,
      });
      expect(finding).toMatchObject({ verdict: "unobservable", enforcementLevel: "mandatory" });
    }
  });
});
