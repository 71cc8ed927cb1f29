/**
 * JavaScript of the files that an entry imports, in a folder of their own. Node runs the TypeScript of a checkout itself,
 * and refuses to do so below node_modules, where a package is installed.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import ts from "typescript";

export interface Emitted {
  /** Of the files that were read, from the root, in order. */
  readonly files: readonly string[];
  /** What they import besides themselves and Node: names of packages. */
  readonly packages: readonly string[];
}

/**
 * Writes `entries` and everything that they import at run time, each where it stands below `root`, below `target`.
 *
 * @param entries paths from the root; what is only named in a text, such as the module of a dynamic provider, is one, too
 */
export async function emit(root: string, entries: readonly string[], target: string): Promise<Emitted> {
  const packages = new Set<string>();
  const done = new Set<string>();
  const pending = [...entries];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const javaScript = toJavaScript(file, await readFile(join(root, file), "utf8"));
    const place = join(target, withoutTypes(file));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, javaScript.text);
    for (const specifier of javaScript.imports) {
      if (specifier.startsWith(".")) pending.push(posix.join(posix.dirname(file), specifier));
      else if (!specifier.startsWith("node:")) packages.add(packageOf(specifier));
    }
  }
  return { files: [...done].toSorted(), packages: [...packages].toSorted() };
}

/** The same path with the ending of JavaScript. */
export function withoutTypes(file: string): string {
  return file.replace(/\.ts$/, ".js");
}

function toJavaScript(file: string, text: string): { readonly text: string; readonly imports: readonly string[] } {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    allowJs: true,
  };
  // What is only imported as a type is gone in it, and every name of a file is still that of the file that is read.
  const kept = ts.transpileModule(text, { fileName: file, compilerOptions }).outputText;
  const imports = ts.preProcessFile(kept, true, true).importedFiles.map(({ fileName }) => fileName);
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: { ...compilerOptions, rewriteRelativeImportExtensions: true },
  });
  return { text: outputText, imports: [...imports, ...requiredIn(text)] };
}

/** `createRequire(import.meta.url)("name")`, by which a CommonJS module is loaded when it is needed. */
function requiredIn(text: string): readonly string[] {
  return [...text.matchAll(/createRequire\(import\.meta\.url\)\("([^"]+)"\)/g)].flatMap(([, name]) => name ?? []);
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
