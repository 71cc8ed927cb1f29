/** Observed permissions for tests of rules: everything granted, but for what a test says. */
import type { DomainPermissions, PermissionGrant } from "../../directory/observation.ts";

/** A right that no entry grants. */
export function lacking(entry: string) {
  return { granted: false, deniedTo: null, entry } as const;
}

/** By requirement; undefined for a row that is not there. */
export type Grants = Readonly<Record<string, PermissionGrant | undefined>>;

interface WithPermissions {
  readonly observed: { readonly details: { readonly permissions: readonly DomainPermissions[] } | null };
}

/** The inputs with some grants of one domain replaced, by requirement; undefined takes the row away. */
export function withGrants<T extends WithPermissions>(inputs: T, domain: string, grants: Grants): object {
  const { observed } = inputs;
  const permissions = (observed.details?.permissions ?? []).map((each) => {
    if (each.domain !== domain || !("observed" in each.requirements)) return each;
    const rows = each.requirements.observed.flatMap((row) => {
      if (!Object.hasOwn(grants, row.requirement)) return [row];
      const grant = grants[row.requirement];
      return grant === undefined ? [] : [{ ...row, grant: { observed: grant } }];
    });
    return { ...each, requirements: { observed: rows } };
  });
  return { ...inputs, observed: { ...observed, details: { ...observed.details, permissions } } };
}
