import { describe, expect, it } from "vitest";
import { canonicalDistinguishedName } from "../../directory/canonical-distinguished-name.ts";

describe("a distinguished name in canonical form", () => {
  it.each([
    ["CN=svc,DC=wingtip,DC=test", "CN=svc,DC=wingtip,DC=test"],
    ["CN = svc , DC=wingtip, DC=test", "CN=svc,DC=wingtip,DC=test"],
    ["CN=Sync\\2C Connector,DC=test", "CN=Sync\\, Connector,DC=test"],
    ["CN=J\\C3\\B6rg,DC=test", "CN=Jörg,DC=test"],
    ["CN=\\#1\\ ,DC=test", "CN=\\#1\\ ,DC=test"],
    ["CN=a\\\\b,DC=test", "CN=a\\\\b,DC=test"],
    ["CN=a=b,DC=test", "CN=a\\=b,DC=test"],
    ["CN=a\\3Db,DC=test", "CN=a\\=b,DC=test"],
    ["no distinguished name", "no distinguished name"],
  ])("of %s is %s", (text, expected) => {
    expect(canonicalDistinguishedName(text)).toBe(expected);
    expect(canonicalDistinguishedName(expected)).toBe(expected);
  });
});
