import { describe, expect, it } from "vitest";
import { serviceAccountEnabled as rule } from "../../../policy/rules/service-account-enabled.ts";
import { examples, live, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const kinds = ["connector account", "group managed service account", "ADSync service account"] as const;

const withEnabled = (kind: (typeof kinds)[number], enabled: unknown) => {
  const inputs = examples[kind]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, enabled } } };
};

describe.each(kinds)("service-account-enabled, on a %s", (kind) => {
  it("accepts one that is enabled", () => {
    expect(judged(rule, kind, examples[kind]()).verdicts).toEqual(["met"]);
  });

  it("names one that is disabled, with the command that enables it", () => {
    const { verdicts, levels, messages } = judged(rule, kind, withEnabled(kind, { observed: false }));
    expect(verdicts).toEqual(["unmet"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toMatch(
      /^FABRIKAM\\\S+ is disabled; the sync tool cannot sign in with it\.\nEnable it with: Enable-ADAccount -Identity "CN=.*,DC=fabrikam,DC=example" -Server "fabrikam\.example"$/,
    );
  });

  it("cannot verify in a forest that hides account restrictions, and leaves open what is not known yet", () => {
    const { verdicts, messages } = judged(rule, kind, withEnabled(kind, noAccess));
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("cannot verify whether it is enabled: the reader cannot read it.");
    expect(judged(rule, kind, withEnabled(kind, unknownText)).verdicts).toEqual(["not yet known"]);
  });

  it("leaves an account that is not there to the rule about existence", () => {
    const absent = { ...examples[kind](), observed: { evidence: live, account: { observed: null }, details: null } };
    expect(judged(rule, kind, absent)).toMatchObject({ verdicts: ["not applicable"], messages: [] });
  });

  it("cannot verify when the account was found and nothing of it could be read", () => {
    const inputs = examples[kind]();
    const { verdicts, messages } = judged(rule, kind, { ...inputs, observed: { ...inputs.observed, details: null } });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("its attributes could not be read.\nLet the read account read the properties of CN=");
  });

  itNeedsAnObservation(rule, kind);
});

describe("service-account-enabled", () => {
  it("does not apply to a virtual account, be the directory open or not", () => {
    const virtual = {
      ...examples["ADSync service account"](),
      kind: "virtual account",
      name: null,
      observed: { evidence: { source: "none" }, account: null, details: null },
    };
    expect(judged(rule, "ADSync service account", virtual)).toMatchObject({
      verdicts: ["not applicable"],
      messages: [],
    });
  });
});
