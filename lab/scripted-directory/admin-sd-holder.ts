/** What the task behind AdminSDHolder leaves in a domain. Samba has none. Source: MS-ADTS 3.1.1.6.1. */

import { isSameName } from "../../catalogue/distinguished-name.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import { type ScriptedEntry, valuesOf } from "./entry.ts";

/** The groups that protect their members, by the last part of their security identifiers; some of those in the source. */
const protectedRids: readonly string[] = ["512", "544", "548", "549", "550", "551"];

/**
 * The entries with the descriptor of CN=AdminSDHolder on every member of a protected group, through groups too, and on
 * these groups; adminCount says so. Inheritance is off in that descriptor, so nothing from above reaches them.
 */
export function stampAdminSdHolder(
  domain: string,
  entries: readonly ScriptedEntry[],
  securityDescriptor: Uint8Array,
): readonly ScriptedEntry[] {
  const holder: ScriptedEntry = {
    distinguishedName: `CN=AdminSDHolder,CN=System,${domain}`,
    attributes: { objectClass: ["top", "container"], nTSecurityDescriptor: [securityDescriptor] },
  };
  const stamped = new Set(entries.filter(isProtectedGroup).flatMap((group) => [group, ...membersOf(group, entries)]));
  return [
    holder,
    ...entries.map((entry) =>
      stamped.has(entry)
        ? {
            ...entry,
            attributes: { ...entry.attributes, adminCount: ["1"], nTSecurityDescriptor: [securityDescriptor] },
          }
        : entry,
    ),
  ];
}

function isProtectedGroup(entry: ScriptedEntry): boolean {
  const sid = valuesOf(entry, "objectSid")[0];
  if (typeof sid === "string" || sid === undefined || valuesOf(entry, "groupType").length === 0) return false;
  return protectedRids.some((rid) =>
    Buffer.from(encodeSid(`S-1-1-${rid}`))
      .subarray(-4)
      .equals(Buffer.from(sid).subarray(-4)),
  );
}

function membersOf(
  group: ScriptedEntry,
  entries: readonly ScriptedEntry[],
  seen = new Set<ScriptedEntry>([group]),
): readonly ScriptedEntry[] {
  const direct = valuesOf(group, "member").flatMap((name) => {
    const member = entries.find((entry) => isSameName(entry.distinguishedName, String(name)));
    return member === undefined || seen.has(member) ? [] : [member];
  });
  for (const member of direct) seen.add(member);
  return direct.flatMap((member) => [member, ...membersOf(member, entries, seen)]);
}
