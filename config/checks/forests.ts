import { type Path, pathText } from "../path.ts";
import type { Finding } from "../problems.ts";
import { showValue } from "../secrets.ts";
import { enumerate } from "../shape.ts";
import { nearest } from "../translate.ts";
import { agentsOf } from "./cloud-sync.ts";
import { type Check, type DraftSettings, entriesOf, ignoringCase, repetitions } from "./draft.ts";

/** A forest is declared once; DNS names do not tell letter case apart. */
export const eachForestOnce: Check = ({ forests }) =>
  repetitions(declaredNames(forests), ignoringCase).map(({ value, path, first }) => ({
    path,
    value: showValue(path, value),
    allowed: "a forest that is not declared yet",
    predicate: `declares ${showValue(path, value)} a second time, after ${pathText(first.slice(0, -1))}`,
    remedy: { remove: [path.slice(0, -1)] },
  }));

/** Whatever names a forest names a declared one. */
export const forestsAreDeclared: Check = (settings) => {
  const declared = declaredNames(settings.forests).map(({ value }) => value);
  const known = new Set(declared.map(ignoringCase));
  return forestReferences(settings)
    .filter(({ value }) => !known.has(ignoringCase(value)))
    .map(({ value, path }) => undeclaredForest(value, path, declared));
};

function undeclaredForest(value: string, path: Path, declared: readonly string[]): Finding {
  const near = nearest(value, declared) ?? (declared.length === 1 ? declared[0] : undefined);
  const allowed = `one of the forests declared under forests (${enumerate(declared, "or")})`;
  const shown = showValue(path, value);
  return {
    path,
    value: shown,
    allowed,
    predicate: `must be ${allowed}, got ${shown}`,
    remedy:
      near === undefined
        ? { set: [{ path, value: declared[0] ?? "" }], example: true }
        : { set: [{ path, value: near }] },
    restsOn: [["forests"]],
  };
}

/** Connect Sync has one connector, with one account, per forest. */
export const eachForestSynchronizedOnce: Check = ({ connectSync }) => {
  const names = entriesOf(connectSync?.forests, ["connectSync", "forests"]).flatMap(({ value, path }) =>
    value.forest === undefined ? [] : [{ value: value.forest, path: [...path, "forest"] }],
  );
  return repetitions(names, ignoringCase).map(({ value, path, first }) => ({
    path,
    value: showValue(path, value),
    allowed: "a forest that is not listed yet",
    predicate: `lists ${showValue(path, value)} a second time, after ${pathText(first.slice(0, -1))}: a forest has one connector and one connector account`,
    remedy: { remove: [path.slice(0, -1)] },
  }));
};

/**
 * Ports of the global catalog, with those on which the same domain controller answers in full.
 * Source: https://learn.microsoft.com/troubleshoot/windows-server/active-directory/config-firewall-for-ad-domains-and-trusts
 */
const globalCatalogPorts: Readonly<Record<number, number>> = { 3268: 389, 3269: 636 };

/** The global catalog holds a part of the attributes and does not say which: the rest would count as absent. */
export const noGlobalCatalog: Check = ({ forests }) =>
  entriesOf(forests, ["forests"]).flatMap(({ value, path: at }) => {
    const port = value.directory !== undefined && "live" in value.directory ? value.directory.live?.port : undefined;
    const whole = port === undefined ? undefined : globalCatalogPorts[port];
    if (whole === undefined) return [];
    const path = [...at, "directory", "live", "port"];
    const allowed = "a port on which a domain controller answers for its whole domain, 636 or 389";
    return [
      {
        path,
        value: `${port}`,
        allowed,
        predicate: `must be ${allowed}, got ${port}: the global catalog lacks most attributes`,
        remedy: { set: [{ path, value: whole }] },
      },
    ];
  });

/** Declared forests with the paths of their names. */
function declaredNames(forests: DraftSettings["forests"]) {
  return entriesOf(forests, ["forests"]).flatMap(({ value, path }) =>
    value.name === undefined ? [] : [{ value: value.name, path: [...path, "name"] }],
  );
}

/** Every key that names a forest declared elsewhere, with its value. */
export function forestReferences({
  cloudSync,
  connectSync,
  exceptions,
}: DraftSettings): { value: string; path: Path }[] {
  const { serviceAccount, enterpriseAdministrator } = connectSync?.accounts ?? {};
  const accountsPath = ["connectSync", "accounts"];
  const references: { value: string | undefined; path: Path }[] = [
    ...agentsOf(cloudSync).map(({ forest, path }) => ({ value: forest, path: [...path, "forest"] })),
    ...entriesOf(connectSync?.forests, ["connectSync", "forests"]).map(({ value, path }) => ({
      value: value.forest,
      path: [...path, "forest"],
    })),
    { value: serviceAccount?.forest, path: [...accountsPath, "serviceAccount", "forest"] },
    { value: enterpriseAdministrator?.forest, path: [...accountsPath, "enterpriseAdministrator", "forest"] },
    ...entriesOf(exceptions, ["exceptions"]).map(({ value, path }) => ({
      value: value.forest,
      path: [...path, "forest"],
    })),
  ];
  return references.flatMap(({ value, path }) => (value === undefined ? [] : [{ value, path }]));
}
