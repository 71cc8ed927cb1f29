/** A stack's configuration read from its file, for commands that run without the Pulumi engine. */
import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { CST, Lexer, LineCounter, parseDocument } from "yaml";
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
  const values = ownValues(parseYaml(readText(file), file), project);
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
  return `${basename(file)} does not exist; ${known}. Create a stack with: pulumi stack init NAME`;
}

function stacksBeside(file: string): string[] {
  try {
    return readdirSync(dirname(file))
      .flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? [])
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The `config` section. A parser's own message would quote the file, which may hold a secret. */
function parseYaml(text: string, file: string): Readonly<Record<string, unknown>> {
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
  const config = plain(document, file)?.config ?? {};
  if (isMapping(config)) return config;
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
