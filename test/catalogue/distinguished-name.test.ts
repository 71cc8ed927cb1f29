import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalDistinguishedName,
  depthOf,
  dnsNameOfDomain,
  domainHolding,
  isBelow,
  isSameName,
  isWithin,
  nameKey,
  parentOf,
  parseDistinguishedName,
  splitName,
} from "../../catalogue/distinguished-name.ts";

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
    ["OU=Sør #1", "Sør #1"],
    ["CN=\\ both ends\\ ", " both ends "],
    ["CN=\\ both ends\\  ", " both ends "],
    ["CN=M\\C3\\BCller", "Müller"],
    ["CN=Müller 🙂", "Müller 🙂"],
    ["CN=a=b", "a=b"],
    ["CN = spaced ", "spaced"],
    ["2.5.4.3=by number", "by number"],
    ["OID.2.5.4.3=by number", "by number"],
    ['CN="Lopez, Maria"', "Lopez, Maria"],
    ['CN = "a\\"b; c + d" ', 'a"b; c + d'],
    ["CN=\u00a0no-break space", "\u00a0no-break space"],
  ])("resolves the escapes of %s", (text, value) => {
    expect(parseDistinguishedName(text)?.[0]?.value).toBe(value);
  });

  it.each([
    "",
    "CN",
    "CN=",
    'CN=""',
    "=svc",
    "CN=a,",
    ",CN=a",
    "CN=a,,DC=b",
    "CN=a;;DC=b",
    "CN=a+OU=b",
    'CN="a',
    'CN="a"b',
    'CN=a"b"',
    "CN=#04",
    "CN=a\\",
    "CN=a\\x",
    "CN=\\C3",
    "C N=a",
    "CN=a<b",
  ])("is not read from %j", (text) => {
    expect(parseDistinguishedName(text)).toBeUndefined();
  });

  it("has each type by its name where it is written as an object identifier", () => {
    const types = parseDistinguishedName("2.5.4.3=a,oid.2.5.4.11=b,OID.0.9.2342.19200300.100.1.25=c,1.2.3=d");
    expect(types?.map(({ type }) => type)).toEqual(["CN", "OU", "DC", "1.2.3"]);
  });
});

describe("a distinguished name in canonical form", () => {
  it.each([
    ["CN=svc,DC=wingtip,DC=test", "CN=svc,DC=wingtip,DC=test"],
    ["CN = svc , DC=wingtip, DC=test", "CN=svc,DC=wingtip,DC=test"],
    ["CN=svc;DC=wingtip ; DC=test", "CN=svc,DC=wingtip,DC=test"],
    ["CN=Sync\\2C Connector,DC=test", "CN=Sync\\, Connector,DC=test"],
    ['CN="Sync, Connector",DC=test', "CN=Sync\\, Connector,DC=test"],
    ["CN=J\\C3\\B6rg,DC=test", "CN=Jörg,DC=test"],
    ["CN=\\#1\\ ,DC=test", "CN=\\#1\\ ,DC=test"],
    ["OU=Sør \\#1,DC=test", "OU=Sør #1,DC=test"],
    ["CN=a\\\\b,DC=test", "CN=a\\\\b,DC=test"],
    ["CN=a=b,DC=test", "CN=a\\=b,DC=test"],
    ["CN=a\\3Db,DC=test", "CN=a\\=b,DC=test"],
    ["CN=gone\\0ADEL:1\\00,DC=test", "CN=gone\\0ADEL:1\\00,DC=test"],
    ["no distinguished name", "no distinguished name"],
  ])("of %s is %s", (text, expected) => {
    expect(canonicalDistinguishedName(text)).toBe(expected);
    expect(canonicalDistinguishedName(expected)).toBe(expected);
  });
});

