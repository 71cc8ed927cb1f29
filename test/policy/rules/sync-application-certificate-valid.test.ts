import { describe, expect, it } from "vitest";
import { noTerms } from "../../../contract/terms.ts";
import { syncApplicationCertificateValid as rule } from "../../../policy/rules/sync-application-certificate-valid.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

type Lifetime = { readonly firstDay?: string | null; readonly lastDay: string };

function withCertificates(
  declared: readonly Lifetime[],
  others: readonly (Lifetime | string)[] = [],
  phase = "after-install",
): object {
  const inputs = examples.tenant();
  const certificates = declared.map((lifetime) => ({ thumbprints: ["A1"], ...lifetime }));
  const applications = [{ name: "Sync of SRV9", certificates, permissions: [] }];
  const found = { name: "Sync of SRV9", clientId: "client", clientSecrets: 0, owners: 0, permissions: [] };
  const sample = others.length === 0 ? [] : [{ ...found, certificates: others }];
  return {
    ...inputs,
    connectSync: { ...inputs.connectSync, phase, applications },
    observed: { ...inputs.observed, syncApplications: { observed: { count: sample.length, sample } } },
  };
}

const ofNinetyDays: Lifetime = { firstDay: "2026-09-21", lastDay: "2026-12-20" };
const longOver: Lifetime = { firstDay: "2024-01-01", lastDay: "2026-01-01" };
const yesterday: Lifetime = { firstDay: "2026-01-01", lastDay: "2026-11-22" };
const forTwoYears: Lifetime = { firstDay: "2026-01-01", lastDay: "2028-01-01" };

