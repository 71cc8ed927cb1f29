import { dnsNameOfDomain, parseDistinguishedName } from "../catalogue/distinguished-name.ts";

/** The forms in which people write the name of an Active Directory account. */
export type AccountName =
  | { readonly form: "down-level"; readonly netBiosDomain: string; readonly samAccountName: string }
  | { readonly form: "user-principal-name"; readonly userPrincipalName: string }
  | { readonly form: "distinguished-name"; readonly distinguishedName: string }
  | { readonly form: "sam-account-name"; readonly samAccountName: string };

/** What a name is meant to name: the limits differ. */
export type AccountNameKind = "user" | "managed service account" | "computer" | "group";

/**
 * Longest sAMAccountName of a user, in characters.
 * Source: https://learn.microsoft.com/windows/win32/adschema/a-samaccountname
 */
const longestUserName = 20;
/** Longest sAMAccountName that the schema allows, in characters; groups may use all of it. Same source. */
const longestName = 256;
/**
 * Longest name of a computer or of a managed service account, in characters, without its trailing `$`.
 * Source: https://learn.microsoft.com/troubleshoot/windows-server/active-directory/naming-conventions-for-computer-domain-site-ou
 */
const longestComputerName = 15;
/** Longest NetBIOS name of a domain, in characters; same source. */
export const longestNetBiosName = 15;
/** Source: https://learn.microsoft.com/windows/win32/adschema/a-samaccountname */
const forbiddenInSamAccountName = '"/\\[]:;|=,+*?<>';
/** What stands before the backslash of an account that exists on one server only. */
const serverOnlyAuthorities = [".", "NT SERVICE", "NT AUTHORITY", "BUILTIN", "IIS APPPOOL"];

/** Parts with periods between them. Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom */
const dnsNameOrDotted = /^[\w-]{1,63}(?:\.[\w-]{1,63})+$/;

/** A text that begins like a distinguished name, with a type or its object identifier. */
const looksDistinguished = /^(?:[A-Za-z]|\d+\.)[\w.-]*\s*=/;

/** Why a text is no distinguished name, as the end of a sentence. */
export const distinguishedNameSyntax =
  'it is not a well-formed distinguished name; the characters , + " \\ < > ; inside a value are escaped with a backslash, and so are a # and a space at its beginning';

/**
 * Reads `CONTOSO\name`, `contoso.example\name`, `name@contoso.example`, `CN=name,…,DC=contoso,DC=example` or `name`; a trailing `$` belongs to
 * the name. Undefined when the text has none of these forms; whether the name is a possible one is for
 * {@link accountNameFault} to say.
 */
export function parseAccountName(text: string): AccountName | undefined {
  const name = text.trim();
  if (name === "") return undefined;
  if (looksDistinguished.test(name)) {
    return parseDistinguishedName(name) && { form: "distinguished-name", distinguishedName: name };
  }
  if (name.includes("\\")) {
    const [netBiosDomain, samAccountName, ...rest] = name.split("\\");
    if (!netBiosDomain || !samAccountName || rest.length > 0) return undefined;
    return { form: "down-level", netBiosDomain, samAccountName };
  }
  if (name.includes("@")) {
    return /^[^@\s]+@[^@\s]+$/.test(name) ? { form: "user-principal-name", userPrincipalName: name } : undefined;
  }
  return { form: "sam-account-name", samAccountName: name };
}

/**
 * Why no account of this kind can have this name, as the end of a sentence; undefined when one can. The name itself is
 * never part of the answer.
 */
export function accountNameFault(text: string, kind: AccountNameKind): string | undefined {
  const name = parseAccountName(text);
  if (!name) return unreadable(text);
  switch (name.form) {
    case "distinguished-name":
      return distinguishedNameFault(name.distinguishedName);
    case "user-principal-name":
      return userPrincipalNameFault(name.userPrincipalName, kind);
    case "down-level":
      return netBiosDomainFault(name.netBiosDomain) ?? samAccountNameFault(name.samAccountName, kind);
    case "sam-account-name":
      return samAccountNameFault(name.samAccountName, kind);
  }
}

function unreadable(text: string): string {
  if (text.trim() === "") return "it is empty";
  if (looksDistinguished.test(text.trim())) return distinguishedNameSyntax;
  return text.includes("\\")
    ? "write one domain, exactly one backslash and one name"
    : "write one name, exactly one @ and one suffix, without spaces";
}

function distinguishedNameFault(text: string): string | undefined {
  if (dnsNameOfDomain(text) === undefined) return "the distinguished name must end with the DC components of a domain";
  return parseDistinguishedName(text)?.[0]?.type.toUpperCase() === "DC"
    ? "the distinguished name is that of a domain"
    : undefined;
}

function userPrincipalNameFault(text: string, kind: AccountNameKind): string | undefined {
  if (kind !== "user" && kind !== "group") return `a ${kind} has no user principal name`;
  return kind === "user" && text.slice(0, text.indexOf("@")).endsWith("$")
    ? "a name that ends in $ belongs to a computer or to a managed service account"
    : undefined;
}

function netBiosDomainFault(domain: string): string | undefined {
  if (serverOnlyAuthorities.includes(domain.toUpperCase())) {
    return "an account of that authority exists on one server only, not in Active Directory";
  }
  // The wizards take the DNS name of a domain, too, and a NetBIOS name may have periods.
  if (domain.includes("."))
    return dnsNameOrDotted.test(domain)
      ? undefined
      : "the name before the backslash is not the NetBIOS name or the DNS name of a domain";
  if (domain.length > longestNetBiosName) {
    return `the NetBIOS name of a domain has at most ${longestNetBiosName} characters, this one has ${domain.length}`;
  }
  return forbiddenCharacter(domain, "the NetBIOS name of a domain");
}

/** Why no account of this kind can have this sAMAccountName, as the end of a sentence. */
function samAccountNameFault(name: string, kind: AccountNameKind): string | undefined {
  const forbidden = forbiddenCharacter(name, "a sAMAccountName");
  if (forbidden) return forbidden;
  if (name.endsWith(".")) return "a sAMAccountName must not end in a period";
  if (kind === "group")
    return name.length <= longestName ? undefined : `a sAMAccountName has at most ${longestName} characters`;
  if (kind === "user") {
    if (name.endsWith("$")) return "a name that ends in $ belongs to a computer or to a managed service account";
    if (name.length <= longestUserName) return undefined;
    return `the sAMAccountName of a user has at most ${longestUserName} characters, this one has ${name.length}`;
  }
  if (kind === "managed service account" && !name.endsWith("$"))
    return "the sAMAccountName of a managed service account ends in $";
  const bare = name.replace(/\$$/, "");
  if (bare === "") return "there is no name before the $";
  if (bare.length <= longestComputerName) return undefined;
  return `the name of a ${kind} has at most ${longestComputerName} characters before its $, this one has ${bare.length}`;
}

function forbiddenCharacter(name: string, what: string): string | undefined {
  const found = [...name].find((character) => forbiddenInSamAccountName.includes(character) || character < " ");
  if (found === undefined) return undefined;
  return found < " " ? `${what} must not contain control characters` : `${what} must not contain ${found}`;
}