describe("the comparison of distinguished names", () => {
  it.each([
    ["OU=Staff, DC=contoso, DC=example", "ou=staff,dc=CONTOSO,dc=example"],
    ["OU=Staff , DC = contoso,DC=example ", "OU=Staff,DC=contoso,DC=example"],
    ["OU=Staff,\n  DC=contoso,DC=example", "OU=Staff,DC=contoso,DC=example"],
    ["OU=Sør #1,DC=test", "OU=SØR \\#1,DC=test"],
    ["OU=a\\2C b,DC=test", "OU=a\\, b,DC=test"],
    ["OU=x\\3Dy,DC=test", "OU=x\\=y,DC=test"],
    ["OU=ΣΑΣ,DC=test", "OU=σας,DC=test"],
    ["OU=ΣΑΣ,DC=test", "OU=σασ,DC=test"],
    ["OU=Mu\u0308ller,DC=test", "OU=MÜLLER,DC=test"],
    ["OID.2.5.4.11=Staff,DC=test", "OU=Staff,DC=test"],
  ])("takes %s and %s for the same object", (one, other) => {
    expect(isSameName(one, other)).toBe(true);
    expect(isBelow(one, other)).toBe(false);
    expect(isWithin(one, other)).toBe(true);
  });

  it.each([
    ["OU=Staf,DC=test", "OU=Staff,DC=test"],
    ["CN=Staff,DC=test", "OU=Staff,DC=test"],
    ["OU=a  b,DC=test", "OU=a b,DC=test"],
    ["OU=a\\,DC\\=test", "OU=a,DC=test"],
    ["OU=Staff,DC=test", "DC=test"],
  ])("takes %s and %s for two objects", (one, other) => {
    expect(isSameName(one, other)).toBe(false);
  });

  it("puts an object below every container above it, and below no name that it only ends like", () => {
    expect(isBelow("CN=a,OU=Staff,DC=test", "ou=STAFF, dc=test")).toBe(true);
    expect(isBelow("CN=a,OU=Staff,DC=test", "DC=test")).toBe(true);
    expect(isBelow("CN=a,OU=Head Staff,DC=test", "OU=Staff,DC=test")).toBe(false);
    // One component whose value ends like the name of a domain.
    expect(isBelow("CN=a\\,DC\\=test", "DC=test")).toBe(false);
    expect(isBelow("CN=a\\,DC=test", "DC=test")).toBe(false);
    expect(isBelow("CN=a\\\\,DC=test", "DC=test")).toBe(true);
  });

  const component = fc.record({
    type: fc.constantFrom("CN", "OU", "DC"),
    value: fc
      .string({ unit: fc.constantFrom(...' ,+"\\<>;=#aÄßıς\0\n🙂'), minLength: 1, maxLength: 6 })
      .filter((text) => text.trim() !== ""),
  });
  const spellings = (text: string, at: number, pick: (count: number) => number, last: boolean): string => {
    const hex = [...Buffer.from(text, "utf8")].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");
    const mustEscape = ',+"\\<>;'.includes(text) || (at === 0 && "# ".includes(text)) || (last && text === " ");
    const cased = [text, text.toUpperCase(), text.toLowerCase()][pick(3)] ?? text;
    const same = cased.length === text.length && text.toLowerCase() === cased.toLowerCase() ? cased : text;
    if (text < " ") return hex;
    if (',+"\\<>;=# '.includes(text)) return [`\\${text}`, hex, mustEscape ? `\\${text}` : text][pick(3)] ?? hex;
    return [same, hex, same][pick(3)] ?? hex;
  };

  it("is the same for every spelling of a name", () => {
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 5 }), fc.gen(), (components, draw) => {
        const pick = (count: number) => draw(fc.nat, { max: count - 1 });
        const spell = () =>
          components
            .map(({ type, value }) => {
              const characters = [...value];
              const written =
                pick(4) === 0
                  ? `"${value.replaceAll(/["\\\0]/g, (special) => (special === "\0" ? "\\00" : `\\${special}`))}"`
                  : characters.map((each, at) => spellings(each, at, pick, at === characters.length - 1)).join("");
              const space = () => ["", " ", "  ", "\n "][pick(4)] ?? "";
              const identifiers = { CN: "2.5.4.3", OU: "OID.2.5.4.11", DC: "0.9.2342.19200300.100.1.25" };
              const name = [type, type.toLowerCase(), identifiers[type as "CN"]][pick(3)] ?? type;
              return `${space()}${name}${space()}=${space()}${written}${space()}`;
            })
            .join(pick(5) === 0 ? ";" : ",");
        const [one, other] = [spell(), spell()];
        expect(parseDistinguishedName(one)?.length).toBe(components.length);
        expect(nameKey(one)).toBe(nameKey(other));
        expect(nameKey(canonicalDistinguishedName(one))).toBe(nameKey(other));
        expect(nameKey(nameKey(one))).toBe(nameKey(one));
        const parent = parentOf(one);
        if (parent !== null) {
          expect(isBelow(other, parent)).toBe(true);
          expect(depthOf(parent)).toBe(components.length - 1);
        }
      }),
    );
  });

  it("tells two lists of values apart whatever stands in them", () => {
    const fold = (text: string) =>
      [...text.normalize("NFC")].map((each) => each.toLowerCase().replace("ς", "σ")).join("");
    const list = fc.array(component, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(list, list, (one, other) => {
        const text = (components: typeof one) =>
          components
            .map(
              ({ type, value }) =>
                `${type}=${value.replaceAll(
                  /[^a]/gu,
                  (each) =>
                    `\\${Buffer.from(each)
                      .toString("hex")
                      .replaceAll(/..(?=.)/g, "$&\\")}`,
                )}`,
            )
            .join(",");
        const plain = (components: typeof one) =>
          JSON.stringify(components.map(({ type, value }) => [type, fold(value)]));
        expect(isSameName(text(one), text(other))).toBe(plain(one) === plain(other));
      }),
    );
  });
});

