import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountNameFault, parseAccountName } from "../../directory/account-name.ts";

describe("the name of an account", () => {
  it("is read in the form of Windows, with the NetBIOS name of the domain", () => {
    expect(parseAccountName("CONTOSO\\svc-connect")).toEqual({
      form: "down-level",
      netBiosDomain: "CONTOSO",
      samAccountName: "svc-connect",
    });
  });

  it("is read as user principal name, as distinguished name and bare", () => {
    expect(parseAccountName("svc@contoso.example")).toEqual({
      form: "user-principal-name",
      userPrincipalName: "svc@contoso.example",
    });
    expect(parseAccountName("CN=Connect\\, service,DC=contoso,DC=example")).toEqual({
      form: "distinguished-name",
      distinguishedName: "CN=Connect\\, service,DC=contoso,DC=example",
    });
    expect(parseAccountName(" gmsa-adsync$ ")).toEqual({ form: "sam-account-name", samAccountName: "gmsa-adsync$" });
  });

  it.each([
    "",
    " ",
    "\\name",
    "CONTOSO\\",
    "A\\B\\c",
    "@contoso.example",
    "a b@contoso.example",
    "a@b@c",
    "CN=x,,DC=y",
  ])("is not read from %j", (text) => {
    expect(parseAccountName(text)).toBeUndefined();
    expect(accountNameFault(text, "user")).toBeTypeOf("string");
  });
});

describe("the limits of a name", () => {
  it.each([
    ["user", "CONTOSO\\abcdefghijklmnopqrst"],
    ["user", "Zoë Müller"],
    ["user", "contoso.example\\svc"],
    ["user", "north.emea.contoso.example\\adm-sync"],
    ["managed service account", "contoso.example\\gmsa-adsync$"],
    ["user", "adm.connect@contoso.example"],
    ["user", "CN=svc,OU=Sync,DC=contoso,DC=example"],
    ["managed service account", "CONTOSO\\abcdefghijklmno$"],
    ["managed service account", "provAgentgMSA$"],
    ["managed service account", "CN=gmsa,CN=Managed Service Accounts,DC=contoso,DC=example"],
    ["computer", "SYNC01"],
    ["computer", "CONTOSO\\SYNC01$"],
  ] as const)("allow a %s to be called %s", (kind, name) => {
    expect(accountNameFault(name, kind)).toBeUndefined();
  });

  it.each([
    [
      "user",
      "CONTOSO\\abcdefghijklmnopqrstu",
      "the sAMAccountName of a user has at most 20 characters, this one has 21",
    ],
    ["user", "CONTOSO\\svc$", "a name that ends in $ belongs to a computer or to a managed service account"],
    ["user", "svc$@contoso.example", "a name that ends in $ belongs to a computer or to a managed service account"],
    ["user", "svc[1]", "a sAMAccountName must not contain ["],
    ["user", "svc\tone", "a sAMAccountName must not contain control characters"],
    ["user", "svc.", "a sAMAccountName must not end in a period"],
    [
      "user",
      "contoso..example\\svc",
      "the name before the backslash is not the NetBIOS name or the DNS name of a domain",
    ],
    ["user", "ABCDEFGHIJKLMNOP\\svc", "the NetBIOS name of a domain has at most 15 characters, this one has 16"],
    ["user", "CON*OSO\\svc", "the NetBIOS name of a domain must not contain *"],
    ["user", "NT SERVICE\\ADSync", "an account of that authority exists on one server only, not in Active Directory"],
    ["user", "CN=svc,OU=Sync", "the distinguished name must end with the DC components of a domain"],
    ["user", "DC=contoso,DC=example", "the distinguished name is that of a domain"],
    ["managed service account", "gmsa", "the sAMAccountName of a managed service account ends in $"],
    ["managed service account", "$", "there is no name before the $"],
    [
      "managed service account",
      "abcdefghijklmnop$",
      "the name of a managed service account has at most 15 characters before its $, this one has 16",
    ],
    ["managed service account", "gmsa@contoso.example", "a managed service account has no user principal name"],
    ["computer", "abcdefghijklmnop", "the name of a computer has at most 15 characters before its $, this one has 16"],
  ] as const)("do not allow a %s to be called %s", (kind, name, fault) => {
    expect(accountNameFault(name, kind)).toBe(fault);
  });

  it("are told without repeating the name", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{8}[a-z0-9\\@=,$[\]]{0,30}$/), (name) => {
        for (const kind of ["user", "managed service account", "computer"] as const) {
          expect(accountNameFault(name, kind) ?? "").not.toContain(name);
        }
      }),
    );
  });
});
