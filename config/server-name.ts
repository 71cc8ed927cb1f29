import { parseDistinguishedName } from "../catalogue/distinguished-name.ts";
import { parseAccountName } from "../directory/account-name.ts";

/** `SYNC01` from `sync01.contoso.example`, `CONTOSO\SYNC01$` or `CN=SYNC01,…`, in small letters. */
export function bareServerName(text: string): string {
  const name = parseAccountName(text);
  if (name?.form === "distinguished-name") {
    return (parseDistinguishedName(text)?.[0]?.value ?? text).toLowerCase();
  }
  const account = name?.form === "down-level" ? name.samAccountName : text.trim();
  return (account.replace(/\$$/, "").split(".")[0] ?? account).toLowerCase();
}