describe("the domain of a distinguished name", () => {
  it("is made of its last DC components", () => {
    expect(dnsNameOfDomain("CN=svc,DC=emea,dc=contoso, DC=example")).toBe("emea.contoso.example");
    expect(dnsNameOfDomain("DC=contoso,CN=svc,DC=example")).toBe("example");
    expect(dnsNameOfDomain("CN=svc,OU=Sync")).toBeUndefined();
    expect(dnsNameOfDomain("DC=contoso\\,DC=example")).toBeUndefined();
  });

  it("is the one furthest down that holds it, and a root lies in itself", () => {
    const domains = ["DC=example", "DC=emea,DC=contoso,DC=example", "DC=contoso,DC=example"].map(
      (distinguishedName) => ({ distinguishedName }),
    );
    const holding = (name: string) => domainHolding(name, domains)?.distinguishedName;
    expect(holding("CN=a, DC=EMEA, DC=contoso, DC=example")).toBe("DC=emea,DC=contoso,DC=example");
    expect(holding("DC=emea,DC=contoso,DC=example")).toBe("DC=emea,DC=contoso,DC=example");
    expect(holding("DC=contoso,DC=example")).toBe("DC=contoso,DC=example");
    expect(holding("CN=a\\,DC=contoso,DC=example")).toBe("DC=example");
    expect(holding("CN=a,DC=fabrikam,DC=test")).toBeUndefined();
  });
});

describe("the container of an object", () => {
  it("begins behind the first comma that is no part of a name", () => {
    expect(splitName("CN=Koch\\, Amelie,OU=Staff,DC=test")).toEqual({
      name: "CN=Koch\\, Amelie",
      container: "OU=Staff,DC=test",
    });
    expect(parentOf('CN="Koch, Amelie",OU=Staff')).toBe("OU=Staff");
    expect(parentOf("DC=test")).toBeNull();
  });
});
