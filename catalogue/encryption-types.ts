/** Encryption types of Kerberos, and which of them count for an account that names none. */

/**
 * Bits of msDS-SupportedEncryptionTypes that name an encryption type for tickets; the higher ones are other features.
 * Source: https://learn.microsoft.com/openspecs/windows_protocols/ms-kile/6cfc7b50-11ed-4b4d-846d-6f08f0812919
 */
const encryptionTypes = [
  { bit: 0x1, title: "DES-CBC-CRC", strong: false },
  { bit: 0x2, title: "DES-CBC-MD5", strong: false },
  { bit: 0x4, title: "RC4-HMAC", strong: false },
  { bit: 0x8, title: "AES128", strong: true },
  { bit: 0x10, title: "AES256", strong: true },
] as const;

export type EncryptionType = (typeof encryptionTypes)[number];

/** The encryption types that a value names. */
export function encryptionTypesIn(value: number): readonly EncryptionType[] {
  return encryptionTypes.filter(({ bit }) => (value & bit) !== 0);
}

/** AES128 and AES256 in msDS-SupportedEncryptionTypes. Source: MS-KILE 2.2.7. */
export const aes = 0x18;

/**
 * What domain controllers use for an account that names none: AES alone with the updates of April 2026, unless
 * DefaultDomainSupportedEncTypes of their registry adds RC4; RC4 for tickets before. No directory shows either.
 *
 * Source: https://support.microsoft.com/topic/1ebcda33-720a-4da8-93c1-b0496e1910dc (KB5073381, CVE-2026-20833, as of 2026-02-10)
 */
export const defaultEncryptionTypeIds = ["aes-only", "rc4-allowed"] as const;
export type DefaultEncryptionTypes = (typeof defaultEncryptionTypeIds)[number];

interface UsableTypes {
  /** Used whatever the domain controllers do. */
  readonly certain: readonly EncryptionType[];
  /** Used where the domain controllers allow it, which is not known. */
  readonly possible: readonly EncryptionType[];
}

/** What an account with this value can use; null for an absent value. */
export function usableTypes(value: number | null, byDefault: DefaultEncryptionTypes | undefined): UsableTypes {
  const named = encryptionTypesIn(value ?? 0);
  if (named.length > 0) return { certain: named, possible: [] };
  const strong = encryptionTypes.filter(({ strong }) => strong);
  const rc4 = encryptionTypes.filter(({ bit }) => bit === 0x4);
  switch (byDefault) {
    case "aes-only":
      return { certain: strong, possible: [] };
    case "rc4-allowed":
      return { certain: [...rc4, ...strong], possible: [] };
    case undefined:
      return { certain: strong, possible: rc4 };
  }
}
