/** What stands behind a security identifier: one question, so that a snapshot which answers it once answers all who ask. */
import type { Entry } from "./entries.ts";
import type { DirectorySource, DomainFacts } from "./source.ts";

/** Null when nobody is seen. Throws DirectoryUnavailableError. */
export async function entryWithSid(source: DirectorySource, sid: string, domain: DomainFacts): Promise<Entry | null> {
  const [entry] = await source.entries({
    base: domain.distinguishedName,
    scope: "sub",
    where: { attribute: "objectSid", equalsSid: sid },
    attributes: ["objectClass", "sAMAccountName", "primaryGroupID", "groupType", "sIDHistory"],
  });
  return entry ?? null;
}
