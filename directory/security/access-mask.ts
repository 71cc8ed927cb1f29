/**
 * The bits of an access mask as Active Directory reads them.
 * Source: MS-ADTS 5.1.3.2, https://learn.microsoft.com/windows/win32/api/iads/ne-iads-ads_rights_enum
 */
export const accessRights = {
  createChild: 0x1,
  deleteChild: 0x2,
  listContents: 0x4,
  /** A validated write. */
  writeSelf: 0x8,
  readProperty: 0x10,
  writeProperty: 0x20,
  deleteTree: 0x40,
  listObject: 0x80,
  controlAccess: 0x100,
  delete: 0x1_0000,
  readControl: 0x2_0000,
  writeDacl: 0x4_0000,
  writeOwner: 0x8_0000,
  synchronize: 0x10_0000,
  accessSystemSecurity: 0x100_0000,
  genericAll: 0x1000_0000,
  genericExecute: 0x2000_0000,
  genericWrite: 0x4000_0000,
  genericRead: 0x8000_0000,
} as const;

/** Everything a directory object can be asked for; what `genericAll` stands for. Source: MS-ADTS 5.1.3.2. */
export const fullControl = 0xf_01ff;

const genericRights = [
  [accessRights.genericAll, fullControl],
  [accessRights.genericRead, 0x2_0094],
  [accessRights.genericWrite, 0x2_0028],
  [accessRights.genericExecute, 0x2_0004],
] as const;

const genericBits = 0xf000_0000;

/** Replaces each generic bit by the rights it stands for on a directory object. Source: MS-ADTS 5.1.3.2. */
export function mapGenericRights(mask: number): number {
  if ((mask & genericBits) === 0) return mask >>> 0;
  let mapped = mask & ~genericBits;
  for (const [generic, specific] of genericRights) if ((mask & generic) !== 0) mapped |= specific;
  return mapped >>> 0;
}
