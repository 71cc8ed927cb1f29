import { describe, expect, it } from "vitest";
import { gmsaEncryptionTypes as rule } from "../../../policy/rules/gmsa-encryption-types.ts";
import { examples, noAccess } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";

const withTypes = (encryptionTypes: unknown) => {
  const inputs = examples["group managed service account"]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, encryptionTypes } } };
};

describe("gmsa-encryption-types", () => {
  it.each([
    [0x8, "AES128"],
    [0x10, "AES256"],
    [0x18, "AES128 and AES256"],
    [0x1c, "RC4-HMAC, AES128 and AES256"],
    [0x8001c, "RC4-HMAC, AES128 and AES256"],
  ])("accepts %i, which supports %s", (value, titles) => {
    const { verdicts, facts } = judged(rule, "group managed service account", withTypes({ observed: value }));
    expect(verdicts).toEqual(["met"]);
    expect(facts).toEqual([`FABRIKAM\\agent$ supports ${titles}`]);
  });

  it.each([null, 0])("judges %s, which names none, by what the domain controllers are declared to use", (value) => {
    const declaring = (defaultEncryptionTypes: object) =>
      judged(rule, "group managed service account", {
        ...withTypes({ observed: value }),
        ...defaultEncryptionTypes,
      });
    expect(declaring({ defaultEncryptionTypes: "aes-only" })).toMatchObject({ verdicts: ["met"], messages: [] });
    const rc4 = declaring({ defaultEncryptionTypes: "rc4-allowed" });
    expect(rc4).toMatchObject({ verdicts: ["unmet"], levels: ["advisory"] });
    expect(rc4.messages[0]).toContain("the domain controllers are declared to use RC4 for it;");
    const unknown = declaring({});
    expect(unknown).toMatchObject({ verdicts: ["undecided"], levels: ["advisory"] });
    expect(unknown.messages[0]).toContain("The directory does not show their updates.\nDeclare what they use as");
  });

  it.each([
    [0x4, "RC4-HMAC"],
    [0x3, "DES-CBC-CRC and DES-CBC-MD5"],
    [0x7, "DES-CBC-CRC, DES-CBC-MD5 and RC4-HMAC"],
    [0x80004, "RC4-HMAC"],
  ])("refuses %i, which supports only %s", (value, titles) => {
    expect(judged(rule, "group managed service account", withTypes({ observed: value }))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        `FABRIKAM\\agent$ supports only ${titles} (msDS-SupportedEncryptionTypes ${value}); Kerberos fails wherever only AES is allowed, and the provisioning agent then does not start.\n` +
          'Allow AES with: Set-ADServiceAccount -Identity "CN=agent,CN=Managed Service Accounts,DC=fabrikam,DC=example" -KerberosEncryptionType "AES128", "AES256" -Server "fabrikam.example"',
      ],
    });
  });

  it("cannot decide about a value that names other features only", () => {
    expect(judged(rule, "group managed service account", withTypes({ observed: 0x80000 }))).toMatchObject({
      verdicts: ["undecided"],
      levels: ["advisory"],
    });
  });

  it("cannot verify what may not be read, and leaves open what is not known yet", () => {
    expect(judged(rule, "group managed service account", withTypes(noAccess)).verdicts).toEqual(["unobservable"]);
    expect(judged(rule, "group managed service account", withTypes(unknownText)).verdicts).toEqual(["not yet known"]);
  });

  itNeedsAnObservation(rule, "group managed service account");
});
