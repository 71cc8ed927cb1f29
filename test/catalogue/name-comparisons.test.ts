/** Distinguished names are compared in one place: read from the expressions of every source file. */
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = new URL("../..", import.meta.url).pathname;
const home = "catalogue/distinguished-name.ts";
/** The same text as for the object before: a shortcut, after which other spellings are no less right. */
const shortcuts = ["directory/census.ts: container !== this.#lastContainer"];

/** What variables and fields are called that hold a distinguished name. */
const holdsName =
  /(?:distinguishedName|(?:^|[a-z])(?:Dn|DN)|^dn|namingContext|defaultNamingContext|nCName|container|parent|ancestor|organizationalUnit|^on)$/;

/** In a regular expression or a text: how the first component of a name begins. */
const beginsComponent = /\b(?:CN|OU|DC)=/i;

const textMethods = new Set(["toLowerCase", "toUpperCase", "endsWith", "startsWith", "localeCompare", "split"]);
const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** The last word of `a.b?.c`; undefined for what is neither a variable nor a field. */
function lastWord(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

function isName(node: ts.Node): boolean {
  return holdsName.test(lastWord(node) ?? "");
}

/** `,${name}`: where a text that ends with it would lie below it. */
function isEnding(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isTemplateExpression(node) && node.head.text === ",";
}

/** `JSON.stringify([on, …])`: names that are compared as a part of a key. */
function isInKey(node: ts.CallExpression): boolean {
  const [first] = node.arguments;
  if (node.expression.getText() !== "JSON.stringify" || first === undefined) return false;
  return ts.isArrayLiteralExpression(first) && first.elements.some(isName);
}

/** `"cn=configuration"`. */
function isNameText(node: ts.Node): boolean {
  return ts.isStringLiteral(node) && beginsComponent.test(node.text);
}

function rawComparisons(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const [argument] = node.arguments;
      const byName = textMethods.has(name.text) && isName(expression);
      if (byName || isInKey(node) || (name.text === "endsWith" && isEnding(argument)))
        found.push(`${file}: ${node.getText()}`);
    }
    if (ts.isBinaryExpression(node) && comparisons.has(node.operatorToken.kind)) {
      const { left, right } = node;
      const isText = (side: ts.Node) => lastWord(side) !== undefined && lastWord(side) !== "undefined";
      const isNames = (isName(left) && isText(right)) || (isName(right) && isText(left));
      if (isNames || isNameText(left) || isNameText(right)) found.push(`${file}: ${node.getText()}`);
    }
    if (ts.isRegularExpressionLiteral(node) && beginsComponent.test(node.text)) found.push(`${file}: ${node.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("distinguished names", () => {
  const files = globSync("**/*.ts", { cwd: root, exclude: ["**/node_modules", "**/.*", "test/**"] }).sort();

  it("are compared as text nowhere but where their spellings are known", () => {
    expect(files.length).toBeGreaterThan(300);
    const found = files
      .filter((file) => file !== home)
      .flatMap((file) => rawComparisons(file, readFileSync(`${root}${file}`, "utf8")));
    expect(found).toEqual(shortcuts);
  });

  it.each([
    "const a = object.distinguishedName.toLowerCase();",
    `const a = name.endsWith(\`,\${domain}\`);`,
    "const a = domain?.distinguishedName === distinguishedName;",
    "const a = accountDn !== other;",
    'const a = container.split(",");',
    "const a = parent.toUpperCase();",
    "const a = JSON.stringify([on, flags]);",
    'const a = name.toLowerCase() === "cn=configuration";',
    "const a = /^CN=Aggregate,/i.test(name);",
  ])("would be told if they were: %s", (text) => {
    expect(rawComparisons("some.ts", text)).toHaveLength(1);
  });

  it("may be compared with nothing", () => {
    const text = 'const a = distinguishedName === "" || distinguishedName === null || container === undefined;';
    expect(rawComparisons("some.ts", text)).toEqual([]);
  });
});
