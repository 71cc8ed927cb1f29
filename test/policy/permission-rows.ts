/** Observed permissions for tests of rules: everything granted, but for what a test says. */
import type { DomainPermissions, ObjectRights, PermissionGrant } from "../../directory/facts/permissions.ts";
import { noAccess } from "./examples.ts";

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
export function withGrants<T extends WithPermissions>(inputs: T, domain: string, grants: Grants): T {
  return changed(inputs, domain, (each) => {
    if (!("observed" in each.requirements)) return each;
    const rows = each.requirements.observed.flatMap((row) => {
      if (!Object.hasOwn(grants, row.requirement)) return [row];
      const grant = grants[row.requirement];
      return grant === undefined ? [] : [{ ...row, grant: { observed: grant } }];
    });
    const lost = Object.keys(grants).filter((id) => grants[id]?.granted !== true);
    const objects = replaceRights(each.objects, lost, { held: 0, grantedFrom: { count: 0, sample: [] } });
    return { ...each, requirements: { observed: rows }, objects };
  });
}

/** The inputs with what some requirements come to on the objects of one domain. */
export function withRights<T extends WithPermissions>(
  inputs: T,
  domain: string,
  requirements: readonly string[],
  rights: Partial<ObjectRights>,
): T {
  return changed(inputs, domain, (each) => ({ ...each, objects: replaceRights(each.objects, requirements, rights) }));
}

/** The inputs with the grant of one requirement not known in one domain. */
export function withUnknownGrant<T extends WithPermissions>(inputs: T, domain: string, requirement: string): T {
  return changed(inputs, domain, (each) => {
    if (!("observed" in each.requirements)) return each;
    const rows = each.requirements.observed.map((row) =>
      row.requirement === requirement ? { ...row, grant: noAccess } : row,
    );
    return { ...each, requirements: { observed: rows } };
  });
}

/** The inputs as they are where the objects of one domain could not be read. */
export function withoutObjects<T extends WithPermissions>(inputs: T, domain: string): T {
  return changed(inputs, domain, (each) => ({ ...each, objects: noAccess }));
}

export function changed<T extends WithPermissions>(
  inputs: T,
  domain: string,
  change: (permissions: DomainPermissions) => DomainPermissions,
): T {
  const { observed } = inputs;
  const permissions = (observed.details?.permissions ?? []).map((each) =>
    each.domain === domain ? change(each) : each,
  );
  return { ...inputs, observed: { ...observed, details: { ...observed.details, permissions } } };
}

function replaceRights(
  objects: DomainPermissions["objects"],
  requirements: readonly string[],
  rights: Partial<ObjectRights>,
): DomainPermissions["objects"] {
  if (!("observed" in objects)) return objects;
  const split = objects.observed.rights.flatMap((row) => [
    { ...row, requirements: row.requirements.filter((id) => !requirements.includes(id)) },
    { ...row, ...rights, requirements: row.requirements.filter((id) => requirements.includes(id)) },
  ]);
  return { observed: { ...objects.observed, rights: split.filter((row) => row.requirements.length > 0) } };
}
