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

/** The encryption types that a value names. */
export function encryptionTypesIn(value: number): readonly { readonly title: string; readonly strong: boolean }[] {
  return encryptionTypes.filter(({ bit }) => (value & bit) !== 0);
}