// Judged on 2026-11-23, which is the 63rd day of a certificate that began on 2026-09-21.
describe("sync-application-certificate-valid", () => {
  it("accepts a certificate of which less than 70 % of the lifetime is over", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
    const sixtyTwoDaysOld = { firstDay: "2026-09-22", lastDay: "2026-12-21" };
    expect(judged(rule, "tenant", withCertificates([sixtyTwoDaysOld])).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withCertificates([], [sixtyTwoDaysOld])).verdicts).toEqual(["met"]);
  });

  it("accepts one of 90 days on its first day, and one of ten years in its seventh", () => {
    expect(
      judged(rule, "tenant", withCertificates([{ firstDay: "2026-11-23", lastDay: "2027-02-21" }])).verdicts,
    ).toEqual(["met"]);
    expect(
      judged(rule, "tenant", withCertificates([{ firstDay: "2020-01-01", lastDay: "2030-01-01" }])).verdicts,
    ).toEqual(["met"]);
  });

  it("advises from 70 % of the lifetime on, on day 63 of 90, and says how many days are left", () => {
    expect(judged(rule, "tenant", withCertificates([ofNinetyDays]))).toMatchObject({
      levels: ["advisory"],
      facts: [
        'The application "Sync of SRV9" has a certificate that is valid until 2026-12-20, for 27 days; 70 % of its lifetime since 2026-09-21 is over',
      ],
    });
    const onTheDay = judged(rule, "tenant", withCertificates([ofNinetyDays]), new Date("2026-11-22T23:59:59Z"));
    expect(onTheDay.verdicts).toEqual(["met"]);
  });

  it("advises from the part of the lifetime that the stack says", () => {
    const terms = { ...noTerms, profile: "baseline", thresholds: { certificateLifetimePercent: 50 } };
    const half = withCertificates([{ firstDay: "2026-09-22", lastDay: "2026-12-21" }]);
    const { levels, facts } = judged(rule, "tenant", { ...half, terms });
    expect(levels).toEqual(["advisory"]);
    expect(facts[0]).toContain("50 % of its lifetime since 2026-09-22 is over");
  });

  it("advises about one of five years in its fourth, long before 150 days are left", () => {
    const ofFiveYears = { firstDay: "2023-01-01", lastDay: "2028-01-01" };
    expect(judged(rule, "tenant", withCertificates([ofFiveYears])).levels).toEqual(["advisory"]);
  });

  it("advises on the last day, and about a certificate of one day", () => {
    expect(
      judged(rule, "tenant", withCertificates([{ firstDay: "2026-11-22", lastDay: "2026-11-23" }])).levels,
    ).toEqual(["advisory"]);
    expect(
      judged(rule, "tenant", withCertificates([{ firstDay: "2026-11-23", lastDay: "2026-11-23" }])).levels,
    ).toEqual(["advisory"]);
  });

  it("objects once the last one is over", () => {
    expect(judged(rule, "tenant", withCertificates([yesterday], [longOver]))).toMatchObject({
      levels: ["mandatory"],
      facts: ['The application "Sync of SRV9" has no valid certificate: the last one expired on 2026-11-22'],
    });
  });

  it("advises while the only one has not begun", () => {
    expect(judged(rule, "tenant", withCertificates([{ firstDay: "2026-11-24", lastDay: "2027-11-24" }]))).toMatchObject(
      {
        levels: ["advisory"],
        facts: ['The application "Sync of SRV9" has no valid certificate yet: the first one begins on 2026-11-24'],
      },
    );
  });

  it("judges the one that is valid longest, declared or not, as during a rotation", () => {
    expect(judged(rule, "tenant", withCertificates([yesterday], [forTwoYears])).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withCertificates([], [forTwoYears])).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withCertificates([ofNinetyDays, forTwoYears])).verdicts).toEqual(["met"]);
    const next = { firstDay: "2026-12-01", lastDay: "2028-12-01" };
    expect(judged(rule, "tenant", withCertificates([ofNinetyDays, next])).levels).toEqual(["advisory"]);
  });

  it("has nothing to say where no application is declared", () => {
    const { connectSync, observed, ...inputs } = examples.tenant();
    const unused = [
      { connectSync: null, observed },
      { connectSync: { ...connectSync, applications: [] }, observed },
      { connectSync, observed: { ...observed, syncApplications: null } },
    ];
    for (const facts of unused)
      expect(judged(rule, "tenant", { ...inputs, ...facts }).facts).toEqual([
        "The tenant is declared to have no application for Connect Sync",
      ]);
  });

  it("objects to a declared certificate that is over, which Microsoft Graph refuses", () => {
    const { messages, levels } = judged(rule, "tenant", withCertificates([yesterday, longOver, forTwoYears]));
    expect(levels).toEqual(["mandatory", "mandatory"]);
    expect(messages).toEqual(
      ["2026-11-22", "2026-01-01"].map(
        (day) =>
          `The application "Sync of SRV9" is declared with a certificate that expired on ${day}; Microsoft Graph accepts no expired certificate.\n` +
          "Remove its file from certificateFiles; the other one is valid.",
      ),
    );
    // Then there is nothing else to switch to, and that is what is said.
    expect(judged(rule, "tenant", withCertificates([yesterday, longOver])).facts).toEqual([
      'The application "Sync of SRV9" has no valid certificate: the last one expired on 2026-11-22',
    ]);
  });

  it("counts no certificate of another application", () => {
    const inputs = withCertificates([], [forTwoYears]) as ReturnType<typeof examples.tenant>;
    const renamed = JSON.parse(JSON.stringify(inputs.observed).replaceAll("Sync of SRV9", "Sync of SRV8"));
    expect(judged(rule, "tenant", { ...inputs, observed: renamed }).facts).toEqual([
      'The application "Sync of SRV9" has no certificate',
    ]);
  });

  it("names the first day of several that have not begun, and their finding is one of its own", () => {
    const later = ["2027-05-01", "2026-12-01", "2027-01-01"].map((firstDay) => ({ firstDay, lastDay: "2029-01-01" }));
    expect(judged(rule, "tenant", withCertificates(later)).facts).toEqual([
      'The application "Sync of SRV9" has no valid certificate yet: the first one begins on 2026-12-01',
    ]);
    const ids = [later, [yesterday], [ofNinetyDays], []].map(
      (all) => judged(rule, "tenant", withCertificates(all)).ids[0],
    );
    expect(new Set(ids).size).toBe(4);
  });

  it("cannot verify how much is over where only the end is known, as in what an older version recorded", () => {
    const { verdicts, levels, messages } = judged(rule, "tenant", withCertificates([], ["2028-01-01"]));
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "cannot verify how much of the lifetime of its certificate is over: it has a certificate that is valid until 2028-01-01",
    );
    expect(judged(rule, "tenant", withCertificates([{ lastDay: "2028-01-01" }])).verdicts).toEqual(["unobservable"]);
    expect(judged(rule, "tenant", withCertificates([], ["2026-01-01"])).levels).toEqual(["mandatory"]);
    expect(judged(rule, "tenant", withCertificates([], [{ firstDay: null, lastDay: "2028-01-01" }])).verdicts).toEqual([
      "unobservable",
    ]);
  });

  it("leaves the certificate to the wizard before the installation, and misses it afterwards", () => {
    expect(judged(rule, "tenant", withCertificates([], [], "before-install"))).toMatchObject({
      verdicts: ["installer creates it"],
      messages: [],
    });
    const { levels, messages } = judged(rule, "tenant", withCertificates([]));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("has no certificate; Connect Sync cannot sign in with it.");
  });

  itNeedsTheTenant(rule, ["syncApplications"]);
});
