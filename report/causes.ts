/** What several findings cannot be verified for, such as a domain controller that cannot be reached: told once for the whole run. */
import type { Finding, Result } from "./result.ts";

/** One reason, and all findings that it leaves open. */
export interface Cause {
  /** Counts from 1; what is shown elsewhere refers to it. */
  readonly number: number;
  readonly reason: string;
  readonly remedy: string;
  readonly findings: readonly [Finding, ...Finding[]];
}

export interface ByCause {
  readonly causes: readonly Cause[];
  /** Every other finding, in its order. */
  readonly others: readonly Finding[];
}

/** A finding with a consequence or a note of its own says more than its reason, and stays by itself. */
export function byCause(findings: readonly Finding[]): ByCause {
  const groups = Map.groupBy(findings, (finding) => {
    const { cause, remedy, consequence, note } = finding;
    return cause === null || consequence !== null || note !== null ? finding : JSON.stringify([cause, remedy]);
  });
  const causes: Cause[] = [];
  const told = new Set<Finding>();
  for (const [first, ...others] of groups.values()) {
    if (first === undefined || others.length === 0) continue;
    const { cause, remedy } = first;
    causes.push({ number: causes.length + 1, reason: cause ?? "", remedy, findings: [first, ...others] });
    for (const finding of [first, ...others]) told.add(finding);
  }
  return { causes, others: findings.filter((finding) => !told.has(finding)) };
}

type Rows = Pick<Result, "accounts" | "tenant" | "stops">;

/** The accounts, the tenant and what stops the program, with `reason 1` in the place of a reason that is told anyway. */
export function withReasonsTold({ accounts, tenant, stops }: Rows, causes: readonly Cause[]): Rows {
  const longestFirst = causes.toSorted((one, other) => other.reason.length - one.reason.length);
  /** What to do is told with the reason; what else follows stays. */
  const referring = (text: string): string =>
    longestFirst.reduce(
      (left, { number, reason, remedy }) =>
        [`: ${reason}. ${remedy.replace(/\.$/, "")}`, `: ${reason}`].reduce(
          (shorter, told) => shorter.replaceAll(told, () => `: reason ${number}`),
          left,
        ),
      text,
    );
  const shortened = <T extends { readonly evidence: string }>(row: T): T => ({
    ...row,
    evidence: referring(row.evidence),
  });
  return { accounts: accounts.map(shortened), tenant: tenant.map(shortened), stops: stops.map(referring) };
}

/** `2 mandatory, 5 advisory`. */
export function levelsOf({ findings }: Cause): string {
  const count = (level: Finding["level"]) => findings.filter((finding) => finding.level === level).length;
  return (["mandatory", "advisory"] as const)
    .flatMap((level) => (count(level) === 0 ? [] : [`${count(level)} ${level}`]))
    .join(", ");
}
