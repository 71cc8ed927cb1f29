import { describe, expect, it } from "vitest";
import type { DomainPasswordPolicy } from "../../../directory/facts/logon.ts";
import { passwordWritebackMinimumPasswordAge } from "../../../policy/rules/password-writeback-minimum-password-age.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const rule = passwordWritebackMinimumPasswordAge;
const policy = "CN=Admins,CN=Password Settings Container,CN=System,DC=fabrikam,DC=example";

function judgedWith(facts: Partial<DomainPasswordPolicy>) {
  const inputs = examples["connector account"]();
  const [first, second] = inputs.observed.details?.passwordPolicies ?? [];
  const passwordPolicies = [first, { ...second, ...facts }];
  const observed = { ...inputs.observed, details: { ...inputs.observed.details, passwordPolicies } };
  return judged(rule, "connector account", { ...inputs, features: ["password-writeback"], observed });
}

describe(rule.name, () => {
  it("is about password writeback alone", () => {
    expect(judged(rule, "connector account", examples["connector account"]())).toMatchObject({
      verdicts: ["not applicable"],
    });
  });

  it("passes domains where nobody has to wait", () => {
    expect(judgedWith({})).toMatchObject({ verdicts: ["met", "met", "met", "met"], messages: [] });
  });

  it.each([
    [86_400, "1 day"],
    [172_800, "2 days"],
    [5_400, "5400 seconds"],
    [3_600, "1 hour"],
  ])("shows a domain where a password must be kept for %d seconds", (seconds, words) => {
    const { verdicts, messages, levels } = judgedWith({ minimumAgeSeconds: { observed: seconds } });
    expect(verdicts).toEqual(["met", "met", "unmet", "met"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages).toEqual([
      `DC=fabrikam,DC=example has a minimum password age of ${words}; anyone who changed the password more recently cannot reset or change it in the cloud.\n` +
        'Set it to 0 in the Default Domain Policy, or with: Set-ADDefaultDomainPasswordPolicy -Identity "fabrikam.example" -MinPasswordAge 0',
    ]);
  });

  it("shows fine-grained policies, and says of those that the reader cannot read that it cannot verify them", () => {
    const sample = [
      { distinguishedName: policy, minimumAgeSeconds: { observed: 86_400 } },
      { distinguishedName: `CN=Two,${policy}`, minimumAgeSeconds: { observed: 0 } },
      { distinguishedName: `CN=Three,${policy}`, minimumAgeSeconds: noAccess },
    ];
    const { verdicts, messages } = judgedWith({ fineGrained: { observed: { count: 3, sample } } });
    expect(verdicts).toEqual(["met", "met", "met", "unmet", "met", "unobservable"]);
    expect(messages[0]).toMatch(
      /Set-ADFineGrainedPasswordPolicy -Identity "CN=Admins,.*" -MinPasswordAge 0 -Server "fabrikam.example"$/,
    );
  });

  it("judges the domains that Cloud Sync synchronizes only", () => {
    const inputs = { ...examples["group managed service account"](), features: ["password-writeback"] };
    expect(judged(rule, "group managed service account", inputs)).toMatchObject({
      facts: [
        "DC=fabrikam,DC=example has no minimum password age",
        "DC=fabrikam,DC=example has no fine-grained password policy that the read account can see",
      ],
    });
    expect(judged(rule, "group managed service account", { ...inputs, domains: ["other.example"] })).toMatchObject({
      verdicts: ["unobservable"],
    });
  });

  itNeedsAnObservation(rule, "connector account", (inputs) => ({ ...inputs, features: ["password-writeback"] }));
});
