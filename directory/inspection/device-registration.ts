/**
 * What hybrid join and device writeback find in the configuration of the forest.
 *
 * Sources: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-device-writeback and
 * https://learn.microsoft.com/entra/identity/devices/hybrid-join-manual
 */

import type { Fact } from "../../catalogue/fact.ts";
import { type Entry, textOf, textsOf } from "../entries.ts";
import { factOf } from "../fact-of.ts";
import type { DeviceRegistration } from "../facts/forest.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import type { DirectorySource } from "../source.ts";

/** The name of the service connection point that domain-joined computers look for. */
const connectionPointName = "62a0ff2e-97b9-4513-943f-0d221bd30080";

export function observeDeviceRegistration(
  source: DirectorySource,
  rootDomain: string,
): Promise<Fact<DeviceRegistration>> {
  return factOf(async () => {
    const base = `CN=Device Registration Configuration,CN=Services,CN=Configuration,${rootDomain}`;
    const [points, services] = await Promise.all([
      source.entries({
        base: `CN=${connectionPointName},${base}`,
        scope: "base",
        attributes: ["keywords"],
      }),
      source.entries({
        base,
        scope: "sub",
        where: { attribute: "objectClass", equals: "msDS-DeviceRegistrationService" },
        attributes: ["msDS-DeviceLocation"],
      }),
    ]);
    const sorted = services.toSorted(byText(({ distinguishedName }) => distinguishedName));
    return {
      connectionPoint: points[0] === undefined ? null : describePoint(points[0]),
      services: {
        count: sorted.length,
        sample: await Promise.all(sorted.slice(0, sampleSize).map((service) => describeService(source, service))),
      },
    };
  });
}

/** Keywords are `azureADName:contoso.com` and `azureADId:` with the tenant. */
function describePoint(entry: Entry): DeviceRegistration["connectionPoint"] {
  const keyword = (name: string) => {
    const prefix = `${name}:`.toLowerCase();
    const found = textsOf(entry, "keywords").find((text) => text.toLowerCase().startsWith(prefix));
    return found === undefined ? null : found.slice(prefix.length).trim();
  };
  return { tenantName: keyword("azureADName"), tenantId: keyword("azureADId") };
}

async function describeService(
  source: DirectorySource,
  service: Entry,
): Promise<DeviceRegistration["services"]["sample"][number]> {
  const { distinguishedName } = service;
  const location = textOf(service, "msDS-DeviceLocation");
  if (location === null) return { distinguishedName, location, state: "no location" };
  const [container] = await source.entries({ base: location, scope: "base", attributes: ["objectClass"] });
  const classes = container === undefined ? [] : textsOf(container, "objectClass");
  const isContainer = classes.some((name) => name.toLowerCase() === "msds-devicecontainer");
  const state = container === undefined ? "missing" : isContainer ? "present" : "another class";
  return { distinguishedName, location, state };
}
