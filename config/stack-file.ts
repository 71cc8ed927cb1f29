/** A stack's configuration read from its file, for commands that run without the Pulumi engine. */
import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { CST, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument } from "yaml";
import { NamedFileError, ordinaryFile, readNamedText, shownName } from "../files/named-file.ts";
import { encryptedValue } from "./load.ts";
import { readSettings } from "./parse.ts";
import type { Path } from "./path.ts";
import type { Finding } from "./problems.ts";
import type { Settings } from "./schema.ts";
import { settingsShape } from "./shape.ts";
import { deepest } from "./tidy.ts";

/** The stack's file itself is of no use; the message is one sentence for people. */
export class StackFileError extends Error {
  override readonly name = "StackFileError";
  /** As it was asked for. */
  readonly file: string;

  constructor(file: string, sentence: string) {
    super(sentence);
    this.file = file;
  }
}

/**
 * The settings in a `Pulumi.<stack>.yaml`. What an environment of Pulumi ESC or the defaults of Pulumi.yaml would add is
 * not seen.
 *
 * @throws {StackFileError} when the file is missing, not readable or not YAML.
 * @throws {ConfigurationError} that names everything wrong with the settings at once.
 */
export function readStackFile(file: string, { project = "hybrid-sync" }: { readonly project?: string } = {}): Settings {
  return settingsOf(ownValues(parseYaml(readText(file), file).config, project), project);
}

/** What a stack's file gives to a program that runs without the engine. */
export interface StackFile {
  readonly settings: Settings;
  /** Every value by its full name, as the engine hands it on: text, and JSON for what is none. */
  readonly values: Readonly<Record<string, string>>;
  /** What only the engine can supply: names of values that it has encrypted, and of environments of Pulumi ESC. */
  readonly engineOnly: { readonly encrypted: readonly string[]; readonly environments: readonly string[] };
  /** The line on which a setting stands; that of the nearest one around it where it is left out. From 1. */
  readonly lineOf: (path: Path) => number;
}

/** The same with everything else in the file. Throws the same. */
export function readWholeStackFile(
  file: string,
  { project = "hybrid-sync" }: { readonly project?: string } = {},
): StackFile {
  const parsed = parseYaml(readText(file), file);
  const settings = settingsOf(ownValues(parsed.config, project), project);
  const named = Object.entries(parsed.config).map(
    ([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value] as const,
  );
  const encrypted = named.filter(([, value]) => encryptedPaths(value, []).length > 0).map(([key]) => key);
  const plain = named.filter(([key, value]) => !encrypted.includes(key) && value !== null && value !== undefined);
  return {
    settings,
    values: Object.fromEntries(
      plain.map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    ),
    engineOnly: { encrypted, environments: parsed.environments },
    lineOf: (path) => parsed.lineOf(path, project),
  };
}

function settingsOf(values: Readonly<Record<string, unknown>>, project: string): Settings {
  const encrypted = Object.entries(values).flatMap(([key, value]) => encryptedPaths(value, [key]));
  const known = encrypted.filter(([key]) => Object.hasOwn(settingsShape.properties ?? {}, String(key)));
  return readSettings(values, { project, alreadyFound: known.map(encryptedValue) satisfies Finding[] });
}

function readText(file: string): string {
  try {
    return readNamedText(file, ordinaryFile);
  } catch (error) {
    if (!(error instanceof NamedFileError)) throw error;
    const { code, fault, remedy } = error;
    // Nothing is set in it, which is for the settings to say.
    if (code === "EMPTY") return "";
    if (code === "ENOENT") throw new StackFileError(file, missingFile(file));
    throw new StackFileError(file, `${shownName(basename(file))} ${fault}.${remedy === null ? "" : ` ${remedy}.`}`);
  }
}

function missingFile(file: string): string {
  const stacks = stacksBeside(file);
  const known =
    stacks.length > 0 ? `the stacks that have a file are ${stacks.join(", ")}` : "no stack has a file there";
  return `${basename(file)} does not exist; ${known}. Write one with: npx hybrid-sync init --stack NAME`;
}

/** The stacks that have a file in the same folder. */
export function stacksBeside(file: string): string[] {
  try {
    return readdirSync(dirname(file))
      .flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? [])
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

interface ParsedFile {
  readonly config: Readonly<Record<string, unknown>>;
  readonly environments: readonly string[];
  readonly lineOf: (path: Path, project: string) => number;
}

/** The `config` section. A parser's own message would quote the file, which may hold a secret. */
function parseYaml(text: string, file: string): ParsedFile {
  assertParsable(text, file);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: "silent" });
  const [fault] = document.errors;
  if (fault) {
    const { line, col } = lineCounter.linePos(fault.pos[0]);
    throw new StackFileError(
      file,
      `${basename(file)} is not valid YAML at line ${line}, column ${col} (${fault.code}).`,
    );
  }
  const { config: section, environment } = plain(document, file) ?? {};
  const config = section ?? {};
  const environments = Array.isArray(environment)
    ? environment.flatMap((name) => (typeof name === "string" ? [name] : []))
    : [];
  const lineOf = (path: Path, project: string) => lineIn(document, lineCounter, path, project);
  if (isMapping(config)) return { config, environments, lineOf };
  throw new StackFileError(file, `${basename(file)} must have a mapping under "config", but has something else there.`);
}

