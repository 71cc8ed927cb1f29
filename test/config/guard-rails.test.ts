import { describe, expect, it } from "vitest";
import { publicRangeFault } from "../../config/address-range.ts";
import { parseSettings } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";
import { problemsAfter, textsAfter } from "./problems-of.ts";

const namedLocation = { addresses: ["203.0.113.10/32"] };
const users = ["Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com"];

const sentences = (guardRails: object) =>
  problemsAfter((settings) => Object.assign(settings, { guardRails })).map(({ sentence }) => sentence);

describe("guard rails", () => {
  it("are off, unless they are switched on one by one; policies only report then", () => {
    expect(parseSettings(healthySettings(), { project: "hybrid-sync" }).guardRails).toBeUndefined();
    const guardRails = { namedLocation, legacyUserPolicy: { users }, workloadIdentityPolicy: {} };
    const settings = parseSettings({ ...healthySettings(), guardRails }, { project: "hybrid-sync" });
    expect(settings.guardRails).toEqual({
      namedLocation: { displayName: "hybrid-sync: sync servers", ...namedLocation },
      legacyUserPolicy: { users, state: "report-only" },
      workloadIdentityPolicy: { state: "report-only" },
    });
  });

  it("need the location for a policy, which lets in from there", () => {
    expect(textsAfter((settings) => Object.assign(settings, { guardRails: { legacyUserPolicy: { users } } }))).toEqual([
      "hybrid-sync:guardRails.namedLocation is missing, and guardRails.legacyUserPolicy allows sign-ins only " +
        "from there. Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:guardRails.namedLocation.addresses[0]' '203.0.113.10/32'",
    ]);
  });

  it("cover an application only where there is one", () => {
    const guardRails = { namedLocation, workloadIdentityPolicy: {} };
    const withUser = problemsAfter((settings) => {
      Object.assign(settings.connectSync, { identity: { kind: "user", userPrincipalName: users[0] } });
      Object.assign(settings, { guardRails });
    });
    expect(withUser.map(({ sentence }) => sentence)).toEqual([
      "hybrid-sync:guardRails.workloadIdentityPolicy must be left out: connectSync.identity is a user, which guardRails.legacyUserPolicy covers.",
    ]);
    const without = problemsAfter((settings) => {
      Reflect.deleteProperty(settings, "connectSync");
      Object.assign(settings, { guardRails, attestations: [] });
    });
    expect(without.map(({ sentence }) => sentence)).toEqual([
      "hybrid-sync:guardRails.workloadIdentityPolicy must be left out: connectSync, whose application it would cover, is not configured.",
    ]);
  });

  it("name users that Connect Sync made, and nothing twice", () => {
    expect(sentences({ namedLocation, legacyUserPolicy: { users: ["anna@contoso.onmicrosoft.com"] } })).toEqual([
      'hybrid-sync:guardRails.legacyUserPolicy.users[0] must be the user that Connect Sync created for itself, such as Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com, got "anna@contoso.onmicrosoft.com": its name begins with Sync_, the server\'s name and an identifier.',
    ]);
    const twice = { addresses: ["203.0.113.10/32", "2001:DB8::/64", "2001:db8::/64"] };
    expect(sentences({ namedLocation: twice, legacyUserPolicy: { users: [...users, ...users] } })).toEqual([
      `hybrid-sync:guardRails.legacyUserPolicy.users[1] repeats guardRails.legacyUserPolicy.users[0], got "${users[0]}".`,
      'hybrid-sync:guardRails.namedLocation.addresses[2] repeats guardRails.namedLocation.addresses[1], got "2001:db8::/64".',
    ]);
  });

  it("know the states by their names", () => {
    expect(sentences({ namedLocation, legacyUserPolicy: { users, state: "on" } })).toEqual([
      'hybrid-sync:guardRails.legacyUserPolicy.state must be one of "report-only" or "enabled", got "on".',
    ]);
  });
});

describe("a range of public addresses", () => {
  it.each([
    "203.0.113.10/32",
    "198.51.100.0/24",
    "8.0.0.0/8",
    "2001:db8::/32",
    "2a00::1/128",
    "2a00:1:2:3:4:5:6:7/128",
  ])("may be %s", (text) => expect(publicRangeFault(text)).toBeUndefined());

  it.each([
    ["203.0.113.10", "the length of the range is missing; one address alone is 203.0.113.10/32"],
    ["2a00::1", "the length of the range is missing; one address alone is 2a00::1/128"],
    ["sync01/32", "there is no IP address before the /"],
    ["fe80::1%eth0/64", "there is no IP address before the /"],
    ["203.0.113.10/32/1", "there is no IP address before the /"],
    ["203.0.113.10/33", "write a number from 8 to 32 after the /"],
    ["2a00::/129", "write a number from 8 to 128 after the /"],
    ["203.0.113.0/", "write a number from 8 to 32 after the /"],
    ["0.0.0.0/0", "a named location accepts no range wider than /8"],
    ["203.0.113.10/24", "the range of that length begins at 203.0.113.0"],
    ["2a00::1/64", "a range of that length begins at another address: the bits after its length are zero"],
  ])("is not %s: %s", (text, fault) => {
    expect(publicRangeFault(text)).toBe(fault);
  });

  it.each([
    ["10.20.0.0/16", "it contains private addresses"],
    ["172.16.5.1/32", "it contains private addresses"],
    ["172.0.0.0/8", "it contains private addresses"],
    ["192.168.1.0/24", "it contains private addresses"],
    ["100.64.0.0/10", "it contains addresses shared behind a provider's translation"],
    ["127.0.0.1/32", "it contains loopback addresses"],
    ["169.254.1.1/32", "it contains link-local addresses"],
    ["240.0.0.0/8", "it contains multicast and reserved addresses"],
    ["fd00::/8", "these are not public addresses"],
    ["fe80::/64", "these are not public addresses"],
    ["::1/128", "these are not public addresses"],
    ["::ffff:203.0.113.10/128", "these are not public addresses"],
  ])("is not %s: %s", (text, fault) => {
    expect(publicRangeFault(text)).toBe(
      `${fault}, and Microsoft Entra ID sees the address from which the servers leave for the internet`,
    );
  });
});
