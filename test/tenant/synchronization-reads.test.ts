/** What else synchronizes the tenant, and who could take the sync application over, read from a practice tenant. */
import { describe, expect, it } from "vitest";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import { openTenant, type TenantReader } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const contoso = { initialDomain: "contoso.onmicrosoft.com", foreignDomains: [] };

async function read<T>(seed: TenantSeed, ask: (reader: TenantReader) => Promise<T>, now?: () => Date): Promise<T> {
  await using tenant = await startTenant(seed);
  return await ask(openTenant(tenant.environment, now));
}

describe("whether the tenant is synchronized", () => {
  it.each([
    [0, "within 3 hours"],
    [5, "within a day"],
    [30, "within a week"],
    [200, "longer ago"],
  ])("is told by the age of the last synchronization as a class: %i hours", async (lastSyncHoursAgo, expected) => {
    const organization = await read({ synchronization: { lastSyncHoursAgo } }, (reader) => reader.organization([]));
    expect(organization).toEqual({ observed: { ...contoso, enabled: true, lastSynchronization: expected } });
  });

  it("is unknown where the last synchronization is in the future, for a clock that is behind makes all look fresh", async () => {
    const behind = () => new Date(Date.now() - 30 * 24 * 3_600_000);
    const seed = { synchronization: { lastSyncHoursAgo: 200 } };
    expect(await read(seed, (reader) => reader.organization([]), behind)).toMatchObject({
      unobservable: { reason: expect.stringContaining("which is in the future") },
    });
  });

  it("is no for a new tenant", async () => {
    const organization = await read({}, (reader) => reader.organization([]));
    expect(organization).toEqual({ observed: { ...contoso, enabled: false, lastSynchronization: "never" } });
  });

  it("comes with the domains that are not the tenant's own", async () => {
    const domains = ["Contoso.onmicrosoft.com", "fabrikam.example"];
    expect(await read({}, (reader) => reader.organization(domains))).toMatchObject({
      observed: { initialDomain: "contoso.onmicrosoft.com", foreignDomains: ["fabrikam.example"] },
    });
  });

  it("comes with what may be matched", async () => {
    const synchronization = { lastSyncHoursAgo: 0, softMatchBlocked: true };
    expect(await read({ synchronization }, (reader) => reader.synchronizationFeatures())).toEqual({
      observed: { softMatchBlocked: true, hardMatchTakeoverBlocked: false },
    });
  });
});

describe("configurations of Cloud Sync", () => {
  it("are listed with the state of their jobs, whoever made them", async () => {
    const cloudSyncConfigurations = [
      { name: "fabrikam.example", state: "Quarantine" },
      { name: "Contoso.example" },
      { name: "tailspin.example", state: "Paused" },
    ] as const;
    const found = await read({ cloudSyncConfigurations }, (reader) => reader.cloudSyncConfigurations());
    expect(found).toMatchObject({
      observed: {
        count: 3,
        sample: [
          { name: "Contoso.example", jobs: ["AD2AADProvisioning: Active"] },
          { name: "fabrikam.example", jobs: ["AD2AADProvisioning: Quarantine"] },
          { name: "tailspin.example", jobs: ["AD2AADProvisioning: Paused"] },
        ],
      },
    });
  });
});

describe("who can take over the sync application", () => {
  it("is each holder of a permission to write any application, once", async () => {
    const applications = [
      { displayName: "Backup", permissions: ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"] },
      { displayName: "Reader", permissions: ["Application.Read.All"] },
    ];
    const seed: TenantSeed = { applications, permissions: ["Application.Read.All"] };
    expect(await read(seed, (reader) => reader.applicationWriters())).toMatchObject({
      observed: {
        count: 1,
        sample: [{ name: "Backup", permissions: ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"] }],
      },
    });
  });
});

describe("without the permission", () => {
  it.each([
    ["Organization.Read.All", (reader: TenantReader) => reader.organization([])],
    ["OnPremDirectorySynchronization.Read.All", (reader: TenantReader) => reader.synchronizationFeatures()],
    ["Synchronization.Read.All", (reader: TenantReader) => reader.cloudSyncConfigurations()],
  ])(
    "%s the fact is unobservable and names it",
    async (permission, ask: (reader: TenantReader) => Promise<unknown>) => {
      const seed: TenantSeed = {
        cloudSyncConfigurations: [{ name: "contoso.example" }],
        permissions: ["Application.Read.All"],
      };
      expect(await read(seed, ask)).toMatchObject({
        unobservable: {
          reason: expect.stringContaining("403"),
          remedy: expect.stringContaining(
            `the Microsoft Graph application permission ${permission}, with admin consent.`,
          ),
        },
      });
    },
  );
});