/** YAML anchors and aliases that a configuration may have; the parser's time grows with the cube of their number. */
const mostReferences = 200;
/** Keys that it may have, which is a hundred times more than ours has; the parser compares each with all others. */
const mostKeys = 5_000;

function assertParsable(text: string, file: string): void {
  let references = 0;
  let keys = 0;
  let previous = "";
  for (const token of new Lexer().lex(text)) {
    // After its mark stands a value, whatever that begins with.
    if (previous !== CST.SCALAR && (token.startsWith("&") || token.startsWith("*"))) references += 1;
    if (previous !== CST.SCALAR && token === ":") keys += 1;
    previous = token;
  }
  if (references > mostReferences) {
    throw new StackFileError(file, `${basename(file)} has more than ${mostReferences} YAML anchors and aliases.`);
  }
  if (keys > mostKeys) throw new StackFileError(file, `${basename(file)} has more than ${mostKeys} keys.`);
}

function lineIn(
  document: ReturnType<typeof parseDocument>,
  lineCounter: LineCounter,
  [key, ...inner]: Path,
  project: string,
): number {
  let line = 1;
  const see = (node: unknown) => {
    const offset = isNode(node) ? node.range?.[0] : undefined;
    if (offset !== undefined) line = lineCounter.linePos(offset).line;
  };
  /** The value below a key or an index, after its line has been seen. */
  const enter = (node: unknown, names: readonly (string | number)[]): unknown => {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && names.includes(String(item.key.value)));
      if (pair !== undefined) see(pair.key);
      return pair?.value;
    }
    if (isSeq(node)) {
      const item = node.items[Number(names[0])];
      if (item !== undefined) see(item);
      return item;
    }
    return undefined;
  };
  let node = enter(document.contents, ["config"]);
  if (key === undefined) return line;
  node = enter(node, [`${project}:${key}`, String(key)]);
  for (const name of inner) node = enter(node, [String(name)]);
  return line;
}

function plain(document: ReturnType<typeof parseDocument>, file: string): Record<string, unknown> | undefined {
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new StackFileError(file, `${basename(file)} has a YAML alias that cannot be resolved.`);
  }
  if (content === null || content === undefined) return undefined;
  if (!isMapping(content))
    throw new StackFileError(
      file,
      `${basename(file)} must be a mapping with a "config" section, but is something else.`,
    );
  assertTree(content, file);
  return content;
}

/** Values that a configuration may have once every alias is written out. */
const mostValues = 100_000;

/** Aliases can make a circle, or a tree too large to walk, of a few lines. */
function assertTree(content: object, file: string): void {
  const pending: (readonly [value: object, depth: number])[] = [[content, 0]];
  let values = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, depth] = next;
    if (depth > deepest)
      throw new StackFileError(
        file,
        `${basename(file)} is nested more than ${deepest} deep, or has a YAML alias that refers to itself.`,
      );
    for (const item of Object.values(value)) {
      values += 1;
      if (typeof item === "object" && item !== null) pending.push([item, depth + 1]);
    }
    if (values > mostValues)
      throw new StackFileError(
        file,
        `${basename(file)} has more than ${mostValues} values when its YAML aliases are expanded.`,
      );
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The values of the project's own keys; a key without namespace is the project's. */
function ownValues(config: Readonly<Record<string, unknown>>, project: string): Record<string, unknown> {
  const prefix = `${project}:`;
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
      if (key.startsWith(prefix)) return [[key.slice(prefix.length), value]];
      return key.includes(":") ? [] : [[key, value]];
    }),
  );
}

/** Where Pulumi has put an encrypted value: `secure: …` as the only key of an object. */
function encryptedPaths(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => encryptedPaths(entry, [...path, index]));
  if (!isMapping(value)) return [];
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secure") return [path];
  return keys.flatMap((key) => encryptedPaths(value[key], [...path, key]));
}
