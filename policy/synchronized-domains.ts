import type { ConnectorAccountInputs, GroupManagedServiceAccountInputs } from "../directory/observation.ts";

/** Rows of the domains that are synchronized: Cloud Sync names them, Connect Sync takes those of the forest. */
export function synchronizedDomains<Row extends { readonly domain: string }>(
  inputs: ConnectorAccountInputs | GroupManagedServiceAccountInputs,
  rows: readonly Row[],
): readonly Row[] {
  if (!("domains" in inputs)) return Array.from(rows);
  const names = new Set(Array.from(inputs.domains, (name) => name.toLowerCase()));
  return Array.from(rows).filter(({ domain }) => names.has(domain.toLowerCase()));
}
