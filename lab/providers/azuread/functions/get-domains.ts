import type { Values } from "../../property-values.ts";
import { during, type Graph, idOf } from "../graph.ts";
import { hashedId } from "../hashed-id.ts";
import { flag, outputFlag, outputText, outputTexts, texts } from "../values.ts";

/** Domains of the tenant; those that are verified, unless asked for all. */
export async function getDomains(graph: Graph, args: Values): Promise<Values> {
  const services = texts(args.supportsServices);
  const domains = (await during("Could not list domains", () => graph.list("/domains"))).filter(
    (domain) =>
      (flag(args.includeUnverified) || outputFlag(domain.isVerified)) &&
      (!flag(args.adminManaged) || outputFlag(domain.isAdminManaged)) &&
      (!flag(args.onlyDefault) || outputFlag(domain.isDefault)) &&
      (!flag(args.onlyInitial) || outputFlag(domain.isInitial)) &&
      (!flag(args.onlyRoot) || outputFlag(domain.isRoot)) &&
      services.every((service) => outputTexts(domain.supportedServices).includes(service)),
  );
  if (domains.length === 0) throw new Error("No domains were returned for the provided filters");
  return {
    domains: domains.map((domain) => ({
      adminManaged: outputFlag(domain.isAdminManaged),
      authenticationType: outputText(domain.authenticationType),
      default: outputFlag(domain.isDefault),
      domainName: idOf(domain),
      initial: outputFlag(domain.isInitial),
      root: outputFlag(domain.isRoot),
      supportedServices: outputTexts(domain.supportedServices),
      verified: outputFlag(domain.isVerified),
    })),
    id: hashedId("domains", domains.map(idOf)),
  };
}
