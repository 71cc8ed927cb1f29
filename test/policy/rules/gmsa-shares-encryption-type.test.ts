import { describe, expect, it } from "vitest";
import { gmsaSharesEncryptionType as rule } from "../../../policy/rules/gmsa-shares-encryption-type.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const example = "group managed service account";

function judgedWith(own: unknown, theirs: unknown, byDefault?: "aes-only" | "rc4-allowed") {
  const inputs = examples[example]();
  const { details } = inputs.observed;
  const [first] = details?.servers ?? [];
  const { encryptionTypes: _, ...before } = first ?? {};
  const servers = [{ ...before, ...(theirs === undefined ? {} : { encryptionTypes: theirs }) }];
  return judged(rule, example, {
    ...inputs,
    ...(byDefault === undefined ? {} : { defaultEncryptionTypes: byDefault }),
    observed: { ...inputs.observed, details: { ...details, encryptionTypes: own, servers } },
  });
}

const value = (observed: number | null) => ({ observed });

describe(rule.name, () => {
  it.each([
    [24, 28],
    [24, 16],
    // What Windows and the installer leave.
    [28, 28],
    // Every default has AES.
    [24, null],
    [null, 24],
    [null, null],
    [0x8001c, 0],
  ])("passes %s and %s", (own, theirs) => {
    expect(judgedWith(value(own), value(theirs))).toMatchObject({ verdicts: ["met"] });
  });

  it("names a server that has none in common", () => {
    expect(judgedWith(value(24), value(4))).toMatchObject({
      levels: ["mandatory"],
      messages: [
        "FABRIKAM\\SRV1$ supports RC4-HMAC, and FABRIKAM\\agent$ AES128 and AES256: they have none in common; " +
          "the server cannot sign in as the gMSA, and the provisioning agent does not start.\n" +
          `Allow AES128 and AES256 on the server, in the policy "Network security: Configure encryption types allowed for Kerberos", and on the gMSA with: Set-ADServiceAccount -Identity "CN=agent,CN=Managed Service Accounts,DC=fabrikam,DC=example" -KerberosEncryptionType "AES128", "AES256" -Server "fabrikam.example"`,
      ],
    });
    expect(judgedWith(value(16), value(8)).verdicts).toEqual(["unmet"]);
  });

  it("leaves open what rests on the default of the domain controllers, unless that is declared", () => {
    const unknown = judgedWith(value(null), value(4));
    expect(unknown).toMatchObject({ verdicts: ["undecided"], levels: ["advisory"] });
    expect(judgedWith(value(null), value(4), "rc4-allowed").verdicts).toEqual(["met"]);
    expect(judgedWith(value(null), value(4), "aes-only").verdicts).toEqual(["unmet"]);
  });

  it("leaves a gMSA without AES to the rule that asks for it", () => {
    expect(judgedWith(value(4), value(24))).toMatchObject({ verdicts: ["not applicable"], messages: [] });
  });

  it("cannot verify what may not be read, or an earlier version did not observe", () => {
    for (const theirs of [noAccess, undefined]) {
      expect(judgedWith(value(24), theirs)).toMatchObject({ verdicts: ["unobservable"], levels: ["advisory"] });
    }
    expect(judgedWith(noAccess, value(24)).verdicts).toEqual(["unobservable"]);
  });

  itNeedsAnObservation(rule, example);
});
