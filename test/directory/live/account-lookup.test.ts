import { describe, expect, it } from "vitest";
import { parseAccountName } from "../../../directory/account-name.ts";
import { domainIn, lookupAttempts } from "../../../directory/live/account-lookup.ts";
import type { WantedKind } from "../../../directory/source.ts";

const wingtip = { dnsName: "wingtip.test", netBiosName: "WINGTIP", distinguishedName: "DC=wingtip,DC=test" };
const toys = { dnsName: "toys.wingtip.test", netBiosName: "TOYS", distinguishedName: "DC=toys,DC=wingtip,DC=test" };
const everywhere = [wingtip.distinguishedName, toys.distinguishedName];

function attempts(text: string, wanted: WantedKind = "account") {
  const name = parseAccountName(text);
  if (name === undefined) throw new Error(`${text} is no name`);
  return lookupAttempts({ by: "name", name, wanted }, [wingtip, toys]).map(({ scope, bases, filter }) => ({
    scope,
    bases,
    filter: filter.toString(),
  }));
}

function filters(text: string, wanted?: WantedKind) {
  return attempts(text, wanted).map(({ filter }) => filter);
}

describe("an account is looked for", () => {
  it("in the domain before the backslash only, whether by NetBIOS or DNS name", () => {
    const expected = [{ scope: "sub", bases: [toys.distinguishedName], filter: "(sAMAccountName=svc)" }];
    expect(attempts("toys\\svc")).toEqual(expected);
    expect(attempts("Toys.Wingtip.Test\\svc")).toEqual(expected);
  });

  it("in every domain when no domain is written", () => {
    expect(attempts("svc").map(({ bases }) => bases)).toEqual([everywhere]);
  });

  it("under the very name that was written, because every user may add a computer that has it with a $", () => {
    expect(filters("svc")).toEqual(["(sAMAccountName=svc)"]);
    expect(filters("svc$")).toEqual(["(sAMAccountName=svc$)"]);
  });

  it("nowhere when no domain has that name", () => {
    expect(attempts("OTHER\\svc")).toEqual([]);
  });

  it("by its user principal name, then by the one that every account has without being given it", () => {
    expect(attempts("svc@toys.wingtip.test")).toEqual([
      { scope: "sub", bases: everywhere, filter: "(userPrincipalName=svc@toys.wingtip.test)" },
      { scope: "sub", bases: [toys.distinguishedName], filter: "(sAMAccountName=svc)" },
    ]);
  });

  it("by its user principal name alone when the suffix is no domain", () => {
    expect(filters("svc@wingtip.onmicrosoft.test")).toEqual(["(userPrincipalName=svc@wingtip.onmicrosoft.test)"]);
  });

  it("by its distinguished name, in one spelling", () => {
    expect(attempts("CN = svc, DC=wingtip, DC=test")).toMatchObject([
      { scope: "base", bases: ["CN=svc,DC=wingtip,DC=test"] },
    ]);
  });
});

describe("a computer is looked for", () => {
  it("as a computer first, so that a user of that name is not mistaken for it", () => {
    expect(filters("AGENT01", "computer")).toEqual([
      "(&(objectClass=computer)(sAMAccountName=AGENT01$))",
      "(&(objectClass=computer)(dNSHostName=AGENT01))",
      "(sAMAccountName=AGENT01)",
    ]);
  });
});

describe("a managed service account is looked for", () => {
  it("with its dollar sign, by the name of its object, and as it is written", () => {
    expect(filters("gmsa-sync", "managed service account")).toEqual([
      "(sAMAccountName=gmsa-sync$)",
      "(&(objectClass=msDS-GroupManagedServiceAccount)(cn=gmsa-sync))",
      "(sAMAccountName=gmsa-sync)",
    ]);
  });

  it("by the name that the agent's installer makes up, when its documented name is declared", () => {
    expect(filters("WINGTIP\\provAgentgMSA$", "managed service account")).toContain(
      "(&(objectClass=msDS-GroupManagedServiceAccount)(sAMAccountName=pGMSA_*))",
    );
  });
});

describe("the domain in a name", () => {
  it.each([
    ["TOYS\\svc", "TOYS"],
    ["CN=svc,OU=a,DC=toys,DC=wingtip,DC=test", "toys.wingtip.test"],
    ["CN=svc", "CN=svc"],
    ["svc@wingtip.test", undefined],
    ["svc", undefined],
  ])("%s is %s", (text, expected) => {
    const name = parseAccountName(text);
    expect(name && domainIn(name)).toBe(expected);
  });
});
