import { describe, expect, it } from "vitest";
import { appliesThere } from "../../../tenant/conditional-access/places.ts";
import { type NamedLocation, namedLocation } from "../../../tenant/conditional-access/policy.ts";

const range = (id: string, isTrusted: boolean, ...addresses: string[]): NamedLocation =>
  namedLocation.parse({ id, isTrusted, ipRanges: addresses.map((cidrAddress) => ({ cidrAddress })) });
const known = [
  range("office", true, "203.0.113.0/24"),
  range("version 6", false, "2001:db8::/32"),
  range("elsewhere", false, "198.51.100.0/24"),
  namedLocation.parse({ id: "country", "@odata.type": "#microsoft.graph.countryNamedLocation" }),
];
const servers = ["203.0.113.10/32"];

const judge = (includeLocations: string[], excludeLocations: string[] = [], addresses = servers) =>
  appliesThere({ includeLocations, excludeLocations }, addresses, known);

describe("the locations of a policy", () => {
  it("decide nothing where there are none, or all", () => {
    expect(appliesThere(null, [], [])).toBe("applies");
    expect(judge(["All"], [], [])).toBe("applies");
  });

  it("leave open what is trusted, unless the servers are: not all of that is shown", () => {
    expect(judge(["AllTrusted"], [], ["198.51.100.0/24"])).toBe("undecided");
  });

  it.each([["office"], ["AllTrusted"]])("spare the servers when %s is left out", (location) => {
    expect(judge(["All"], [location])).toBe("does not apply");
  });

  it("do not spare the servers when others are left out", () => {
    expect(judge(["All"], ["elsewhere"])).toBe("applies");
    expect(judge(["All"], ["office"], ["203.0.113.0/23"])).toBe("applies");
    expect(judge(["All"], ["office"], ["2001:db8::1/128"])).toBe("applies");
  });

  it("know both versions of addresses", () => {
    expect(judge(["All"], ["version 6"], ["2001:db8:1::/48"])).toBe("does not apply");
  });

  it("reach the servers when theirs is meant, and not when others are", () => {
    expect(judge(["office"])).toBe("applies");
    expect(judge(["elsewhere"])).toBe("does not apply");
  });

  it("leave open what rests on addresses that are not declared, on countries, and on a part of the servers", () => {
    expect(judge(["All"], ["office"], [])).toBe("undecided");
    expect(judge(["country"])).toBe("undecided");
    expect(judge(["All"], ["country"])).toBe("undecided");
    expect(judge(["All"], ["office"], ["203.0.113.10/32", "198.51.100.1/32"])).toBe("undecided");
  });
});
