import type { Format } from "./formats.ts";

/** What Azure takes as the name of one kind of resource. */
interface Rule {
  /** Noun phrase without the lengths. */
  readonly what: string;
  readonly example: string;
  readonly shortest: number;
  readonly longest: number;
  /** Every character, the first one, and the last one; the end of a sentence says what is allowed. */
  readonly characters: readonly [RegExp, string];
  readonly first?: readonly [RegExp, string];
  readonly last?: readonly [RegExp, string];
}

/** Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
function azureName({ what, example, shortest, longest, characters, first, last }: Rule): Format {
  return {
    allowed: `the name of ${what}, ${shortest} to ${longest} characters, such as ${example}`,
    example,
    fault: (text) => {
      if (text.length < shortest || text.length > longest) return `it has ${text.length} characters`;
      if (![...text].every((character) => characters[0].test(character))) return `it consists of ${characters[1]}`;
      if (first && !first[0].test(text.charAt(0))) return `it begins with ${first[1]}`;
      if (last && !last[0].test(text.charAt(text.length - 1))) return `it ends with ${last[1]}`;
      return undefined;
    },
  };
}

const alphanumeric = /^[A-Za-z0-9]$/;
const lettersDigitsHyphens = [/^[A-Za-z0-9-]$/, "letters, digits and hyphens only"] as const;
const letterOrDigit = [alphanumeric, "a letter or a digit"] as const;

export const resourceGroupName = azureName({
  what: "a resource group",
  example: "rg-hybrid-sync",
  shortest: 1,
  longest: 90,
  characters: [/^[\p{L}\p{N}._()-]$/u, "letters, digits and . _ - ( ) only"],
  last: [/^[^.]$/, "something other than a period"],
});

export const workspaceName = azureName({
  what: "a Log Analytics workspace",
  example: "log-hybrid-sync",
  shortest: 4,
  longest: 63,
  characters: lettersDigitsHyphens,
  first: letterOrDigit,
  last: letterOrDigit,
});

const vault = azureName({
  what: "a Key Vault",
  example: "kv-hybrid-sync-contoso",
  shortest: 3,
  longest: 24,
  characters: lettersDigitsHyphens,
  first: [/^[A-Za-z]$/, "a letter"],
  last: letterOrDigit,
});

export const vaultName: Format = {
  ...vault,
  fault: (text) => vault.fault(text) ?? (text.includes("--") ? "no two hyphens follow one another" : undefined),
};

export const azureLocation: Format = {
  allowed: "an Azure region in its short form: lower-case letters and digits, such as westeurope",
  example: "westeurope",
  fault: (text) => {
    if (/^[a-z][a-z0-9]{2,49}$/.test(text)) return undefined;
    const short = text.toLowerCase().replace(/[^a-z0-9]/g, "");
    return short === text || short === "" ? "no region has this name" : `the short form of it would be ${short}`;
  },
};

export const clientId: Format = {
  allowed: "an application (client) ID, such as 00000000-0000-0000-0000-000000000001",
  example: "00000000-0000-0000-0000-000000000001",
  fault: (text) =>
    /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
      ? undefined
      : "it is not written as five groups of hexadecimal digits",
};

export const emailAddress: Format = {
  allowed: "an email address, such as identity-operations@contoso.example",
  example: "identity-operations@contoso.example",
  fault: (text) =>
    /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text) && text.length <= 254
      ? undefined
      : "write one name, exactly one @ and one domain",
};
