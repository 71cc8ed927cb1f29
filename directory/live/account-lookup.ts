/** How a name that a person wrote is looked for: a list of attempts, the first that finds something decides. */
import { type Filter, PresenceFilter } from "ldapts";
import { canonicalDistinguishedName, dnsNameOfDomain } from "../../catalogue/distinguished-name.ts";
import type { AccountName } from "../account-name.ts";
import type { AccountQuery, WantedKind } from "../source.ts";
import { all, equals, startsWith } from "./filters.ts";

/** One attempt: the same search in every domain that can be meant. */
export interface LookupAttempt {
  readonly scope: "base" | "sub";
  /** Distinguished names to start from. */
  readonly bases: readonly string[];
  readonly filter: Filter;
}

/** A domain that can be searched. */
export interface SearchableDomain {
  readonly dnsName: string;
  readonly netBiosName: string;
  readonly distinguishedName: string;
}

/** The name that the provisioning agent's installer gives its gMSA, without `$`; documented for Cloud Sync. */
const agentAccount = "provagentgmsa";

/**
 * The attempts for a query, in order; none when the name belongs to a domain that is not among `domains`.
 */
export function lookupAttempts(query: AccountQuery, domains: readonly SearchableDomain[]): readonly LookupAttempt[] {
  const everywhere = domains.map((domain) => domain.distinguishedName);
  if (query.by === "installer")
    return [
      {
        scope: "sub",
        bases: everywhere,
        filter: all(equals("objectCategory", "person"), startsWith("sAMAccountName", "MSOL_")),
      },
    ];
  const { name, wanted } = query;
  switch (name.form) {
    case "distinguished-name":
      return [{ scope: "base", bases: [canonicalDistinguishedName(name.distinguishedName)], filter: anything }];
    case "user-principal-name":
      return userPrincipalNameAttempts(name.userPrincipalName, domains);
    case "down-level":
      return samAccountNameAttempts(name.samAccountName, wanted, domainsNamed(name.netBiosDomain, domains));
    case "sam-account-name":
      return samAccountNameAttempts(name.samAccountName, wanted, everywhere);
  }
}

/** The domain that a name spells out, as it is written; undefined when the name leaves the domain open. */
export function domainIn(name: AccountName): string | undefined {
  if (name.form === "down-level") return name.netBiosDomain;
  if (name.form !== "distinguished-name") return undefined;
  return dnsNameOfDomain(name.distinguishedName) ?? name.distinguishedName;
}

export function isNamed(domain: SearchableDomain, name: string): boolean {
  return [domain.netBiosName, domain.dnsName].some((known) => known.toLowerCase() === name.toLowerCase());
}

function domainsNamed(name: string, domains: readonly SearchableDomain[]): readonly string[] {
  return domains.filter((domain) => isNamed(domain, name)).map((domain) => domain.distinguishedName);
}

/** An account without userPrincipalName still answers to sAMAccountName@domain. Source: MS-ADTS 5.1.1.1.1. */
function userPrincipalNameAttempts(
  userPrincipalName: string,
  domains: readonly SearchableDomain[],
): readonly LookupAttempt[] {
  const [account = "", suffix = ""] = userPrincipalName.split("@");
  const ownDomain = domainsNamed(suffix, domains);
  const explicit: LookupAttempt = {
    scope: "sub",
    bases: domains.map((domain) => domain.distinguishedName),
    filter: equals("userPrincipalName", userPrincipalName),
  };
  if (ownDomain.length === 0) return [explicit];
  return [explicit, { scope: "sub", bases: ownDomain, filter: equals("sAMAccountName", account) }];
}

function samAccountNameAttempts(name: string, wanted: WantedKind, bases: readonly string[]): readonly LookupAttempt[] {
  if (bases.length === 0) return [];
  const stem = name.replace(/\$$/, "");
  const attempt = (filter: Filter): LookupAttempt => ({ scope: "sub", bases, filter });
  const exact = attempt(equals("sAMAccountName", name));
  const withDollar = attempt(equals("sAMAccountName", `${stem}$`));
  switch (wanted) {
    case "account":
      // Never with a `$` that nobody wrote: every user of a domain may add a computer under a name of their choice.
      return [exact];
    case "computer":
      return [
        attempt(all(computers, equals("sAMAccountName", `${stem}$`))),
        attempt(all(computers, equals("dNSHostName", stem))),
        exact,
      ];
    case "managed service account":
      return [
        withDollar,
        // The installer may give the object that name, and a sAMAccountName of its own making.
        attempt(all(groupManagedServiceAccounts, equals("cn", stem))),
        ...(stem.toLowerCase() === agentAccount
          ? [attempt(all(groupManagedServiceAccounts, startsWith("sAMAccountName", "pGMSA_")))]
          : []),
        exact,
      ];
  }
}

const anything = new PresenceFilter({ attribute: "objectClass" });
const computers = equals("objectClass", "computer");
const groupManagedServiceAccounts = equals("objectClass", "msDS-GroupManagedServiceAccount");
