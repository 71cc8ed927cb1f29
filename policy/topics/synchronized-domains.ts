import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";

/** Rows of the domains that are synchronized: Cloud Sync names them, Connect Sync takes those of the forest. */
export function synchronizedDomains<Row extends { readonly domain: string }>(
  inputs: ConnectorAccountInputs | GroupManagedServiceAccountInputs,
  rows: readonly Row[],
): readonly Row[] {
  if (!("domains" in inputs)) return rows;
  const names = new Set(inputs.domains.map((name) => name.toLowerCase()));
  return rows.filter(({ domain }) => names.has(domain.toLowerCase()));
}
