/**
 * What hybrid join and device writeback find in the configuration of the forest.
 *
 * Sources: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-device-writeback and
 * https://learn.microsoft.com/entra/identity/devices/hybrid-join-manual
 */
import { parseDistinguishedName } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import type { Entry } from "../entries.ts";
import { soundTextOf, soundTextsOf, textsOf } from "../entry-values.ts";
import { allFacts, always, factOf, listFacts, mapFact } from "../fact-of.ts";
import type { DeviceRegistration } from "../facts/forest.ts";
import { byText } from "../order.ts";
import { sampleSize } from "../sample-of.ts";
import type { DirectorySource } from "../source.ts";
import { Visibility } from "../visibility.ts";

/** The name of the service connection point that domain-joined computers look for. */
const connectionPointName = "62a0ff2e-97b9-4513-943f-0d221bd30080";

const serviceClass = "msDS-DeviceRegistrationService";
/** Classes of what holds services. Source: systemPossSuperiors of the class in MS-ADSC. */
const serviceContainers = ["container", "msDS-DeviceRegistrationServiceContainer"];
/** The keys of the registration service itself: only the account that it runs as sees them, and no service is there. */
const isKeyOfService = (distinguishedName: string) =>
  (parseDistinguishedName(distinguishedName) ?? [])
    .slice(0, 2)
    .some(({ value }) => value.toLowerCase() === "device registration service dkm");

export async function observeDeviceRegistration(
  source: DirectorySource,
  rootDomain: string,
): Promise<Fact<DeviceRegistration>> {
  const base = `CN=Device Registration Configuration,CN=Services,CN=Configuration,${rootDomain}`;
  const [connectionPoint, services] = await Promise.all([readPoint(source, base), readServices(source, base)]);
  return allFacts({ connectionPoint, services });
}

async function readPoint(source: DirectorySource, base: string): Promise<Fact<DeviceRegistration["connectionPoint"]>> {
  const name = `CN=${connectionPointName},${base}`;
  const read = await factOf(() => source.entries({ base: name, scope: "base", attributes: ["keywords"] }));
  if (!("observed" in read)) return read;
  const [entry] = read.observed;
  const visibility = Visibility.of(source);
  if (entry === undefined) return mapFact(await visibility.noObject(name), () => observed(null));
  const isEmpty = textsOf(entry, "keywords").length === 0;
  const readable = isEmpty ? await visibility.absent(name, "keywords") : observed(null);
  return mapFact(readable, () => observed(describePoint(entry)));
}

/** Keywords are `azureADName:contoso.com` and `azureADId:` with the tenant. Throws DamagedValueError. */
function describePoint(entry: Entry): DeviceRegistration["connectionPoint"] {
  const keywords = soundTextsOf(entry, "keywords");
  const keyword = (name: string) => {
    const prefix = `${name}:`.toLowerCase();
    const found = keywords.find((text) => text.toLowerCase().startsWith(prefix));
    return found === undefined ? null : found.slice(prefix.length).trim();
  };
  return { tenantName: keyword("azureADName"), tenantId: keyword("azureADId") };
}

type Services = DeviceRegistration["services"];

async function readServices(source: DirectorySource, base: string): Promise<Fact<Services>> {
  const where = { attribute: "objectClass", equals: serviceClass } as const;
  const [services, nothingElse] = await Promise.all([
    factOf(() => source.entries({ base, scope: "sub", where, attributes: ["msDS-DeviceLocation"] })),
    Visibility.of(source).nothingElse(base, serviceContainers, isKeyOfService),
  ]);
  if (!("observed" in services)) return services;
  if (!("observed" in nothingElse)) return nothingElse;
  const sorted = services.observed.toSorted(byText(({ distinguishedName }) => distinguishedName));
  const described = await Promise.all(sorted.slice(0, sampleSize).map((service) => describeService(source, service)));
  return mapFact(listFacts(described), (sample) => observed({ count: sorted.length, sample }));
}

async function describeService(source: DirectorySource, service: Entry): Promise<Fact<Services["sample"][number]>> {
  const { distinguishedName } = service;
  const visibility = Visibility.of(source);
  const value = mapFact(observed(service), (entry) => observed(soundTextOf(entry, "msDS-DeviceLocation")));
  if (!("observed" in value)) return value;
  const stored = await visibility.optional(distinguishedName, "msDS-DeviceLocation", value.observed);
  if (!("observed" in stored)) return stored;
  const location = stored.observed;
  if (location === null) return observed({ distinguishedName, location, state: "no location" });
  const read = await factOf(() => source.entries({ base: location, scope: "base", attributes: ["objectClass"] }));
  if (!("observed" in read)) return read;
  const [container] = read.observed;
  if (container === undefined)
    return mapFact(await visibility.noObject(location), () =>
      observed({ distinguishedName, location, state: "missing" }),
    );
  const classes = textsOf(container, "objectClass");
  const own = always(classes.at(-1) ?? null, "objectClass", location, await visibility.reader());
  const isContainer = classes.some((name) => name.toLowerCase() === "msds-devicecontainer");
  return mapFact(own, () =>
    observed({ distinguishedName, location, state: isContainer ? "present" : "another class" }),
  );
}
