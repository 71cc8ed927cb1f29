import { describe, expect, it } from "vitest";
import { textsAfter } from "./problems-of.ts";

const decision = {
  rule: "connector-account-excess",
  finding: "HS-peve9kevpebp",
  reason: "Migration",
  approvedBy: "Maria Lopez",
  ticket: "CHG-20417",
  grantedOn: "2026-11-20",
  expires: "2027-01-31",
};

const texts = (...exceptions: object[]) =>
  textsAfter((settings) => {
    settings.exceptions = exceptions;
  });

const without = (key: keyof typeof decision) =>
  Object.fromEntries(Object.entries(decision).filter(([name]) => name !== key));

describe("an exception", () => {
  it("is taken as the documentation shows it", () => {
    expect(texts(decision)).toEqual([]);
  });

  it.each([
    [
      "a rule that does not exist, with the nearest",
      [{ ...decision, rule: "connector-account-exces" }],
      "connector-account-excess",
    ],
    ["a finding that is spelled wrong", [{ ...decision, finding: "HS-peve" }], "HS-peve"],
    ["no end", [without("expires")], "expires"],
    ["an end before the decision", [{ ...decision, expires: "2026-11-19" }], "must be a day from 2026-11-20"],
    ["an end that is too far", [{ ...decision, expires: "2028-01-01" }], "365 days later"],
    ["nobody who approved it", [without("approvedBy")], "approvedBy"],
    ["an empty name of who approved it", [{ ...decision, approvedBy: "" }], "approvedBy"],
    ["another one about the same finding", [decision, { ...decision, finding: "hs-PEVE9KEVPEBP" }], "a second time"],
    ["neither finding nor words", [without("finding")], "either `finding`, or `account` and `subject`"],
  ])("is refused in one sentence with %s", (_, exceptions, words) => {
    const found = texts(...exceptions);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("hybrid-sync:exceptions[");
    expect(found[0]).toContain(words);
  });
});

describe("an exception where the stack allows 30 days", () => {
  const withDays = (exceptionDays: number, expires: string) =>
    textsAfter((settings) => {
      settings.thresholds = { exceptionDays };
      settings.exceptions = [{ ...decision, expires }];
    });

  it("is taken up to its 30th day", () => {
    expect(withDays(30, "2026-12-20")).toEqual([]);
  });

  it("is refused in one sentence when it is a day longer", () => {
    expect(withDays(30, "2026-12-21")).toEqual([
      expect.stringContaining(
        'hybrid-sync:exceptions[0].expires must be a day from 2026-11-20, the day of the decision, to 2026-12-20, 30 days later, got "2026-12-21"',
      ),
    ]);
  });

  it("is never allowed more than a year", () => {
    expect(withDays(366, "2026-12-20")).toEqual([
      expect.stringContaining("hybrid-sync:thresholds.exceptionDays must be a whole number from 1 to 365, got 366"),
    ]);
  });
});

describe("an exception in words", () => {
  const { finding: _, ...rest } = decision;
  const words = { ...rest, account: "connect-sync-connector-account", subject: "CONTOSO\\svc-connect" };
  const inForests = (exception: object, ...names: string[]) =>
    textsAfter((settings) => {
      const [forest] = settings.forests;
      const [synchronized] = settings.connectSync.forests;
      if (forest === undefined || synchronized === undefined) throw new Error("The settings have no forest.");
      for (const name of names) {
        settings.forests.push({ ...forest, name });
        settings.connectSync.forests.push({ ...synchronized, forest: name });
      }
      settings.exceptions = [exception];
    });

  it("needs no forest where the stack has the account in one", () => {
    expect(inForests(words)).toEqual([]);
    expect(inForests({ ...words, forest: "CONTOSO.example" })).toEqual([]);
  });

  it("is about one forest where the stack has the account in several, and is refused with the candidates otherwise", () => {
    expect(inForests({ ...words, forest: "fabrikam.example" }, "fabrikam.example")).toEqual([]);
    const [text, ...more] = inForests(words, "fabrikam.example", "tailspin.example");
    expect(more).toEqual([]);
    expect(text).toContain(
      'exceptions[0].forest must be one of the forests in which the stack has this account ("contoso.example", "fabrikam.example" or "tailspin.example"), got none',
    );
  });

  it("names no forest that the account is not in, and none beside an id", () => {
    expect(inForests({ ...words, forest: "nowhere.example" })[0]).toContain("exceptions[0].forest must be ");
    const other = { ...words, account: "cloud-sync-service-account", forest: "fabrikam.example" };
    expect(inForests(other, "fabrikam.example")).toEqual([
      expect.stringContaining(
        'must be the forest in which the stack has this account ("contoso.example"), got "fabrikam.example"',
      ),
    ]);
    expect(inForests({ ...decision, forest: "contoso.example" })).toEqual([
      expect.stringContaining("exceptions[0].forest must be left out beside `finding`, which is of one forest"),
    ]);
  });

  it("may be there once for each forest", () => {
    const both = textsAfter((settings) => {
      const [forest] = settings.forests;
      const [synchronized] = settings.connectSync.forests;
      if (forest === undefined || synchronized === undefined) throw new Error("The settings have no forest.");
      settings.forests.push({ ...forest, name: "fabrikam.example" });
      settings.connectSync.forests.push({ ...synchronized, forest: "fabrikam.example" });
      settings.exceptions = ["contoso.example", "fabrikam.example"].map((name) => ({ ...words, forest: name }));
    });
    expect(both).toEqual([]);
  });
});
