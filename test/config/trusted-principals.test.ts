import { describe, expect, it } from "vitest";
import { principal } from "../../config/formats.ts";
import { forestUse, parseSettings, syncServers, trustedPrincipals } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";

const project = { project: "hybrid-sync" };

describe("whose rights are no finding", () => {
  it("are those declared as Tier 0, and the accounts of the stack in that forest", () => {
    const values = healthySettings();
    Object.assign(values.forests[0] ?? {}, { tierZero: ["CONTOSO\\Tier 0 Administrators", "S-1-5-21-1-2-3-1100"] });
    const settings = parseSettings(values, project);
    expect(trustedPrincipals(settings, "CONTOSO.example")).toEqual({
      tierZero: ["CONTOSO\\Tier 0 Administrators", "S-1-5-21-1-2-3-1100"],
      syncAccounts: ["provAgentgMSA$", "CONTOSO\\svc-connect"],
      needs: [
        { account: "provAgentgMSA$", tool: "cloud-sync", features: expect.arrayContaining(["password-hash-sync"]) },
        {
          account: "CONTOSO\\svc-connect",
          tool: "connect-sync",
          features: expect.arrayContaining(["password-hash-sync"]),
        },
      ],
    });
    expect(trustedPrincipals(settings, "fabrikam.example")).toEqual({ tierZero: [], syncAccounts: [], needs: [] });
  });

  it("are nobody's else where none is declared", () => {
    expect(parseSettings(healthySettings(), project).forests[0]?.tierZero).toEqual([]);
  });
});

describe("the source anchor of a forest", () => {
  const anchor = (change: (values: ReturnType<typeof healthySettings>) => void) => {
    const values = healthySettings();
    for (const forest of values.connectSync.forests) forest.features = ["ms-ds-consistency-guid"];
    values.connectSync.phase = "before-install";
    values.cloudSync.phase = "before-install";
    change(values);
    return forestUse(parseSettings(values, project), "CONTOSO.example").choosesSourceAnchor;
  };

  it("is still to be chosen before anything is installed, where it may be ms-DS-ConsistencyGuid", () => {
    expect(anchor(() => {})).toBe(true);
    expect(anchor((values) => Reflect.deleteProperty(values, "cloudSync"))).toBe(true);
  });

  it("is settled once either tool is installed, or where another attribute is meant", () => {
    expect(anchor(({ connectSync }) => Object.assign(connectSync, { phase: "after-install" }))).toBe(false);
    expect(anchor(({ cloudSync }) => Object.assign(cloudSync, { phase: "after-install" }))).toBe(false);
    expect(
      anchor(({ connectSync }) => connectSync.forests.map((forest) => Object.assign(forest, { features: [] }))),
    ).toBe(false);
  });
});

describe("the sync servers of a forest", () => {
  it("are those of both tools, each once", () => {
    const values = healthySettings();
    values.cloudSync.agentServers = ["AGENT01", "SYNC01"];
    const settings = parseSettings(values, project);
    expect(syncServers(settings, "contoso.example")).toEqual(["AGENT01", "SYNC01", "SYNC02"]);
    expect(syncServers(settings, "fabrikam.example")).toEqual([]);
  });
});

describe("the name of a group or an account", () => {
  it.each([
    "CONTOSO\\Tier 0 Administrators",
    "A group with a name that is longer than that of a user may be",
    "CN=Tier 0,OU=Groups,DC=contoso,DC=example",
    "svc$",
    "S-1-5-21-1-2-3-1100",
  ])("may be %s", (text) => {
    expect(principal.fault(text)).toBeUndefined();
  });

  it.each([
    ["", "it is empty"],
    ["a*", "a sAMAccountName must not contain *"],
    ["S-1-x", "a security identifier is S-1- and numbers with hyphens between them"],
    ["BUILTIN\\Users", "an account of that authority exists on one server only, not in Active Directory"],
  ])("may not be %j", (text, fault) => {
    expect(principal.fault(text)).toBe(fault);
  });
});
