/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are source that the test reads. */
/**
 * Names reach a command that people paste through the templates of catalogue/command.ts only: read from every source file.
 * That a way out is made by its template is what the type says; that its text begins no command by hand, no type can say.
 */
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = new URL("..", import.meta.url).pathname;
const makers: readonly string[] = ["catalogue/command.ts", "catalogue/remedy.ts"];
const templates: ReadonlySet<string> = new Set(["powershell", "native", "shell"]);
/** Its values are words of a sentence. */
const sentences = "wayOut";
/** Where what an observation said becomes a way out, whatever it says. */
const recorder = "policy/judgement/verdict.ts";

/** A program or cmdlet with something that it is told: what follows would be read by a shell. */
const command =
  /\b(?:pulumi (?:config|up|preview|refresh|stack|state|destroy|import) |(?:az|npm|npx) [a-z][\w-]* |(?:dsacls|setspn|ktpass|klist|repadmin|nltest) \S|[A-Z][a-z]+-[A-Z][A-Za-z]+ (?:-[A-Za-z]|["'@(]))/;

const files = globSync("{catalogue,components,config,directory,policy,report,tenant}/**/*.ts", { cwd: root })
  .concat("config.ts", "index.ts")
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !makers.includes(file))
  .sort();

/** Texts and values in the order in which they stand in the result; null for what is not plain text. */
type Pieces = readonly (string | null)[];

function pieces(node: ts.Node): Pieces {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap(({ expression, literal }) => [...pieces(expression), literal.text]);
    return [node.head.text, ...spans];
  }
  if (ts.isParenthesizedExpression(node)) return pieces(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return [...pieces(node.left), ...pieces(node.right)];
  // What a template has made is complete: nothing that follows belongs to it.
  if (ts.isTaggedTemplateExpression(node) && templates.has(node.tag.getText())) return [];
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === sentences) return pieces(node.template);
  if (ts.isCallExpression(node) && isJoin(node.expression)) return node.expression.expression.elements.flatMap(pieces);
  return [null];
}

function isJoin(
  node: ts.Expression,
): node is ts.PropertyAccessExpression & { readonly expression: ts.ArrayLiteralExpression } {
  return (
    ts.isPropertyAccessExpression(node) &&
    ["join", "concat"].includes(node.name.text) &&
    ts.isArrayLiteralExpression(node.expression)
  );
}

/** Whether a value comes after a command that was begun in plain text. */
function isHandWritten(parts: Pieces): boolean {
  const first = parts.findIndex((_, index) =>
    command.test(
      parts
        .slice(0, index + 1)
        .map((part) => part ?? "$")
        .join(""),
    ),
  );
  return first !== -1 && parts.slice(first).includes(null);
}

function faultsOf(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const fault = (node: ts.Node) => found.push(`${file}: ${node.getText().slice(0, 120)}`);
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isTemplateExpression(node) ||
      ts.isBinaryExpression(node) ||
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      (ts.isCallExpression(node) && isJoin(node.expression));
    if (isText && !isQuoting(node)) {
      const parts = pieces(node);
      // Windows PowerShell 5.1 does not know the two ampersands.
      if (isHandWritten(parts) || (command.test(parts.join("")) && parts.join("").includes("&&"))) fault(node);
    }
    if (ts.isIdentifier(node) && (templates.has(node.text) || node.text === sentences) && !isTagOrImport(node))
      fault(node);
    if (ts.isIdentifier(node) && node.text === "recorded" && isOfRemedy(node) && file !== recorder) fault(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether a template quotes what is put into it. */
function isQuoting(node: ts.Node): boolean {
  return (
    ts.isTemplateExpression(node) &&
    ts.isTaggedTemplateExpression(node.parent) &&
    node.parent.tag.getText() !== sentences
  );
}

function isOfRemedy({ parent }: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(parent) && parent.expression.getText() === "Remedy";
}

/** The templates may be used as such, and not be called with texts that someone puts together. */
function isTagOrImport({ parent }: ts.Identifier): boolean {
  return (
    ts.isTaggedTemplateExpression(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent)
  );
}

describe("a command in the program", () => {
  it("holds no name that was put in by hand", () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((file) => faultsOf(file, readFileSync(`${root}${file}`, "utf8")))).toEqual([]);
  });

  it.each([
    "const x = `pulumi config set --path ${key}.adopt NAME`;",
    "const x = `Mend it with: dsacls ${name} /P:N`;",
    'const x = "Set-ADUser -Identity " + name;',
    'const x = ["az ad sp create --id", name].join(" ");',
    'const x = `Enable it: Enable-ADAccount -Identity "${name}"`;',
    'const x = "pulumi config rm --path a && pulumi up";',
    "const x = shell(parts, name);",
    "const make = powershell;",
    "const x = wayOut`Mend it with: dsacls ${name} /P:N`;",
    "const x = wayOut`Run: pulumi config set ${key} ${shell`pulumi up`}`;",
    "const x = wayOut(parts, name);",
    "const x = Remedy.recorded(text);",
  ])("would be found: %s", (text) => {
    expect(faultsOf("x.ts", text)).not.toEqual([]);
  });

  it.each([
    "const x = `Enable ${name} with: ${powershell`Enable-ADAccount -Identity ${name}`}`;",
    "const x = `${native`dsacls ${domain} /R ${name}`} (removes every ACE for ${name} there)`;",
    'const x = "Run pulumi refresh to observe it again.";',
    "const x = wayOut`Take ${name} out with: ${powershell`Remove-ADUser ${name}`}`;",
    "const x = `See ${name}. Record it again with: npx hybrid-sync snapshot --stack NAME`;",
  ])("is no fault: %s", (text) => {
    expect(faultsOf("x.ts", text)).toEqual([]);
  });
});
