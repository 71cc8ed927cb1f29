import { describe, expect, it } from "vitest";
import { seamlessSsoEncryptionTypes } from "../../../policy/rules/seamless-sso-encryption-types.ts";
import { withoutSingleSignOn, withSingleSignOn } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = seamlessSsoEncryptionTypes;

function judgedWith(encryptionTypes: number | null) {
  return judged(rule, "forest", withSingleSignOn({ encryptionTypes: { observed: encryptionTypes } }));
}

describe(rule.name, () => {
  it("is about domains with such an account", () => {
    expect(judged(rule, "forest", withoutSingleSignOn())).toMatchObject({ verdicts: ["not applicable"] });
  });

  it.each([8, 16, 24, 0x80010])("passes %i, which is AES alone", (value) => {
    expect(judgedWith(value)).toMatchObject({ verdicts: ["met"] });
  });

  it.each([null, 0])("judges %s, which names none, by what the domain controllers are declared to use", (value) => {
    const inputs = withSingleSignOn({ encryptionTypes: { observed: value } });
    const by = (types?: "aes-only" | "rc4-allowed") =>
      judged(rule, "forest", types === undefined ? inputs : { ...inputs, defaultEncryptionTypes: types }).verdicts;
    expect(by("aes-only")).toEqual(["met"]);
    expect(by("rc4-allowed")).toEqual(["unmet"]);
    expect(by()).toEqual(["undecided"]);
  });

  it.each([
    [4, "RC4-HMAC"],
    [28, "RC4-HMAC, AES128 and AES256"],
  ])("shows %i, which supports %s", (value, titles) => {
    const { messages, levels } = judgedWith(value);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      `FABRIKAM\\AZUREADSSOACC$ supports ${titles}; anyone who requests a ticket can guess`,
    );
  });

  itNeedsTheForest(rule, ["domains"]);
});
