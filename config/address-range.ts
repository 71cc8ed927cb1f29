/** Address ranges as Microsoft Entra ID takes them for a named location. */
import { isIPv4, isIPv6 } from "node:net";

interface Range {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Widest range that a named location takes.
 * Source: https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network
 */
const shortestPrefix = 8;

/** Addresses that no server has on the internet. Source: https://www.iana.org/assignments/iana-ipv4-special-registry */
const notPublicRanges = [
  ["0.0.0.0/8", "addresses of this network"],
  ["10.0.0.0/8", "private addresses"],
  ["100.64.0.0/10", "addresses shared behind a provider's translation"],
  ["127.0.0.0/8", "loopback addresses"],
  ["169.254.0.0/16", "link-local addresses"],
  ["172.16.0.0/12", "private addresses"],
  ["192.168.0.0/16", "private addresses"],
  ["224.0.0.0/3", "multicast and reserved addresses"],
] as const;

/** Why a text is no range of public addresses, as the end of a sentence; undefined when it is one. */
export function publicRangeFault(text: string): string | undefined {
  const [address = "", length, ...rest] = text.split("/");
  if (!(isIPv4(address) || isIPv6(address)) || address.includes("%") || rest.length > 0) {
    return "there is no IP address before the /";
  }
  if (length === undefined)
    return `the length of the range is missing; one address alone is ${text}/${bitsOf(address)}`;
  const prefix = Number(length);
  // The provider takes no zeros before it.
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || prefix > bitsOf(address)) {
    return `write a number from ${shortestPrefix} to ${bitsOf(address)} after the /`;
  }
  if (prefix < shortestPrefix) return `a named location accepts no range wider than /${shortestPrefix}`;
  const range = rangeOf(address, prefix);
  if (numberOf(address) !== range.first) {
    return isIPv4(address)
      ? `the range of that length begins at ${dotted(range.first)}`
      : "a range of that length begins at another address: the bits after its length are zero";
  }
  return notPublic(range);
}

function notPublic(range: Range): string | undefined {
  const consequence = "Microsoft Entra ID sees the address from which the servers leave for the internet";
  if (range.bits === 128) {
    // Global unicast. Source: https://www.iana.org/assignments/ipv6-address-space
    return contains(rangeOf("2000::", 3), range) ? undefined : `these are not public addresses, and ${consequence}`;
  }
  const [, what] =
    notPublicRanges.find(([text]) => {
      const [address = "", length] = text.split("/");
      const special = rangeOf(address, Number(length));
      return contains(special, range) || contains(range, special);
    }) ?? [];
  return what && `it contains ${what}, and ${consequence}`;
}

/** Ranges never overlap otherwise than by one containing the other. */
function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

function rangeOf(address: string, prefix: number): Range {
  const bits = bitsOf(address);
  const size = 1n << BigInt(bits - prefix);
  const first = (numberOf(address) / size) * size;
  return { bits, first, last: first + size - 1n };
}

function bitsOf(address: string): 32 | 128 {
  return isIPv4(address) ? 32 : 128;
}

function numberOf(address: string): bigint {
  if (isIPv4(address)) return address.split(".").reduce((value, byte) => (value << 8n) + BigInt(byte), 0n);
  return groupsOf(address).reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

/** The eight groups of an IPv6 address, `::` filled in and a dotted end turned into two groups. */
function groupsOf(address: string): string[] {
  const written = address.replace(/\d+\.\d+\.\d+\.\d+$/, (end) => {
    const value = numberOf(end);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [front = "", back] = written.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  if (back === undefined) return [...front];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => "0"), ...back];
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
}
