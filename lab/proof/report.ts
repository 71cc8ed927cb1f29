import Table from "cli-table3";
import type { Comparison } from "./comparison.ts";

/** How many answers had each reason, and how many were of each kind. */
export function reasonTable({ counts, kinds, explained, compared }: Comparison): string {
  const table = new Table({ head: ["decided by", "answers", "share"], style: { head: [], border: [] } });
  const share = (count: number): string => `${((100 * count) / compared).toFixed(1)} %`;
  for (const [reason, count] of counts) table.push([reason, count, share(count)]);
  const asked = new Table({ head: ["right", "answers", "share"], style: { head: [], border: [] } });
  for (const [kind, count] of kinds) asked.push([kind, count, share(count)]);
  const known = [...explained].map(([name, count]) => `Differs, and is documented: ${name}: ${count}`);
  return [`${table}`, "An answer can have several reasons.", `${asked}`, ...known].join("\n");
}

export function closingLines({ compared, disagreements }: Comparison): string {
  return `compared: ${compared}\ndisagreements: ${disagreements}`;
}
