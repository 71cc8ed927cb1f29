/** The cmdlets that stand in texts of the program: those that rules put together are looked at with every remedy. */
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { cmdletModules } from "../../catalogue/cmdlets.ts";

const root = new URL("../..", import.meta.url).pathname;
const parametersOf = new Map(cmdletModules.flatMap(({ cmdlets }) => Object.entries(cmdlets)));

/** A cmdlet, and the first parameters after it; DS-Replication-Get-Changes is a right. */
const mention =
  /(?<![-\w])(?!Get-Changes)((?:Add|Clear|Connect|Enable|Get|Import|Initialize|Install|Invoke|New|Remove|Restore|Set|Unlock|Update)-[A-Z]\w+)(?![\w…])((?: -[A-Za-z]\w*)*)/g;

/** Every text in the source, without comments. */
function textsIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(`${root}${file}`, "utf8"), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

const texts = globSync("{catalogue,components,config,directory,policy,report,tenant}/**/*.ts", { cwd: root })
  .filter((file) => file !== "catalogue/cmdlets.ts")
  .flatMap(textsIn);

const mentions = texts
  .flatMap((text) => [...text.matchAll(mention)])
  .map(([, cmdlet = "", parameters = ""]) => ({ cmdlet, parameters: parameters.match(/-\w+/g) ?? [] }))
  .filter(({ cmdlet }) => !/^(?:Set-ADSync|Set-AADCloudSync)$/.test(cmdlet));

describe("the list of cmdlets", () => {
  it("has every cmdlet that a text names, with its parameters", () => {
    expect(mentions.length).toBeGreaterThan(50);
    const unknown = mentions.filter(
      ({ cmdlet, parameters }) =>
        !parameters.every((parameter) => parametersOf.get(cmdlet)?.includes(parameter)) || !parametersOf.has(cmdlet),
    );
    expect(unknown).toEqual([]);
  });

  it("has no other", () => {
    const named = new Set(mentions.map(({ cmdlet }) => cmdlet));
    expect([...parametersOf.keys()].filter((cmdlet) => !named.has(cmdlet))).toEqual([]);
  });

  it("is used for Microsoft Graph after a sign-in to the scope that it takes", () => {
    const lines = texts.filter((text) => /with: .*\b(?:Get|Update|Restore)-Mg/.test(text));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/with: Connect-MgGraph -Scopes "?[A-Z]\w+\.[A-Z]/);
  });

  it("leads from each to a page of Microsoft", () => {
    for (const { page, cmdlets } of cmdletModules)
      for (const cmdlet of Object.keys(cmdlets))
        expect(page(cmdlet)).toMatch(/^https:\/\/learn\.microsoft\.com\/[a-z0-9./-]+$/);
  });
});
