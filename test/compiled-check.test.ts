import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compiledCheck, contentsOf, currentCompiledCheck } from "../node-loading/compiled-check.js";

const files = ["policy/rules.ts", "catalogue/roles.ts"];
let folder: string;
let checkout: URL;

function write(path: string, text: string) {
  writeFileSync(join(folder, path), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "checkout-"));
  checkout = pathToFileURL(`${folder}/`);
  for (const place of ["policy", "catalogue", "node_modules", compiledCheck])
    mkdirSync(join(folder, place), { recursive: true });
  write("policy/rules.ts", "export const rules = [];\n");
  write("catalogue/roles.ts", "export const roles = [];\n");
  write("node_modules/.package-lock.json", "{}\n");
  write(`${compiledCheck}made-from.json`, JSON.stringify({ files, contents: contentsOf(files, checkout) }));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("a compiled check", () => {
  it("is run where its sources are those that it was made from", () => {
    expect(currentCompiledCheck(checkout)).toBe(new URL(`${compiledCheck}main.js`, checkout).href);
  });

  it("is not run for another checkout that shares its modules and has equal sources", () => {
    const other = join(folder, "other");
    for (const file of files) cpSync(join(folder, file), join(other, file));
    symlinkSync(join(folder, "node_modules"), join(other, "node_modules"));
    expect(currentCompiledCheck(pathToFileURL(`${other}/`))).toBeUndefined();
  });

  it.each([
    ["a source says something else", () => write("policy/rules.ts", "export const rules = {};\n")],
    ["a source is longer", () => write("catalogue/roles.ts", "export const roles = [];\n\n")],
    [
      "text went from one source to the next",
      () => {
        write("policy/rules.ts", "export const rules = [];");
        write("catalogue/roles.ts", "\nexport const roles = [];\n");
      },
    ],
    ["a source is gone", () => rmSync(join(folder, "policy/rules.ts"))],
    ["other modules are installed", () => write("node_modules/.package-lock.json", "{ }\n")],
    ["nothing says which modules are installed", () => rmSync(join(folder, "node_modules/.package-lock.json"))],
    ["it was never made", () => rmSync(join(folder, `${compiledCheck}made-from.json`))],
    ["what it was made from cannot be read", () => write(`${compiledCheck}made-from.json`, "{")],
  ])("is not run where %s", (_, change) => {
    change();
    expect(currentCompiledCheck(checkout)).toBeUndefined();
  });
});

describe("an installation without the development dependencies", () => {
  it("goes on without a compiled check, also one that came with the checkout, and says why", async () => {
    for (const part of ["packaging", "node-loading"])
      cpSync(new URL(`../${part}/`, import.meta.url), join(folder, part), { recursive: true });
    const { exitCode, stderr } = await execa(process.execPath, [join(folder, "packaging/prepare.js")]);
    expect(exitCode).toBe(0);
    expect(existsSync(new URL(compiledCheck, checkout))).toBe(false);
    expect(stderr).toMatch(/^hybrid-sync check runs from its sources, because .*'rolldown'.*$/);
  });
});
