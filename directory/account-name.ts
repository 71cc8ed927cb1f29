/** The forms in which people write the name of an Active Directory account. */
export type AccountName =
  | { readonly form: "down-level"; readonly netBiosDomain: string; readonly samAccountName: string }
  | { readonly form: "user-principal-name"; readonly userPrincipalName: string }
  | { readonly form: "distinguished-name"; readonly distinguishedName: string }
  | { readonly form: "sam-account-name"; readonly samAccountName: string };

/** Reads `CONTOSO\name`, `name@contoso.example`, `CN=name,…` or `name`; a trailing `$` belongs to the name. */
export function parseAccountName(text: string): AccountName | undefined {
  const name = text.trim();
  if (name === "") return undefined;
  if (/^[A-Za-z][\w-]*=/.test(name)) return { form: "distinguished-name", distinguishedName: name };
  const backslash = name.indexOf("\\");
  if (backslash > 0 && backslash < name.length - 1) {
    return { form: "down-level", netBiosDomain: name.slice(0, backslash), samAccountName: name.slice(backslash + 1) };
  }
  if (backslash !== -1) return undefined;
  if (name.includes("@"))
    return /^[^@\s]+@[^@\s]+$/.test(name) ? { form: "user-principal-name", userPrincipalName: name } : undefined;
  return { form: "sam-account-name", samAccountName: name };
}
