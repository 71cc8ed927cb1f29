import { wayOut } from "../../catalogue/remedy.ts";
import type {
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
} from "../../contract/active-directory.ts";
import { about, type Concerned } from "../judgement/subject.ts";
import { advisory, cannotVerify, notApplicable, type Verdict } from "../judgement/verdict.ts";

type Inputs = ConnectorAccountInputs | GroupManagedServiceAccountInputs;

/** Rows of the domains that are synchronized: those that the tool names, or all of the forest. */
export function synchronizedDomains<Row extends { readonly domain: string }>(
  { domains }: Inputs,
  rows: readonly Row[],
): readonly Row[] {
  return domains === undefined ? rows : rows.filter(({ domain }) => isAmong(domain, domains));
}

/** Domains that are declared and not visible: nothing would be said of them otherwise. */
export function unseenDomains(
  subject: Concerned,
  question: string,
  { domains = [], forest }: ConnectorAccountInputs,
  rows: readonly { readonly domain: string }[],
): readonly Verdict[] {
  return domains
    .filter((name) => !rows.some(({ domain }) => domain.toLowerCase() === name.toLowerCase()))
    .map((name) =>
      cannotVerify(
        about(subject, name),
        `${question} in ${name}`,
        `no domain with that name is visible in ${forest}`,
        wayOut`Correct the domains under hybrid-sync:connectSync.forests[].domains.`,
      ),
    );
}

/** In a domain that no tool synchronizes, nothing blocks, and what is unknown there does not count. */
export function inLeftOutDomain(
  { domains }: Pick<ForestInputs, "domains">,
  domain: string,
  verdicts: readonly Verdict[],
): readonly Verdict[] {
  if (domains === undefined || isAmong(domain, domains)) return verdicts;
  return withoutUnknown(domain, verdicts).map((verdict) => (verdict.verdict === "unmet" ? advisory(verdict) : verdict));
}

/** In a domain that is not synchronized, what is not known is no matter. */
export function withoutUnknown(domain: string, verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.map((verdict) =>
    ["unobservable", "undecided"].includes(verdict.verdict) ? notApplicable(domain, "is not synchronized") : verdict,
  );
}

export function isAmong(domain: string, names: readonly string[]): boolean {
  return names.some((name) => name.toLowerCase() === domain.toLowerCase());
}
