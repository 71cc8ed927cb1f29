import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { messageWordings, wordings } from "../../prose/words.ts";

/** Where people read the texts: in verdicts, reasons, remedies, errors, outputs and the help of commands. */
const folders = ["catalogue", "commands", "components", "config", "directory", "files", "policy", "report", "tenant"];
const forbidden = [...wordings, ...messageWordings];

/** The texts of a file: literals of several words; what is put into one is an ellipsis. */
function textsOf(file: string, source = readFileSync(file, "utf8")): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node)) {
      texts.push([node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join("…"));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return texts.filter((text) => /\p{L} \S/u.test(text));
}

function stiffWords(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    forbidden.flatMap(({ pattern, instead }) => {
      const found = pattern.exec(text);
      return found === null ? [] : [`"${found[0]}" in "${text}"; instead: ${instead}`];
    }),
  );
}

describe("texts that people read", () => {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`));

  it("are found in every folder", () => {
    for (const folder of folders) {
      const own = files.filter((file) => file.startsWith(`${folder}/`));
      expect([folder, own.flatMap((file) => textsOf(file)).length > 0]).toEqual([folder, true]);
    }
    expect(files.flatMap((file) => textsOf(file)).length).toBeGreaterThan(1500);
  });

  it("have no stiff words", () => {
    const found = files.flatMap((file) => stiffWords(textsOf(file)).map((words) => `${file}: ${words}`));
    expect(found).toEqual([]);
  });

  it.each([
    [`const remedy = \`Take it out with: \${command}\`;`, '"Take it out"'],
    ["const fact = 'is out of reach of everybody';", '"everybody"'],
    [`throw new Error(\`\${one} is no \${what} of the list\`);`, '"is no …'],
    ['const reason = "A conditional entry decides";', '"conditional entry decides"'],
    ['const fact = "supports it by way of a group";', '"by way of"'],
  ])("are seen in a literal and around what is put into it: %s", (source, words) => {
    expect(stiffWords(textsOf("example.ts", source)).join("\n")).toContain(words);
  });
});
