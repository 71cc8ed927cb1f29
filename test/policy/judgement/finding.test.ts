import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingIdPattern } from "../../../catalogue/exceptions.ts";
import { wayOut } from "../../../catalogue/remedy.ts";
import { identified } from "../../../policy/judgement/finding.ts";
import { about } from "../../../policy/judgement/subject.ts";
import { advisory, cannotVerify, met, undecided, unmet } from "../../../policy/judgement/verdict.ts";
import { examples, resource } from "../examples.ts";

const connector = resource("connector account", examples["connector account"]());
const account = { name: "CONTOSO\\\\svc", sid: "S-1-5-21-1-2-3-1104" };
const idsOf = (...verdicts: Parameters<typeof identified>[2]) =>
  identified("a-rule", connector, verdicts).map(({ id }) => id);
const idOf = (verdict: Parameters<typeof identified>[2][number], declared = connector, rule = "a-rule") =>
  identified(rule, declared, [verdict])[0]?.id;

describe("the id of a finding", () => {
  it("is short, and can be read out", () => {
    expect(idOf(unmet(account, "is bad"))).toMatch(findingIdPattern);
    expect(idOf(met(account, "is good"))).toBeNull();
  });

  it("does not depend on names, words, levels, remedies and the spelling of distinguished names", () => {
    const id = idOf(unmet(about(account, "OU=A,DC=x"), "is bad in 3 ways", { remedy: wayOut`Mend it.` }));
    const renamed = about({ ...account, name: "CONTOSO\\\\renamed" }, "ou=a, dc=X");
    expect(idOf(advisory(unmet(renamed, "is bad in 4 ways")))).toBe(id);
    expect(idOf(unmet(renamed, "x"), { ...connector, name: "another-name-in-the-stack" })).toBe(id);
  });

  it("differs by rule, account, forest, kind of verdict, object and detail", () => {
    const inputs = connector.inputs;
    const ids = [
      idOf(unmet(account, "is bad")),
      idOf(unmet(account, "is bad"), connector, "another-rule"),
      idOf(unmet(account, "is bad"), { ...connector, inputs: { ...inputs, forest: "other.example" } }),
      idOf(unmet(account, "is bad"), { ...connector, inputs: { ...inputs, account: "cloud-sync-service-account" } }),
      idOf(unmet(about(account, "detail"), "is bad")),
      idOf(unmet(about(account, "detail", "x"), "is bad")),
      idOf(unmet(about(account, "detail,x"), "is bad")),
      idOf(unmet({ ...account, sid: "S-1-5-21-1-2-3-1105" }, "is bad")),
      idOf(cannotVerify(account, "it", "no access", wayOut`Grant it.`)),
      idOf(undecided(account, "it", "a condition decides")),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("stays when an object is renamed and moved, and is another where another object takes its name", () => {
    const among = (distinguishedName: string, guid?: string) => {
      const objectGuids = guid === undefined ? [] : [{ distinguishedName, guid }];
      const observed = { ...Object(connector.inputs.observed), objectGuids };
      return { ...connector, inputs: { ...connector.inputs, observed } };
    };
    const guid = "6a1f0c4e-5b7d-4e29-9c55-0d1b2f3a4c5d";
    const other = "6a1f0c4e-5b7d-4e29-9c55-0d1b2f3a4c5e";
    const id = idOf(unmet(about(account, "OU=A,DC=x"), "is bad"), among("OU=A,DC=x", guid));
    expect(idOf(unmet(about(account, "ou=b, OU=C,DC=x"), "is bad"), among("OU=B,OU=C,DC=x", guid))).toBe(id);
    expect(idOf(unmet(about(account, "OU=A,DC=x"), "is bad"), among("OU=A,DC=x", other))).not.toBe(id);
    expect(idOf(unmet(about(account, "OU=A,DC=x"), "is bad"), among("OU=B,DC=x", guid))).toBe(
      idOf(unmet(about(account, "OU=A,DC=x"), "is bad")),
    );
  });

  it("is no other's where one GUID stands for two objects", () => {
    const guid = "6a1f0c4e-5b7d-4e29-9c55-0d1b2f3a4c5d";
    const objectGuids = ["OU=A,DC=x", "OU=B,DC=x"].map((distinguishedName) => ({ distinguishedName, guid }));
    const inputs = { ...connector.inputs, observed: { objectGuids } };
    const verdicts = ["OU=A,DC=x", "OU=B,DC=x"].map((name) => unmet(about(account, name), `is bad on ${name}`));
    const ids = identified("a-rule", { ...connector, inputs }, verdicts).map((finding) => finding.id);
    expect(new Set(ids).size).toBe(2);
  });

  it("is no other's, even where a rule does not tell two findings apart", () => {
    const [first, second, third] = idsOf(
      unmet(account, "is bad"),
      unmet(account, "is worse"),
      unmet(account, "is bad"),
    );
    expect(first).not.toBe(second);
    expect(third).toBeUndefined();
  });

  it("stands for one thing, whatever that thing is called", () => {
    const key = fc.array(fc.string({ unit: "binary", maxLength: 6 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(key, key, ([one = "", ...ones], [other = "", ...others]) => {
        const [a, b] = [about("x", one, ...ones), about("x", other, ...others)];
        const ids = idsOf(unmet(a, "is bad"), unmet(b, "is bad"));
        const folded = [a, b].map((each) => JSON.stringify(each.about).normalize("NFC").toLowerCase());
        if (folded[0] !== folded[1] && ids.length === 1) throw new Error(`one id for ${folded.join(" and ")}`);
        expect(ids.length).toBeGreaterThan(0);
      }),
    );
  });
});
