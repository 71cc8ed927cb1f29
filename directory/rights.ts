/** Turns the answer of an access check into a fact with names. */
import { type Fact, observed, undecided, unobservable } from "../catalogue/fact.ts";
import { mapFact } from "./fact-of.ts";
import type { DenyingEntry, Grant } from "./facts/account.ts";
import type { LogonToken } from "./logon-token.ts";
import { sampleSize } from "./sample-of.ts";
import { type AccessRequest, checkAccess } from "./security/access-check.ts";
import { entryToSddl } from "./security/sddl.ts";
import {
  type AccessControlEntry,
  decodeSecurityDescriptor,
  entryFlags,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "./security/security-descriptor.ts";
import { wellKnownSidName, wellKnownSids } from "./security/sid.ts";
import type { DomainFacts } from "./source.ts";

/** Decodes the descriptor of `subject`; bytes that make no sense are reported, never guessed at. */
export function readDescriptor(bytes: Uint8Array, subject: string): Fact<SecurityDescriptor> {
  try {
    return observed(decodeSecurityDescriptor(bytes));
  } catch (error) {
    if (!(error instanceof SecurityDescriptorError)) throw error;
    return unobservable(
      `The security descriptor of ${subject} cannot be decoded: ${error.message}`,
      "Read it from another domain controller, or write it again with an administration tool",
    );
  }
}

const rootDescriptors = new WeakMap<DomainFacts["rootSecurityDescriptor"], Fact<SecurityDescriptor>>();

/** The descriptor of a domain root, decoded once however many ask. */
export function rootDescriptor({ rootSecurityDescriptor, distinguishedName }: DomainFacts): Fact<SecurityDescriptor> {
  const known =
    rootDescriptors.get(rootSecurityDescriptor) ??
    mapFact(rootSecurityDescriptor, (bytes) => readDescriptor(bytes, distinguishedName));
  rootDescriptors.set(rootSecurityDescriptor, known);
  return known;
}

/**
 * Whether `token` is granted `request` by the descriptor of `subject`.
 *
 * @param origin where an entry of the descriptor was made; null where it was made nowhere. Entries that deny are told where
 * it is given.
 */
export function grantOf(
  descriptor: SecurityDescriptor,
  token: LogonToken,
  request: AccessRequest,
  subject: string,
  origin?: Origin,
): Fact<Grant> {
  const decision = checkAccess(descriptor, token, request);
  const trustee = trusteeOf(decision.entry?.entry);
  switch (decision.outcome) {
    case "granted":
      return observed({ granted: true, ...holder(token, trustee ?? implicitTrustee(descriptor, decision.reason)) });
    case "denied":
      return observed(
        trustee === undefined
          ? { granted: false, deniedTo: null }
          : {
              granted: false,
              deniedTo: holder(token, trustee).trustee,
              ...(origin === undefined ? {} : { deniedBy: denyingEntries(descriptor, token, request, origin) }),
            },
      );
    case "undecided":
      if (token.incomplete !== null && trustee !== undefined && !token.sids.has(trustee)) return token.incomplete;
      return undecided(
        `A conditional ACE for ${trustee === undefined ? "the account" : holder(token, trustee).trustee} on ${subject} decides, and the directory does not show whether it applies`,
      );
  }
}

export type Origin = (entry: AccessControlEntry) => { readonly on: string; readonly entry: AccessControlEntry } | null;

/** One after the other taken away, until none denies. */
function denyingEntries(
  descriptor: SecurityDescriptor,
  token: LogonToken,
  request: AccessRequest,
  origin: Origin,
): readonly DenyingEntry[] {
  const entries = [...(descriptor.dacl?.entries ?? [])];
  const found = new Map<string, DenyingEntry>();
  while (found.size < sampleSize) {
    const rest = { ...descriptor, dacl: { revision: 4, entries } };
    const { entry } = checkAccess(rest, token, request);
    if (entry === undefined || !entry.entry.kind.startsWith("deny")) break;
    entries.splice(entry.index, 1);
    const made = origin(entry.entry);
    // One that still says that it is inherited, where nothing is above, is no entry that a command could remove.
    if (made === null || (made.entry.flags & entryFlags.inherited) !== 0) continue;
    const text = entryToSddl(made.entry);
    const to = holder(token, trusteeOf(made.entry) ?? "").trustee;
    found.set(`${made.on} ${text}`, { on: made.on, to, entry: text });
  }
  return [...found.values()];
}

function trusteeOf(entry: object | undefined): string | undefined {
  return entry !== undefined && "trustee" in entry && typeof entry.trustee === "string" ? entry.trustee : undefined;
}

function implicitTrustee(descriptor: SecurityDescriptor, reason: string): string {
  return reason === "owner" && descriptor.owner !== null ? descriptor.owner : wellKnownSids.everyone;
}

function holder(token: LogonToken, sid: string): { readonly trustee: string; readonly through: readonly string[] } {
  const entry = token.sids.get(sid);
  if (entry !== undefined) return { trustee: entry.name, through: entry.path };
  const name = wellKnownSidName(sid) ?? sid;
  return { trustee: name, through: [name] };
}
