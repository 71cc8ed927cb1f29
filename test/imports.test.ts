/** Which part of the program may know which other: read from the import statements of every source file. */
import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

interface Import {
  readonly from: string;
  readonly to: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

const root = new URL("..", import.meta.url).pathname;

const files = globSync("**/*.{ts,js}", { cwd: root, exclude: ["**/node_modules", "**/.*"] })
  .map((file) => file.replaceAll("\\", "/"))
  .sort();

const imports: readonly Import[] = files.flatMap((file) => importsOf(file, readFileSync(`${root}${file}`, "utf8")));

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node, typeOnly: boolean) => {
    if (!ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return;
    found.push({ from: file, to: posix.join(posix.dirname(file), specifier.text), typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      for (const argument of node.arguments) add(argument, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

const observedFacts = [
  "catalogue/",
  "contract/",
  "types of directory/facts/",
  "types of tenant/facts/",
  "types of tenant/declarations.ts",
];

/**
 * What each part may import besides itself: folders end with a slash, and `types of` leaves only what is gone at run
 * time. The first part that a file's path begins with counts.
 */
const mayImport: readonly (readonly [part: string, allowed: readonly string[]])[] = [
  ["catalogue/", []],
  // Files that a person named, opened and written: anything above may.
  ["files/", []],
  [
    "config",
    ["config.ts", "config/", "catalogue/", "types of contract/terms.ts", "files/", "directory/account-name.ts"],
  ],
  ["directory/", ["catalogue/", "files/"]],
  ["tenant/", ["catalogue/", "files/"]],
  // What is declared beside what was observed.
  ["contract/", ["catalogue/", "types of directory/", "types of tenant/"]],
  [
    "components/observation/",
    [
      "components/",
      "catalogue/",
      "contract/",
      "config.ts",
      "config/load.ts",
      "directory/",
      "tenant/",
      "node-loading/compile-cache.js",
      "node-loading/engine-end.ts",
    ],
  ],
  [
    "components/entra/eligibility/",
    ["components/observation/", "components/provider-text.ts", "catalogue/", "contract/", "tenant/"],
  ],
  [
    "components/azure/vault-name/",
    ["components/observation/", "components/provider-text.ts", "catalogue/", "contract/", "tenant/"],
  ],
  // What an identity that cannot sign in is told stands beside the reads of the tenant.
  ["components/entra/find-user.ts", ["components/", "catalogue/", "config.ts", "tenant/sign-in-failure.ts"]],
  ["components/terms.ts", ["components/", "policy/rules.ts", "contract/", "config.ts"]],
  // Runs what the engine runs: observation, too.
  ["components/without-engine.ts", ["components/", "contract/", "config.ts"]],
  ["components/gatekeeper.ts", ["components/", "policy/", "catalogue/", "contract/", "types of directory/"]],
  ["components/", ["catalogue/", "contract/", "files/", "config.ts", "types of directory/", "types of tenant/"]],
  ["policy/index.js", ["node-loading/", "policy/"]],
  // How rules are judged knows no topic and no rule.
  ["policy/judgement/", ["catalogue/", "contract/", "types of directory/facts/", "policy/shapes"]],
  ["policy/shapes", [...observedFacts]],
  ["policy/topics/", ["policy/judgement/", ...observedFacts]],
  ["policy/rules/", ["policy/judgement/", "policy/topics/", ...observedFacts]],
  ["policy/", [...observedFacts]],
  // Writes a value without some of its entries.
  ["report/descriptor-value.ts", ["directory/security/"]],
  ["report/", ["catalogue/", "policy/", "contract/", "types of directory/facts/"]],
  [
    "lab/",
    [
      "catalogue/",
      "files/",
      "config",
      "directory/",
      "tenant/",
      "policy/",
      "report/",
      "commands/",
      "packaging/compile-check.ts",
      "node-loading/compile-cache.js",
      "node-loading/engine-end.ts",
    ],
  ],
  // What a person runs.
  [
    "commands/",
    [
      "catalogue/",
      "components/without-engine.ts",
      "components/observation/tenant-environment.ts",
      "contract/",
      "directory/",
      "files/",
      "config.ts",
      "config/",
      "policy/",
      "report/",
      "tenant/",
      "node-loading/",
    ],
  ],
  ["components.ts", ["components/", "config.ts"]],
  ["index.ts", ["components.ts", "components/"]],
  ["packaging/", ["catalogue/", "node-loading/compiled-check.js"]],
  ["documentation/", ["catalogue/", "config/", "policy/", "report/"]],
  // What Node itself is told before the program is loaded.
  ["node-loading/", []],
  ["prose/", []],
];

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [part, allowed] = mayImport.find(([prefix]) => from.startsWith(prefix)) ?? [undefined, []];
  if (part === undefined) return false;
  return [part, ...allowed].some((place) =>
    place.startsWith("types of ") ? typeOnly && to.startsWith(place.slice("types of ".length)) : to.startsWith(place),
  );
}

const text = ({ from, to, typeOnly }: Import) => `${from} imports ${typeOnly ? "types of " : ""}${to}`;

/** The files of the first circle that is found, in the order of their imports. */
function circle(): readonly string[] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of targets.get(file) ?? []) {
      const found = walk(to, [...way, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  return files.map((file) => walk(file, [])).find((found) => found.length > 0) ?? [];
}

/** Arrows of the picture in docs/architecture.md, from what imports to what is imported. */
const arrows: readonly (readonly [from: string, to: string])[] = [
  ...readFileSync(`${root}docs/architecture.md`, "utf8").matchAll(/^ +([\w &]+(?: --> [\w &]+)+)$/gm),
].flatMap(([, line = ""]) => {
  const groups = line.split("-->").map((group) => group.split("&").map((name) => name.trim()));
  return groups
    .slice(1)
    .flatMap((to, index) => (groups[index] ?? []).flatMap((from) => to.map((one) => [from, one] as const)));
});

/** What the picture shows a part as; undefined for what is not in it. */
function drawnAs(place: string): string | undefined {
  if (place === "policy/index.js") return "pack";
  const name = place === "components.ts" ? "index" : place.replace(/^types of /, "").split(/[/.]/)[0];
  return arrows.flat().find((drawn) => drawn === name);
}

/** Whether arrows lead from one to the other, at any distance. */
function leads(from: string, to: string): boolean {
  return from === to || arrows.some(([one, other]) => one === from && leads(other, to));
}

describe("the picture of the floors", () => {
  const allowed = mayImport.flatMap(([part, places]) =>
    places.flatMap((place) => {
      const [from, to] = [drawnAs(part), drawnAs(place)];
      return from === undefined || to === undefined || from === to ? [] : [`${from} --> ${to}`];
    }),
  );

  it("has an arrow, or several on end, for all that a part may import", () => {
    expect(arrows.length).toBeGreaterThan(20);
    const missing = allowed.filter((pair) => {
      const [from = "", to = ""] = pair.split(" --> ");
      return !leads(from, to);
    });
    expect([...new Set(missing)]).toEqual([]);
  });

  it("has no arrow for what a part may not import", () => {
    expect(arrows.map(([from, to]) => `${from} --> ${to}`).filter((arrow) => !allowed.includes(arrow))).toEqual([]);
  });
});

describe("the imports of the program", () => {
  const own = imports.filter(({ from }) => !from.startsWith("test/"));

  it("stay within what each part may know", () => {
    expect(own.length).toBeGreaterThan(500);
    expect(own.filter((one) => !isAllowed(one)).map(text)).toEqual([]);
  });

  it("lead from no rule to another", () => {
    const isRule = (path: string) => path.startsWith("policy/rules/");
    expect(own.filter(({ from, to }) => isRule(from) && isRule(to)).map(text)).toEqual([]);
  });

  it.each([
    ["catalogue/tools.ts", 'import { rules } from "../policy/rules.ts";'],
    ["directory/names.ts", 'import type { Rule } from "../policy/judgement/rule.ts";'],
    ["directory/names.ts", 'export type { Rule } from "../policy/judgement/rule.ts";'],
    ["tenant/open.ts", 'type Rule = import("../policy/judgement/rule.ts").Rule;'],
    ["tenant/open.ts", 'import "../components/gate.ts";'],
    ["policy/judgement/finding.ts", 'const rules = await import("../rules.ts");'],
    ["policy/topics/takeover.ts", 'import { kdsRootKey } from "../rules/kds-root-key.ts";'],
    ["policy/rules/kds-root-key.ts", 'import { observeForest } from "../../directory/inspection/forest.ts";'],
    ["contract/server.ts", 'import { parse } from "../directory/account-name.ts";'],
    ["components/stack.ts", 'import { check } from "../commands/check/check-stack.ts";'],
    ["report/result.ts", 'import { Practice } from "../lab/practice.ts";'],
    ["commands/main.ts", 'import { Practice } from "../lab/practice.ts";'],
    ["a-new-folder/file.ts", 'import { tools } from "../catalogue/tools.ts";'],
  ])("would be told if %s had: %s", (file, line) => {
    expect(importsOf(file, line).filter((one) => !isAllowed(one))).toHaveLength(1);
  });

  it("lead to files that are there", () => {
    const data = ["lab/providers/azuread/schema.json", "test/fixtures/default-security-descriptors.json"];
    const present = new Set([...files, ...data]);
    expect(imports.filter(({ to }) => !present.has(to)).map(text)).toEqual([]);
  });

  it("lead to X.ts for what X/ gives to others; only the program and the pack are an index", () => {
    const indexes = files.filter((file) => /(?:^|\/)index\.[jt]s$/.test(file));
    expect(indexes).toEqual(["index.ts", "policy/index.js"]);
  });

  it("go round in no circle", () => {
    expect(circle()).toEqual([]);
  });
});
