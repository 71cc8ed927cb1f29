/** Turns the answer of an access check into a fact with names. */
import { type Fact, observed, undecided, unobservable } from "../catalogue/fact.ts";
import { mapFact } from "./fact-of.ts";
import type { Grant } from "./facts/account.ts";
import type { LogonToken } from "./logon-token.ts";
import { type AccessRequest, checkAccess } from "./security/access-check.ts";
import {
  decodeSecurityDescriptor,
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

/** Whether `token` is granted `request` by the descriptor of `subject`. */
export function grantOf(
  descriptor: SecurityDescriptor,
  token: LogonToken,
  request: AccessRequest,
  subject: string,
): Fact<Grant> {
  const decision = checkAccess(descriptor, token, request);
  const trustee = trusteeOf(decision.entry?.entry);
  switch (decision.outcome) {
    case "granted":
      return observed({ granted: true, ...holder(token, trustee ?? implicitTrustee(descriptor, decision.reason)) });
    case "denied":
      return observed({ granted: false, deniedTo: trustee === undefined ? null : holder(token, trustee).trustee });
    case "undecided":
      if (token.incomplete !== null && trustee !== undefined && !token.sids.has(trustee)) return token.incomplete;
      return undecided(
        `A conditional ACE for ${trustee === undefined ? "the account" : holder(token, trustee).trustee} on ${subject} decides, and the directory does not show whether it applies`,
      );
  }
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
