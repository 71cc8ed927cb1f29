/** Cloud Sync in one forest, or in several and with several gMSAs. */
import { describe, expect, it } from "vitest";
import { cloudSyncAgents, forestUse, parseSettings, syncServers, trustedPrincipals } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";
import { problemsOf } from "./problems-of.ts";

const project = { project: "hybrid-sync" };
const hybridIdentityAdministrator = { adopt: "cloudsync-admin@contoso.onmicrosoft.com" };
const entry = (forest: string, facts: object = {}) => ({
  forest,
  domains: [forest],
  agentServers: ["AGENT01"],
  domainAdministrator: { name: "adm-cloudsync" },
  ...facts,
});

function several(...forests: readonly object[]) {
  const { connectSync: _, ...values } = healthySettings();
  const snapshot = { directory: { snapshot: { file: "x.snapshot.json" } } };
  return {
    ...values,
    attestations: [],
    forests: ["contoso.example", "fabrikam.example"].map((name) => ({ name, ...snapshot })),
    cloudSync: { phase: "before-install", forests, accounts: { hybridIdentityAdministrator } } as Record<
      string,
      unknown
    >,
  };
}

const sentences = (values: Record<string, unknown>) => problemsOf(values).map(({ sentence }) => sentence);

describe("several forests of Cloud Sync", () => {
  const values = several(
    entry("contoso.example", { features: ["password-hash-sync"], agentVersion: "1.1.2334.0" }),
    entry("FABRIKAM.example", { serviceAccount: { name: "FABRIKAM\\agents$" } }),
    entry("contoso.example", { agentServers: ["AGENT09"], serviceAccount: { name: "second$" } }),
  );
  values.cloudSync.agentVersion = "1.1.2505.0";

  it("each have their agents, gMSA, features and version", () => {
    const settings = parseSettings(values, project);
    expect(cloudSyncAgents(settings.cloudSync)).toMatchObject([
      {
        setting: "hybrid-sync:cloudSync.forests[0]",
        forest: "contoso.example",
        features: ["password-hash-sync"],
        agentVersion: "1.1.2334.0",
        serviceAccount: { name: "provAgentgMSA$" },
      },
      {
        forest: "fabrikam.example",
        features: [],
        agentVersion: "1.1.2505.0",
        serviceAccount: { name: "FABRIKAM\\agents$" },
      },
      { setting: "hybrid-sync:cloudSync.forests[2]", serviceAccount: { name: "second$" } },
    ]);
    expect(forestUse(settings, "fabrikam.example")).toMatchObject({
      features: [],
      managedServiceAccounts: "to be created",
    });
    expect(forestUse(settings, "contoso.example").domains).toEqual(["contoso.example"]);
    expect(forestUse(settings, "unused.example").domains).toBeUndefined();
    expect(syncServers(settings, "contoso.example")).toEqual(["AGENT01", "AGENT09"]);
    expect(trustedPrincipals(settings, "contoso.example").syncAccounts).toEqual(["provAgentgMSA$", "second$"]);
  });

  it("name no gMSA and no server of a forest in two entries", () => {
    const twice = several(
      entry("contoso.example"),
      entry("Contoso.example", {
        agentServers: ["agent01.contoso.example"],
        serviceAccount: { name: "CONTOSO\\provagentgmsa$" },
      }),
    );
    expect(sentences(twice)).toEqual([
      expect.stringContaining(
        "hybrid-sync:cloudSync.forests[1].agentServers[0] repeats cloudSync.forests[0].agentServers[0]",
      ),
      expect.stringContaining(
        "hybrid-sync:cloudSync.forests[1].serviceAccount names the gMSA of cloudSync.forests[0] again",
      ),
    ]);
  });

  it("may have servers and gMSAs of one name, and are declared under forests", () => {
    expect(problemsOf(several(entry("contoso.example"), entry("fabrikam.example")))).toEqual([]);
    expect(sentences(several(entry("litware.example")))).toEqual([
      expect.stringContaining(
        "hybrid-sync:cloudSync.forests[0].forest must be one of the forests declared under forests",
      ),
    ]);
  });

  it("are said in one way: as one forest, or in entries", () => {
    const both = several(entry("contoso.example"));
    Object.assign(both.cloudSync, { forest: "contoso.example", features: ["password-hash-sync"] });
    Object.assign(both.cloudSync.accounts as object, { serviceAccount: { name: "other$" } });
    expect(sentences(both)).toEqual([
      "hybrid-sync:cloudSync.forest must be absent with cloudSync.forests: each entry there says it for its own agents.",
      "hybrid-sync:cloudSync.features must be absent with cloudSync.forests: each entry there says it for its own agents.",
      "hybrid-sync:cloudSync.accounts.serviceAccount must be absent with cloudSync.forests: each entry there says it for its own agents.",
    ]);
    const neither = several();
    neither.cloudSync = {
      phase: "before-install",
      accounts: { hybridIdentityAdministrator, domainAdministrator: { name: "a" } },
    };
    expect(sentences(neither).map((sentence) => sentence.split(" is missing")[0])).toEqual([
      "hybrid-sync:cloudSync.forest",
      "hybrid-sync:cloudSync.domains",
      "hybrid-sync:cloudSync.agentServers",
    ]);
    expect(sentences(several())).toEqual([
      "hybrid-sync:cloudSync.forests must be a list with at least one entry, got an empty list.",
    ]);
  });

  it("check each entry's lists and the end of each administrator", () => {
    const values = several(
      entry("contoso.example", {
        domains: ["a.example", "A.example"],
        domainAdministrator: { name: "adm", deleted: true },
      }),
    );
    expect(sentences(values)).toEqual([
      expect.stringContaining("cloudSync.forests[0].domainAdministrator.deleted must be absent without temporaryUntil"),
      expect.stringContaining("cloudSync.forests[0].domains[1] repeats cloudSync.forests[0].domains[0]"),
    ]);
  });
});

describe("the Domain Administrator of Cloud Sync", () => {
  const without = (serviceAccount: object, agentVersion?: string) => {
    const { domainAdministrator: _, ...rest } = entry("contoso.example");
    return sentences(several({ ...rest, serviceAccount, ...(agentVersion === undefined ? {} : { agentVersion }) }));
  };
  const custom = { name: "agents$", mode: "own-with-custom-permissions" };

  it("may be left out where the agent needs none", () => {
    expect(without(custom, "1.1.2505.0")).toEqual([]);
  });

  it.each([
    [custom, "1.1.2334.0"],
    [custom, undefined],
    [{ name: "agents$" }, "1.1.2505.0"],
    [{ name: "agents$", mode: "own" }, "1.1.2505.0"],
  ])("is missing otherwise: %j, %s", (serviceAccount, agentVersion) => {
    expect(without(serviceAccount, agentVersion)).toEqual([
      'hybrid-sync:cloudSync.forests[0].domainAdministrator is missing: it must be an object, unless serviceAccount.mode is "own-with-custom-permissions" and agentVersion is 1.1.2505.0 or newer.',
    ]);
  });

  it("is missing in the configuration of one forest, too", () => {
    const values = healthySettings();
    Reflect.deleteProperty(values.cloudSync.accounts, "domainAdministrator");
    expect(sentences(values)).toEqual([
      expect.stringContaining(
        "hybrid-sync:cloudSync.accounts.domainAdministrator is missing: it must be an object, unless",
      ),
    ]);
  });
});
