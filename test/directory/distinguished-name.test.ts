import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domainOf, parseDistinguishedName } from "../../directory/distinguished-name.ts";

describe("a distinguished name", () => {
  it("is read component by component, nearest first", () => {
    expect(parseDistinguishedName("CN=svc,OU=Sync,DC=contoso,DC=example")).toEqual([
      { type: "CN", value: "svc" },
      { type: "OU", value: "Sync" },
      { type: "DC", value: "contoso" },
      { type: "DC", value: "example" },
    ]);
  });

  it.each([
    ["CN=Lopez\\, Maria", "Lopez, Maria"],
    ['CN=a\\+b\\"c\\\\d\\<e\\>f\\;g', 'a+b"c\\d<e>f;g'],
    ["CN=\\#1", "#1"],
    ["CN=\\ both ends\\ ", " both ends "],
    ["CN=M\\C3\\BCller", "Müller"],
    ["CN=Müller 🙂", "Müller 🙂"],
    ["CN=a=b", "a=b"],
    ["CN = spaced ", "spaced"],
    ["2.5.4.3=by number", "by number"],
  ])("resolves the escapes of %s", (text, value) => {
    expect(parseDistinguishedName(text)?.[0]?.value).toBe(value);
  });

  it.each([
    "",
    "CN",
    "CN=",
    "=svc",
    "CN=a,",
    ",CN=a",
    "CN=a,,DC=b",
    "CN=a+OU=b",
    'CN="a"',
    "CN=#04",
    "CN=a\\",
    "CN=a\\x",
    "CN=\\C3",
    "C N=a",
    "CN=a<b",
  ])("is not read from %j", (text) => {
    expect(parseDistinguishedName(text)).toBeUndefined();
  });

  it("is read from any value once its special characters are escaped", () => {
    const escaped = (value: string) =>
      value.replace(/[,+"\\<>;=#\0 ]/g, (special) => `\\${special.charCodeAt(0).toString(16).padStart(2, "0")}`);
    const value = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((text) => text.isWellFormed() && text.trim() === text);
    fc.assert(
      fc.property(value, (text) => {
        expect(parseDistinguishedName(`CN=${escaped(text)},DC=example`)?.[0]?.value).toBe(text);
      }),
    );
  });
});

describe("the domain of a distinguished name", () => {
  it("is made of its last DC components", () => {
    expect(domainOf(parseDistinguishedName("CN=svc,DC=emea,dc=contoso,DC=example") ?? [])).toBe("emea.contoso.example");
    expect(domainOf(parseDistinguishedName("DC=contoso,CN=svc,DC=example") ?? [])).toBe("example");
    expect(domainOf(parseDistinguishedName("CN=svc,OU=Sync") ?? [])).toBeUndefined();
  });
});
