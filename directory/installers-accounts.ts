/** The AD DS Connector accounts that installers of Connect Sync made, on whichever server. */
import { nameKey } from "../catalogue/distinguished-name.ts";
import { installersAccountName } from "../catalogue/installers-account.ts";
import type { Entry } from "./entries.ts";
import { textOf, textsOf } from "./entry-values.ts";
import { factOf } from "./fact-of.ts";
import { Issuers } from "./issuers.ts";
import { entryWithSid } from "./object-by-sid.ts";
import { kindOfClasses } from "./principal-kind.ts";
import { rootDescriptor } from "./rights.ts";
import type { DirectorySource, DomainFacts } from "./source.ts";
import { replicates } from "./takeover/replication-rights.ts";

const known = new WeakMap<DirectorySource, Promise<ReadonlySet<string>>>();

/**
 * Their distinguished names, by {@link nameKey}. The name alone makes none of them: an entry of its own on the root of a
 * domain lets it replicate secrets. Whoever is not seen, or may replicate on a root that is not readable, is left out
 * here, and is judged as anyone else. Throws DirectoryUnavailableError where the domains cannot be listed.
 */
export function installersAccounts(source: DirectorySource): Promise<ReadonlySet<string>> {
  const names = known.get(source) ?? search(source);
  known.set(source, names);
  return names;
}

async function search(source: DirectorySource): Promise<ReadonlySet<string>> {
  const [domains, issuers] = await Promise.all([source.domains(), Issuers.of(source)]);
  const holders = [...new Set(domains.flatMap(replicatingThemselves))];
  const found = await Promise.all(
    holders.map(async (sid): Promise<Entry | null> => {
      const home = issuers.domainOf(sid);
      const answer = home === undefined ? undefined : await factOf(() => entryWithSid(source, sid, home));
      return answer !== undefined && "observed" in answer ? answer.observed : null;
    }),
  );
  return new Set(
    found.flatMap((entry) => (entry !== null && isInstallers(entry) ? [nameKey(entry.distinguishedName)] : [])),
  );
}

function isInstallers(entry: Entry): boolean {
  return (
    kindOfClasses(textsOf(entry, "objectClass")) === "user" &&
    installersAccountName.test(textOf(entry, "sAMAccountName") ?? "")
  );
}

function replicatingThemselves(domain: DomainFacts): readonly string[] {
  const root = rootDescriptor(domain);
  if (!("observed" in root)) return [];
  const trustees = (root.observed.dacl?.entries ?? []).flatMap((entry) =>
    entry.kind === "unknown" ? [] : [entry.trustee],
  );
  return [...new Set(trustees)].filter((sid) => replicates(root.observed, sid));
}
