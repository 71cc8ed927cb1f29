import { describe, expect, it } from "vitest";
import type { Entry } from "../../../directory/entries.ts";
import { observeDeviceRegistration } from "../../../directory/inspection/device-registration.ts";
import { descriptor, domainName, memoryForest, unreachable } from "../memory-forest.ts";

const base = `CN=Device Registration Configuration,CN=Services,CN=Configuration,${domainName}`;
const container = `CN=RegisteredDevices,${domainName}`;
const point: Entry = {
  distinguishedName: `CN=62a0ff2e-97b9-4513-943f-0d221bd30080,${base}`,
  attributes: {
    objectClass: ["top", "serviceConnectionPoint"],
    keywords: ["azureADId: 0a1b2c3d", "AzureADName:wingtip.onmicrosoft.com", "other"],
  },
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

const services: Entry = {
  distinguishedName: `CN=Device Registration Services,${base}`,
  attributes: { objectClass: ["top", "msDS-DeviceRegistrationServiceContainer"] },
};

/** What is there as soon as one of them is. */
const usual: readonly Entry[] = [
  { distinguishedName: domainName, attributes: { objectClass: ["top", "domainDNS"] } },
  {
    distinguishedName: `CN=Services,CN=Configuration,${domainName}`,
    attributes: { objectClass: ["top", "container"] },
  },
];
const prepared: readonly Entry[] = [
  ...usual,
  { distinguishedName: base, attributes: { objectClass: ["top", "container"] } },
  services,
];

function observe(entries: readonly Entry[]) {
  const around = entries.length === 0 ? usual : prepared;
  return observeDeviceRegistration(memoryForest({ entries: [...around, ...entries] }), domainName);
}

/** Nobody may read or list it. */
const closed = [Buffer.from(descriptor([])).toString("base64")];
const hiding = (entry: Entry): Entry => ({
  ...entry,
  attributes: { ...entry.attributes, nTSecurityDescriptor: closed },
});

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

  it.each([
    ["the container of services may not be listed", [...prepared.slice(0, 3), hiding(services), service(null)]],
    ["the container itself may not be listed", [...usual, hiding(prepared[2] ?? services), services]],
    ["the container of the configuration may not be listed", [usual[0] ?? services, hiding(usual[1] ?? services)]],
    ["the keywords of the point are hidden", [...prepared, hiding({ ...point, attributes: { objectClass: ["top"] } })]],
    ["the place of a service is hidden", [...prepared, hiding(service(null))]],
    ["the class of something is hidden", [...prepared, { distinguishedName: `CN=x,${base}`, attributes: {} }]],
    ["a keyword makes no sense", [...prepared, { ...point, attributes: { objectClass: ["top"], keywords: [""] } }]],
  ])("is unobservable where %s", async (_why, entries) => {
    const found = await observeDeviceRegistration(memoryForest({ entries }), domainName);
    expect(found).toMatchObject({ unobservable: { reason: expect.stringMatching(/cannot (?:list|read|be decoded)/) } });
  });

  it("does not ask for the keys of the service, which nobody else sees", async () => {
    const keys = { distinguishedName: `CN=Device Registration Service DKM,${base}`, attributes: {} };
    expect(await observe([service(null), keys])).toMatchObject({ observed: { services: { count: 1 } } });
  });

  it("is unobservable where the directory does not answer", async () => {
    const source = memoryForest({ failing: { entries: unreachable } });
    expect(await observeDeviceRegistration(source, domainName)).toMatchObject({
      unobservable: { reason: unreachable.reason },
    });
  });
});
