/** Where Samba is known to decide otherwise than the specification, which Windows follows: see docs/proof.md. */
import type { AccessDecision } from "../../directory/security/access-check.ts";
import { accessRights } from "../../directory/security/access-mask.ts";
import type { AccessControlEntry, SecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { rightsTogether, type SambaCheck } from "./samba-walk.ts";

export interface Difference {
  readonly name: string;
  /** The entry that the specification would have to read to decide as Samba does. */
  readonly asSambaReads: (entry: AccessControlEntry) => AccessControlEntry;
}

/**
 * Samba takes MS-ADTS 5.1.3.3.4, which is about control access rights alone, for a rule about every right: an object
 * entry that allows control access allows whatever is asked about its object type.
 */
const controlAccessAllowsEverything: Difference = {
  name: "control access in an object entry allows everything about its object type",
  asSambaReads: (entry) =>
    entry.kind === "allow object" && (entry.mask & accessRights.controlAccess) !== 0
      ? { ...entry, mask: 0xfff_ffff }
      : entry,
};

export const differences: readonly Difference[] = [controlAccessAllowsEverything];

/**
 * The name of the difference that accounts for what Samba enforces; undefined when none does. `walked` is Samba's own
 * check of the same question, where several rights are asked for together.
 */
export function explain(
  enforced: boolean,
  judge: (reading: (descriptor: SecurityDescriptor) => SecurityDescriptor) => AccessDecision,
  walked?: SambaCheck,
): string | undefined {
  const read = differences.find(({ asSambaReads }) => {
    const decision = judge((descriptor) => ({
      ...descriptor,
      dacl: descriptor.dacl && { ...descriptor.dacl, entries: descriptor.dacl.entries.map(asSambaReads) },
    }));
    return (decision.outcome === "granted") === enforced;
  });
  if (read !== undefined) return read.name;
  // Only where Samba itself, asked for one right at a time, decides otherwise than asked for all of them.
  return walked?.together === enforced && walked.oneByOne !== enforced ? rightsTogether : undefined;
}
