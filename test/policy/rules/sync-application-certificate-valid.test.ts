import { describe, expect, it } from "vitest";
import { syncApplicationCertificateValid as rule } from "../../../policy/rules/sync-application-certificate-valid.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

function withCertificates(
  declared: string | readonly string[] | null,
  others: readonly string[] = [],
  phase = "after-install",
): object {
  const inputs = examples.tenant();
  const certificates = [declared ?? []].flat().map((lastDay) => ({ thumbprints: ["A1"], lastDay }));
  const applications = [{ name: "Sync of SRV9", certificates, permissions: [] }];
  const sample =
    others.length === 0
      ? []
      : [
          {
            name: "Sync of SRV9",
            clientId: "client",
            clientSecrets: 0,
            owners: 0,
            certificates: others,
            permissions: [],
          },
        ];
  return {
    ...inputs,
    connectSync: { ...inputs.connectSync, phase, applications },
    observed: { ...inputs.observed, syncApplications: { observed: { count: sample.length, sample } } },
  };
}

// Judged on 2026-11-23: 150 days later it is 2027-04-22.
describe("sync-application-certificate-valid", () => {
  it("accepts a certificate that is valid for longer than Connect Sync warns", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withCertificates("2027-04-22")).verdicts).toEqual(["met"]);
  });

  it("advises in the last 150 days, and says how many are left", () => {
    expect(judged(rule, "tenant", withCertificates("2027-04-21"))).toMatchObject({
      levels: ["advisory"],
      facts: ['The application "Sync of SRV9" has a certificate that is valid until 2027-04-21, for 149 days'],
    });
    expect(judged(rule, "tenant", withCertificates("2026-11-23")).levels).toEqual(["advisory"]);
  });

  it("objects once the last one is over", () => {
    expect(judged(rule, "tenant", withCertificates("2026-11-22", ["2026-01-01"]))).toMatchObject({
      levels: ["mandatory"],
      facts: ['The application "Sync of SRV9" has no valid certificate: the last one expired on 2026-11-22'],
    });
  });

  it("judges the one that is valid longest, declared or not, as during a rotation", () => {
    expect(judged(rule, "tenant", withCertificates("2026-11-22", ["2028-01-01"])).verdicts).toEqual(["met"]);
    expect(judged(rule, "tenant", withCertificates(null, ["2028-01-01"])).verdicts).toEqual(["met"]);
  });

  it("leaves the certificate to the wizard before the installation, and misses it afterwards", () => {
    expect(judged(rule, "tenant", withCertificates(null, [], "before-install"))).toMatchObject({
      verdicts: ["installer creates it"],
      messages: [],
    });
    const { levels, messages } = judged(rule, "tenant", withCertificates(null));
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain("has no certificate; Connect Sync cannot sign in with it.");
  });

  itNeedsTheTenant(rule, ["syncApplications"]);
});
