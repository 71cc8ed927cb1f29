import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import ts from "typescript";

/**
 * Writes the types that `entry` names, and those that they name, below `target`.
 *
 * @throws {Error} when one of them has no name outside its file
 */
export async function declareTypes(root: string, entry: string, target: string): Promise<void> {
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([`${root}/${entry}`], {
    ...options,
    noEmit: false,
    incremental: false,
    tsBuildInfoFile: undefined,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: root,
    outDir: target,
  });
  const done = new Set<string>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (done.has(file)) continue;
    done.add(file);
    const text = declarationsOf(program, join(root, file));
    const place = join(target, file.replace(/\.ts$/, ".d.ts"));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text.replace(ownImport, "$1.js$2"));
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (fileName.startsWith(".") && fileName.endsWith(".ts")) pending.push(posix.join(posix.dirname(file), fileName));
    }
  }
}

/** A file beside it, which has another ending in the package. */
const ownImport = /((?:from |import\(|import )"\.{1,2}\/[^"]+)\.ts(")/g;

function declarationsOf(program: ts.Program, file: string): string {
  const source = program.getSourceFile(file);
  let text = "";
  const { diagnostics } = program.emit(source, (_, content) => {
    text = content;
  });
  if (source === undefined || diagnostics.length > 0) {
    const [fault] = diagnostics;
    throw new Error(
      `${file} gives no types: ${ts.flattenDiagnosticMessageText(fault?.messageText ?? "not read", "\n")}`,
    );
  }
  return text;
}
