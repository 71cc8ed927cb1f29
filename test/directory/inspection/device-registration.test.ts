import { describe, expect, it } from "vitest";
import type { Entry } from "../../../directory/entries.ts";
import { observeDeviceRegistration } from "../../../directory/inspection/device-registration.ts";
import { domainName, memoryForest, unreachable } from "../memory-forest.ts";

const base = `CN=Device Registration Configuration,CN=Services,CN=Configuration,${domainName}`;
const container = `CN=RegisteredDevices,${domainName}`;
const point: Entry = {
  distinguishedName: `CN=62a0ff2e-97b9-4513-943f-0d221bd30080,${base}`,
  attributes: { keywords: ["azureADId: 0a1b2c3d", "AzureADName:wingtip.onmicrosoft.com", "other"] },
};

function service(location: string | null, name = "DeviceRegistrationService"): Entry {
  return {
    distinguishedName: `CN=${name},CN=Device Registration Services,${base}`,
    attributes: {
      objectClass: ["top", "msDS-DeviceRegistrationService"],
      ...(location === null ? {} : { "msDS-DeviceLocation": [location] }),
    },
  };
}

function observe(entries: readonly Entry[]) {
  return observeDeviceRegistration(memoryForest({ entries }), domainName);
}

describe("device registration", () => {
  it("is nothing in a new forest", async () => {
    expect(await observe([])).toEqual({
      observed: { connectionPoint: null, services: { count: 0, sample: [] } },
    });
  });

  it("shows the tenant of the service connection point", async () => {
    expect(await observe([point])).toMatchObject({
      observed: { connectionPoint: { tenantName: "wingtip.onmicrosoft.com", tenantId: "0a1b2c3d" } },
    });
  });

  it.each([
    ["present", container, ["top", "msDS-DeviceContainer"]],
    ["another class", container, ["top", "container"]],
    ["missing", `CN=Elsewhere,${domainName}`, ["top", "msDS-DeviceContainer"]],
    ["no location", null, ["top", "msDS-DeviceContainer"]],
  ])("says of a service's container that it is %s", async (state, location, objectClass) => {
    const there = { distinguishedName: container, attributes: { objectClass } };
    expect(await observe([service(location), there])).toMatchObject({
      observed: { services: { count: 1, sample: [{ location, state }] } },
    });
  });

  it("counts every service", async () => {
    const found = await observe([service(null, "B"), service(null, "A")]);
    expect(found).toMatchObject({ observed: { services: { count: 2 } } });
    expect(JSON.stringify(found)).toMatch(/CN=A,.*CN=B,/);
  });

  it("is unobservable where the directory does not answer", async () => {
    const source = memoryForest({ failing: { entries: unreachable } });
    expect(await observeDeviceRegistration(source, domainName)).toMatchObject({
      unobservable: { reason: unreachable.reason },
    });
  });
});
