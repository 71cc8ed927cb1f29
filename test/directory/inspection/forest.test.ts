import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import { observeForest } from "../../../directory/inspection/forest.ts";
import type { ForestFacts } from "../../../directory/source.ts";
import { domain, domainName, hidden, memoryForest, unreachable } from "../memory-forest.ts";

const witness = `CN=agent,CN=Managed Service Accounts,${domainName}`;

async function kdsRootKeys(forest: Partial<ForestFacts>) {
  return (await observeForest(memoryForest({ forest }))).kdsRootKeys;
}

describe("a forest", () => {
  it("shows its levels and domains", async () => {
    const observation = await observeForest(memoryForest());
    expect(observation).toMatchObject({ functionalLevel: { observed: 7 }, schemaVersion: { observed: 88 } });
    expect(observation.domains).toEqual({
      observed: [
        {
          dnsName: "wingtip.test",
          distinguishedName: domainName,
          functionalLevel: { observed: 7 },
          managedServiceAccountsContainer: {
            observed: { state: "present", distinguishedName: `CN=Managed Service Accounts,${domainName}` },
          },
          seamlessSingleSignOn: { observed: null },
        },
      ],
    });
  });

  it.each([
    ["on", [`CN=Recycle Bin Feature,CN=Optional Features,CN=Configuration,${domainName}`], true],
    ["off", [`CN=Privileged Access Management Feature,CN=Optional Features,CN=Configuration,${domainName}`], false],
  ])("has its recycle bin %s", async (_, enabledOptionalFeatures, expected) => {
    const partitions = { distinguishedName: `CN=Partitions,CN=Configuration,${domainName}`, attributes: {} };
    const forest = { enabledOptionalFeatures: observed(enabledOptionalFeatures) };
    expect((await observeForest(memoryForest({ forest, entries: [partitions] }))).recycleBin).toEqual({
      observed: expected,
    });
    // Where msDS-EnabledFeature may be hidden, what shows counts, and what does not says nothing.
    const { recycleBin } = await observeForest(memoryForest({ forest }));
    expect("observed" in recycleBin).toBe(expected);
  });

  it.each([
    ["no container", null, { state: "missing" }],
    [
      "a deleted container",
      { distinguishedName: "CN=x,CN=Deleted Objects", deleted: true },
      { state: "deleted", distinguishedName: "CN=x,CN=Deleted Objects" },
    ],
  ])("with %s for managed service accounts says so", async (_, container, expected) => {
    const domains = [domain({ managedServiceAccountsContainer: observed(container) })];
    const root = { distinguishedName: domainName, attributes: {} };
    expect((await observeForest(memoryForest({ domains, entries: [root] }))).domains).toMatchObject({
      observed: [{ managedServiceAccountsContainer: { observed: expected } }],
    });
  });

  it("with hidden facts of one domain reports the others", async () => {
    const domains = [domain({ functionalLevel: hidden })];
    expect((await observeForest(memoryForest({ domains }))).domains).toMatchObject({
      observed: [{ functionalLevel: hidden, managedServiceAccountsContainer: { observed: { state: "present" } } }],
    });
  });

  it("whose domains cannot be read still shows its levels", async () => {
    const observation = await observeForest(memoryForest({ failing: { domains: unreachable } }));
    expect(observation.domains).toHaveProperty("unobservable.reason", "dc1 cannot be reached");
    expect(observation.schemaVersion).toEqual({ observed: 88 });
  });
});

describe("KDS root keys", () => {
  it("are seen by a reader who may see them", async () => {
    expect(await kdsRootKeys({ visibleKdsRootKeys: observed(2) })).toEqual({
      observed: { state: "seen", count: 2, keys: [] },
    });
  });

  it("show when each was made and from when it counts", async () => {
    const keys = `CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration,${domainName}`;
    const entries = [["134275968000000000"], ["133497504000000000", "133506144000000000"]].map((times, index) => ({
      distinguishedName: `CN=${index},${keys}`,
      attributes: {
        objectClass: ["top", "msKds-ProvRootKey"],
        "msKds-CreateTime": times.slice(0, 1),
        "msKds-UseStartTime": times.slice(1),
      },
    }));
    const source = memoryForest({ forest: { visibleKdsRootKeys: observed(2) }, entries });
    expect((await observeForest(source)).kdsRootKeys).toEqual({
      observed: {
        state: "seen",
        count: 2,
        keys: [
          { created: "2024-01-15T00:00:00.000Z", start: "2024-01-25T00:00:00.000Z" },
          { created: "2026-07-04T00:00:00.000Z", start: null },
        ],
      },
    });
  });

  it("are evidenced by a gMSA that has a password", async () => {
    expect(await kdsRootKeys({ managedPasswordHolders: observed([witness]) })).toEqual({
      observed: { state: "evidenced", by: witness },
    });
  });

  it("whose times are hidden from a reader who sees them are evidenced in the same way", async () => {
    const seen = { visibleKdsRootKeys: observed(1) };
    expect(await kdsRootKeys({ ...seen, managedPasswordHolders: observed([witness]) })).toEqual({
      observed: { state: "evidenced", by: witness },
    });
    expect(await kdsRootKeys({ ...seen, managedPasswordHolders: observed([]) })).toEqual({
      observed: { state: "seen", count: 1, keys: [] },
    });
  });

  it("that are neither seen nor evidenced are not called absent", async () => {
    expect(await kdsRootKeys({})).toEqual({ observed: { state: "not visible" } });
  });

  it("whose container and witnesses are hidden are unobservable", async () => {
    expect(await kdsRootKeys({ visibleKdsRootKeys: hidden })).toEqual(hidden);
    expect(await kdsRootKeys({ managedPasswordHolders: hidden })).toEqual(hidden);
  });
});
