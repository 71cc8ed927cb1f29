import { isIP } from "node:net";
import { closest } from "fastest-levenshtein";
import { dnsNameOfDomain, parseDistinguishedName } from "../catalogue/distinguished-name.ts";
import { findingIdPattern } from "../catalogue/exceptions.ts";
import { isLegible } from "../catalogue/legible.ts";
import { takeoverEdges } from "../catalogue/takeover-edges.ts";
import {
  accountNameFault,
  distinguishedNameSyntax,
  longestNetBiosName,
  parseAccountName,
} from "../directory/account-name.ts";
import { publicRangeFault } from "./address-range.ts";

/** What a text in the configuration may look like. */
export interface Format {
  /** Noun phrase, as in "must be …". */
  readonly allowed: string;
  readonly example: string;
  /** Why a text is not of this format, as the end of a sentence that does not repeat it; undefined when it is. */
  fault(text: string): string | undefined;
}

/** Longest DNS name, in characters. Source: RFC 1035, section 2.3.4. */
const longestDnsName = 253;
/** A label of a DNS name. Active Directory accepts the underscore inside; RFC 1123 would not. */
const label = /^[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?$/;

function dnsNameFault(text: string, leastLabels: number): string | undefined {
  if (text === "") return "it is empty";
  if (/^[a-z]+:\/\//i.test(text)) return "a name has no scheme before it";
  if (/^[^:]+:\d+$/.test(text)) return "a name has no port after it";
  if (text.endsWith(".")) return "a name has no period at its end";
  if (text.length > longestDnsName)
    return `it has ${text.length} characters, but at most ${longestDnsName} are allowed`;
  const labels = text.split(".");
  if (!labels.every((part) => label.test(part))) {
    return "between its periods, each part has 1 to 63 letters, digits or hyphens and neither begins nor ends with a hyphen";
  }
  return labels.length < leastLabels ? "a DNS name has at least two parts; this looks like a NetBIOS name" : undefined;
}

/** A domain may have a name of one part, which people write in small letters; in capitals, it is its NetBIOS name. */
function domainNameFault(text: string): string | undefined {
  return dnsNameFault(text, /[a-z]/.test(text) && text === text.toLowerCase() ? 1 : 2);
}

export const dnsName: Format = {
  allowed: "the DNS name of a domain, such as contoso.example",
  example: "contoso.example",
  fault: domainNameFault,
};

export const tenantDomain: Format = {
  allowed: "the name of a domain of the tenant, such as contoso.example",
  example: "contoso.example",
  fault: (text) => dnsNameFault(text, 2),
};

export const hostAddress: Format = {
  allowed: "a DNS name or an IP address, without scheme and port, such as dc01.contoso.example",
  example: "dc01.contoso.example",
  fault: (text) => (isIP(text) === 0 ? dnsNameFault(text, 1) : undefined),
};

export const userAccount: Format = {
  allowed: "the name of a user account: CONTOSO\\name, name@contoso.example, name or a distinguished name",
  example: "CONTOSO\\adm-sync",
  fault: (text) => accountNameFault(text, "user"),
};

export const connectorAccount: Format = {
  ...userAccount,
  allowed: `${userAccount.allowed}; an AD DS Connector account cannot be a computer or a managed service account`,
  example: "CONTOSO\\svc-connect",
};

export const managedServiceAccount: Format = {
  allowed: "the name of a managed service account: CONTOSO\\name$, name$ or a distinguished name",
  example: "CONTOSO\\gmsa-adsync$",
  fault: (text) => accountNameFault(text, "managed service account"),
};

export const localAccount: Format = {
  allowed: "the name of an account of the server: SYNC01\\name, .\\name or name",
  example: "SYNC01\\svc-adsync",
  fault: (text) =>
    ["user-principal-name", "distinguished-name"].includes(parseAccountName(text)?.form ?? "")
      ? "a local account has no name in a directory"
      : accountNameFault(text.replace(/^\.\\/, ""), "user"),
};

/** An account whose kind another field tells, which therefore judges it. */
export const anyAccount: Format = {
  allowed: "the name of an account: CONTOSO\\name, CONTOSO\\name$, name@contoso.example, name or a distinguished name",
  example: "CONTOSO\\gmsa-adsync$",
  fault: (text) =>
    accountNameFault(text, "user") &&
    accountNameFault(text, "managed service account") &&
    localAccount.fault(text) !== undefined
      ? accountNameFault(text, text.endsWith("$") ? "managed service account" : "user")
      : undefined,
};

/** Whoever may write one of these on an object controls it, so that no tool is given it under another name. */
const controlling: ReadonlySet<string> = new Set(
  Object.values(takeoverEdges).flatMap(({ control }) =>
    control?.by === "write" ? [control.attribute.toLowerCase()] : [],
  ),
);

export const writtenBackAttribute: Format = {
  allowed: "the lDAPDisplayName of an attribute that gives no control of an object, such as extensionAttribute1",
  example: "extensionAttribute1",
  fault: (text) =>
    controlling.has(text.toLowerCase())
      ? "anyone who may write this attribute controls the object"
      : /^[A-Za-z][A-Za-z0-9-]{0,255}$/.test(text)
        ? undefined
        : "the name of an attribute begins with a letter, and has letters, digits and hyphens",
};

export const principal: Format = {
  allowed:
    "the name of a group or an account: CONTOSO\\name, name, a distinguished name or a security identifier (S-1-…)",
  example: "CONTOSO\\Tier 0 Administrators",
  fault: (text) =>
    /^S-1-/i.test(text)
      ? /^S-1-\d{1,15}(?:-\d{1,10}){1,15}$/i.test(text)
        ? undefined
        : "a security identifier is S-1- and numbers with hyphens between them"
      : accountNameFault(text, "group"),
};

export const server: Format = {
  allowed: "the name of a server: SYNC01, SYNC01.contoso.example, CONTOSO\\SYNC01$ or a distinguished name",
  example: "SYNC01",
  fault: (text) => {
    const isDnsName = parseAccountName(text)?.form === "sam-account-name" && text.includes(".");
    return isDnsName ? dnsNameFault(text, 2) : accountNameFault(text, "computer");
  },
};

export const localAdministrator: Format = {
  allowed: "the name of an account that is a local administrator: SYNC01\\name, .\\name, CONTOSO\\name or name",
  example: "SYNC01\\installer",
  fault: (text) => accountNameFault(text.replace(/^(?:\.|BUILTIN)\\/i, ""), "user"),
};

/** Longest name of a SQL Server login (sysname), in characters. */
const longestLogin = 128;

export const sqlLogin: Format = {
  allowed: `a SQL Server login of at most ${longestLogin} characters: sa, or CONTOSO\\name`,
  example: "sa",
  fault: (text) => sizeFault(text, longestLogin) ?? controlCharacterFault(text),
};

/**
 * Limits of a user principal name in Microsoft Entra ID.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-userprincipalname
 */
const longestUserPrincipalName = { prefix: 64, suffix: 48 };

function userPrincipalNameFault(text: string): string | undefined {
  if (text === "") return "it is empty";
  if (/#EXT#/i.test(text)) return "#EXT# marks a guest, and a guest cannot administer synchronization";
  const [prefix, suffix, ...rest] = text.split("@");
  if (!prefix || !suffix || rest.length > 0) return "write one name, exactly one @ and one domain";
  if (!/^[A-Za-z0-9'._!#^~-]+$/.test(prefix))
    return "before the @, only letters, digits and ' . - _ ! # ^ ~ are allowed";
  if (prefix.startsWith(".") || prefix.endsWith("."))
    return "the name before the @ neither begins nor ends with a period";
  if (prefix.length > longestUserPrincipalName.prefix || suffix.length > longestUserPrincipalName.suffix) {
    return `at most ${longestUserPrincipalName.prefix} characters before and ${longestUserPrincipalName.suffix} after the @ are allowed`;
  }
  const domain = dnsNameFault(suffix, 2);
  return domain && "the part after the @ is not a DNS name such as contoso.onmicrosoft.com";
}

export const userPrincipalName: Format = {
  allowed: "the user principal name of a member of the tenant, such as sync-admin@contoso.onmicrosoft.com",
  example: "sync-admin@contoso.onmicrosoft.com",
  fault: userPrincipalNameFault,
};

export const legacyConnectorUser: Format = {
  allowed: "the user that Connect Sync created for itself, such as Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com",
  example: "Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com",
  fault: (text) =>
    userPrincipalNameFault(text) ??
    (/^Sync_[^@]*_[0-9a-z]+@/i.test(text)
      ? undefined
      : "its name begins with Sync_, the server's name and an identifier"),
};

/** A NetBIOS name may have periods, too, which people write in capitals, unlike a DNS name. */
function namesDnsDomain(text: string): boolean {
  const name = parseAccountName(text);
  if (name?.form !== "down-level" || !name.netBiosDomain.includes(".")) return false;
  return name.netBiosDomain.length > longestNetBiosName || /[a-z]/.test(name.netBiosDomain);
}

export const bindName: Format = {
  allowed: "the name the reader binds with: CONTOSO\\name, name@contoso.example or a distinguished name",
  example: "CONTOSO\\svc-reader",
  fault: (text) =>
    accountNameFault(text, "user") ??
    (parseAccountName(text)?.form === "sam-account-name"
      ? "a simple bind needs the domain with the name"
      : namesDnsDomain(text)
        ? "a simple bind needs the NetBIOS name of the domain before the backslash, or name@contoso.example"
        : undefined),
};

export const container: Format = {
  allowed: "the distinguished name of an organizational unit or container, such as OU=Staff,DC=contoso,DC=example",
  example: "OU=Staff,DC=contoso,DC=example",
  fault(text) {
    if (parseDistinguishedName(text) === undefined) return distinguishedNameSyntax;
    return dnsNameOfDomain(text) === undefined
      ? "it does not end with the domain, as DC=contoso,DC=example does"
      : undefined;
  },
};

export const environmentVariable: Format = {
  allowed: "the name of an environment variable: letters, digits and _, not beginning with a digit",
  example: "HYBRID_SYNC_READER_PASSWORD",
  fault: (text) => (/^[A-Za-z_]\w*$/.test(text) ? undefined : "no environment variable can have this name"),
};

export const day: Format = {
  allowed: "a day of the calendar, such as 2026-12-31",
  example: "2026-12-31",
  fault: (text) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return "it is not written year-month-day";
    const moment = new Date(`${text}T00:00:00Z`);
    const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
    return exists ? undefined : "the calendar does not have this day";
  },
};

/** A name of a list that is too long for a message; the nearest one is named instead. */
export function oneOfMany(what: string, names: readonly string[], example: string): Format {
  return {
    allowed: what,
    example,
    fault: (text) => {
      if (names.includes(text)) return undefined;
      const near = closest(text.slice(0, 200), [...names]);
      return `there is none of that name; the nearest is ${near}`;
    },
  };
}

export const findingId: Format = {
  allowed: "the id of a finding, such as HS-3f9a1c2bk7qm",
  example: "HS-3f9a1c2bk7qm",
  fault: (text) => (findingIdPattern.test(text) ? undefined : "an id is HS- and 12 letters or digits"),
};

export const version: Format = {
  allowed: "a version of four numbers, such as 2.6.91.0",
  example: "2.6.91.0",
  fault: (text) => (/^\d{1,5}(\.\d{1,5}){3}$/.test(text) ? undefined : "it is not four numbers with dots between them"),
};

export const publicAddressRange: Format = {
  allowed: "a range of public addresses in CIDR notation, such as 203.0.113.10/32 or 2001:db8:1::/48",
  example: "203.0.113.10/32",
  fault: publicRangeFault,
};

/** A path of the file system, relative to the project or absolute. */
export function filePath(example: string): Format {
  return {
    allowed: `the path of a file, relative to the project or absolute, such as ${example}`,
    example,
    fault: (text) => sizeFault(text, 4096) ?? controlCharacterFault(text),
  };
}

/** Free text of one line. */
export function line(what: string, example: string, longest: number): Format {
  return {
    allowed: `${what} of 1 to ${longest} characters, such as "${example}"`,
    example,
    fault: (text) => sizeFault(text, longest) ?? controlCharacterFault(text) ?? invisibleTextFault(text),
  };
}

/** Such a text stands for nothing, such as a person who has no name. */
function invisibleTextFault(text: string): string | undefined {
  return [...text].some((character) => isLegible(character) && character.trim() !== "")
    ? undefined
    : "it has no visible character";
}

function sizeFault(text: string, longest: number): string | undefined {
  if (text === "") return "it is empty";
  return text.length > longest ? `it has ${text.length} characters` : undefined;
}

function controlCharacterFault(text: string): string | undefined {
  return [...text].some((character) => character < " " || character === "\x7f")
    ? "it contains control characters"
    : undefined;
}
