/**
 * Samba's access check, step by step, for questions about several rights at once. The specification settles each right by
 * itself (MS-ADTS 5.1.3.3.3, MS-DTYP 2.5.3.2); Samba stops where one entry leaves nothing to ask for, and looks for that in
 * one place only.
 */
import type { AccessRequest, Token } from "../../directory/security/access-check.ts";
import { accessRights, mapGenericRights } from "../../directory/security/access-mask.ts";
import {
  type AccessControlEntry,
  entryFlags,
  isObjectEntry,
  type SecurityDescriptor,
} from "../../directory/security/security-descriptor.ts";
import { wellKnownSids } from "../../directory/security/sid.ts";

/** The name of the difference. */
export const rightsTogether = "several rights asked for together are not put together from entries of different kinds";

export interface SambaCheck {
  /** Whether Samba grants all the rights, asked for at once. */
  readonly together: boolean;
  /** Whether it grants each of them, asked for by itself. */
  readonly oneByOne: boolean;
}

export function checkAsSamba(
  descriptor: SecurityDescriptor,
  token: Token,
  request: AccessRequest,
  sid: string | undefined,
): SambaCheck {
  const asked = mapGenericRights(request.mask);
  const entries = (descriptor.dacl?.entries ?? []).filter((entry) => isAbout(entry, token, sid));
  return {
    together: walk(entries, asked, request.objectTypes),
    oneByOne: bitsOf(asked).every((bit) => walk(entries, bit, request.objectTypes)),
  };
}

function isAbout(entry: AccessControlEntry, { sids }: Token, sid: string | undefined): boolean {
  if (entry.kind === "unknown" || (entry.flags & entryFlags.inheritOnly) !== 0) return false;
  return sids.has(entry.trustee === wellKnownSids.self && sid !== undefined ? sid : entry.trustee);
}

/**
 * Plain entries are subtracted from the whole question, and from every type; an object entry is subtracted from its own
 * type and those inside. Nothing left of the whole question grants, and so does nothing left of the type of the object entry
 * that is being looked at: what object entries allow never counts towards the whole question.
 */
function walk(entries: readonly AccessControlEntry[], asked: number, objectTypes: readonly string[]): boolean {
  let whole = asked;
  // What remains of each type, most specific first.
  const remaining = objectTypes.map(() => asked);
  const subtract = (mask: number, upTo: number): void => {
    for (let index = 0; index <= upTo; index += 1) remaining[index] = (remaining[index] ?? 0) & ~mask;
  };
  const outermost = objectTypes.length - 1;
  for (const entry of entries) {
    if (entry.kind === "unknown") continue;
    const mask = mapGenericRights(entry.mask);
    if (!isObjectEntry(entry)) {
      if (entry.kind === "deny" && (whole & mask) !== 0) return false;
      if (entry.kind !== "allow") continue;
      subtract(mask, outermost);
      whole &= ~mask;
      if (whole === 0) return true;
      continue;
    }
    const type = entry.objectType === undefined ? outermost : objectTypes.indexOf(entry.objectType);
    if (type === -1) continue;
    if (entry.kind === "deny object" && ((remaining[type] ?? 0) & mask) !== 0) return false;
    if (entry.kind !== "allow object") continue;
    subtract(mask, type);
    if (remaining[type] === 0 || (mask & accessRights.controlAccess) !== 0) return true;
  }
  return false;
}

function bitsOf(mask: number): readonly number[] {
  return Array.from({ length: 32 }, (_, index) => 1 << index).filter((bit) => (mask & bit) !== 0);
}
