/** What a result counts. */
import { type AccountResult, type Finding, isUnverified, type Result, severities } from "./result.ts";

interface Counted extends Pick<Result, "findings" | "accepted"> {
  readonly accounts: readonly Pick<AccountResult, "configured" | "verdict">[];
}

/** The counts of what is there, which stand at the beginning of everything that is shown. */
export function summaryOf({ accounts, findings, accepted }: Counted): Result["summary"] {
  const byVerdict = Map.groupBy(
    accounts.filter(({ configured }) => configured),
    ({ verdict }) => verdict,
  );
  const atLevels = (some: readonly Finding[]) => ({
    mandatory: some.filter(({ level }) => level === "mandatory").length,
    advisory: some.filter(({ level }) => level === "advisory").length,
  });
  return {
    accounts: Object.fromEntries([...byVerdict].map(([verdict, some]) => [verdict, some.length])),
    findings: {
      ...atLevels(findings),
      bySeverity: Object.fromEntries(
        severities.map((severity) => [severity, atLevels(findings.filter((finding) => finding.severity === severity))]),
      ) as Result["summary"]["findings"]["bySeverity"],
    },
    accepted: {
      exception: accepted.filter(({ by }) => by === "exception").length,
      baseline: accepted.filter(({ by }) => by === "baseline").length,
    },
    notVerified: atLevels(findings.filter(isUnverified)),
  };
}
