/** Where the sync servers sign in from, held against the locations of a policy. */
import { BlockList, isIPv4 } from "node:net";
import { type NamedLocation, type Policy, unknownIn } from "./policy.ts";

/** "undecided": the addresses are not declared, or the policy tells countries apart. */
export type Applicability = "applies" | "does not apply" | "undecided";

/**
 * Whether a policy is about sign-ins from the servers, as far as its locations go.
 *
 * @param addresses public ranges of the servers in CIDR notation; empty when they are not declared
 */
export function appliesThere(
  locations: Policy["conditions"]["locations"],
  addresses: readonly string[],
  known: readonly NamedLocation[],
): Applicability {
  if (unknownIn("locations", locations).length > 0) return "undecided";
  if (!locations || locations.includeLocations.length === 0) return "applies";
  const excluded = covers(locations.excludeLocations, addresses, known);
  if (excluded === "all") return "does not apply";
  const included = covers(locations.includeLocations, addresses, known);
  // Trusted are also the addresses of per-user multifactor authentication, which Microsoft Graph does not show.
  if (included === "none" && locations.includeLocations.includes("AllTrusted")) return "undecided";
  if (included === "none") return "does not apply";
  return excluded === "none" && included !== "undecided" ? "applies" : "undecided";
}

type Coverage = "all" | "some" | "none" | "undecided";

function covers(ids: readonly string[], addresses: readonly string[], known: readonly NamedLocation[]): Coverage {
  if (ids.length === 0) return "none";
  if (ids.includes("All")) return "all";
  if (addresses.length === 0) return "undecided";
  const isShown = (one: string) => one === "AllTrusted" || known.some(({ id }) => id === one);
  if (!ids.every(isShown)) return "undecided";
  const meant = known.filter(({ id, isTrusted }) => ids.includes(id) || (isTrusted && ids.includes("AllTrusted")));
  const ranges = meant.flatMap(({ ipRanges }) => ipRanges ?? []).map(({ cidrAddress }) => cidrAddress);
  const covered = addresses.filter((address) => ranges.some((range) => contains(range, address)));
  if (covered.length === addresses.length) return "all";
  // A country contains addresses, too, and nobody here knows which.
  if (meant.some(({ ipRanges }) => !ipRanges)) return "undecided";
  return covered.length === 0 ? "none" : "some";
}

function contains(outer: string, inner: string): boolean {
  const [[outerAddress, outerLength], [innerAddress, innerLength]] = [split(outer), split(inner)];
  if (isIPv4(outerAddress) !== isIPv4(innerAddress) || outerLength > innerLength) return false;
  const family = isIPv4(outerAddress) ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(outerAddress, outerLength, family);
  return list.check(innerAddress, family);
}

function split(range: string): [address: string, length: number] {
  const [address = "", length] = range.split("/");
  return [address, Number(length)];
}
