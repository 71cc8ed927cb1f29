export type AccountKind =
  | "user"
  | "group"
  | "computer"
  | "group managed service account"
  | "standalone managed service account";

/** Where Windows puts an account that nobody placed, relative to the domain. */
const defaultContainers: Readonly<Record<AccountKind, string>> = {
  user: "CN=Users",
  group: "CN=Users",
  computer: "CN=Computers",
  "group managed service account": "CN=Managed Service Accounts",
  "standalone managed service account": "CN=Managed Service Accounts",
};

/** `contoso.example` → `DC=contoso,DC=example`. */
export function domainDn(dnsName: string): string {
  return dnsName
    .split(".")
    .map((label) => `DC=${label}`)
    .join(",");
}

/** `Tier 0/Sync` → `OU=Sync,OU=Tier 0,DC=…`. */
export function unitDn(dnsName: string, path: string): string {
  const units = path.split("/").map((name) => `OU=${escapeValue(name)}`);
  return [...units.reverse(), domainDn(dnsName)].join(",");
}

export function accountDn(
  dnsName: string,
  kind: AccountKind,
  account: { readonly name: string; readonly ou?: string; readonly displayName?: string },
): string {
  const parent =
    account.ou === undefined ? `${defaultContainers[kind]},${domainDn(dnsName)}` : unitDn(dnsName, account.ou);
  return `CN=${escapeValue(account.displayName ?? account.name)},${parent}`;
}

/** Every unit that a list of paths asks for, parents first. */
export function unitPaths(paths: readonly string[]): readonly string[] {
  const all = paths.flatMap((path) => {
    const names = path.split("/");
    return names.map((_, depth) => names.slice(0, depth + 1).join("/"));
  });
  return [...new Set(all)];
}

/** Source: https://www.rfc-editor.org/rfc/rfc4514#section-2.4 */
function escapeValue(value: string): string {
  return value.replaceAll(/[,+"\\<>;=]|^[# ]| $/g, String.raw`\$&`);
}
