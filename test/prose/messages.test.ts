import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { messageWordings, wordings } from "../../prose/words.ts";

/** Where people read the texts: in verdicts, reasons, remedies, errors, outputs and the help of commands. */
const folders = [
  "catalogue",
  "commands",
  "components",
  "config",
  "directory",
  "files",
  "lab",
  "packaging",
  "policy",
  "report",
  "tenant",
];
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
  // What a domain controller answers is in the words of Windows.
  return texts.filter((text) => /\p{L} \S/u.test(text) && !text.includes("LdapErr:"));
}

/** The comments of a YAML file; lines that follow each other are one text. */
function commentsOf(file: string, source = readFileSync(file, "utf8")): readonly string[] {
  return [...source.matchAll(/(?:^[ \t]*#.*\n?)+|[ \t]#.*$/gm)].map(([block]) =>
    block.replace(/^[ \t]*#[ \t]*/gm, "").replace(/\n/g, " "),
  );
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
  const files = [...globSync("*.ts"), ...folders.flatMap((folder) => globSync(`${folder}/**/*.ts`))];

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

  const configurations = globSync(["Pulumi*.yaml", "docs/recipes/*.yml"]);

  it("have no stiff words in the comments of stacks and recipes", () => {
    expect(configurations.filter((file) => commentsOf(file).length === 0)).toEqual([]);
    const found = configurations.flatMap((file) => stiffWords(commentsOf(file)).map((words) => `${file}: ${words}`));
    expect(found).toEqual([]);
  });

  it("are seen in a comment over several lines and at the end of one", () => {
    const found = stiffWords(commentsOf("example.yaml", "# Look at it\n  # anew.\nkey: value # by way of this\n"));
    expect(found.map((one) => one.split(" in ")[0])).toEqual(['"anew"', '"by way of"']);
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
