/**
 * Commands for people to paste, and the only way to put a name into one. Names come from a directory that others write
 * to: whatever they hold, a command takes each for one literal argument.
 */
import type { Change } from "./directory-change.ts";
import { isLegible } from "./legible.ts";
import { hexadecimal } from "./plain-name.ts";

/** What stands in the place of a name: text that is quoted, several texts, or a command that was made here. */
type Value = string | number | Command | readonly (string | Command)[];

/** A command as it is pasted; made by the templates below and by nothing else. */
export class Command {
  readonly #text: string;
  /** Whether it says in words what to do, because no command can. */
  readonly #inWords: boolean;
  /** What it changes, as far as that is known as data. */
  readonly changes: readonly Change[];

  private constructor(text: string, inWords: boolean, changes: readonly Change[] = []) {
    this.#text = text;
    this.#inWords = inWords;
    this.changes = changes;
  }

  static changing(command: Command, changes: readonly Change[]): Command {
    return new Command(command.#text, command.#inWords, changes);
  }

  /** Of a template whose names are quoted one by one; in words where one of them cannot be. */
  static make(
    parts: readonly string[],
    values: readonly Value[],
    quote: (text: string) => string | null,
    separator: string,
  ): Command {
    const written = (value: string | Command) => {
      if (!(value instanceof Command)) return quote(value);
      return value.#inWords ? null : value.#text;
    };
    const quoted = values.map((value) => {
      if (typeof value === "number") return String(value);
      const each = (typeof value === "string" || value instanceof Command ? [value] : value).map(written);
      return each.includes(null) ? null : each.join(separator);
    });
    if (quoted.includes(null)) return new Command(inWords(parts), true);
    return new Command(String.raw({ raw: parts }, ...quoted), false);
  }

  toString(): string {
    return this.#text;
  }
}

/** The command with what it changes. */
export function changing(command: Command, ...changes: readonly Change[]): Command {
  return Command.changing(command, changes);
}

/**
 * A line of cmdlets for PowerShell, Windows PowerShell 5.1 included; a list is several values of one parameter.
 *
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershell(parts: TemplateStringsArray, ...values: readonly Value[]): Command {
  return Command.make(parts, values, powershellArgument, ", ");
}

/**
 * A program such as dsacls, started from PowerShell; a list is several arguments. Windows PowerShell 5.1 hands on a
 * quotation mark, a backslash at the end and an empty text broken, and a program takes what begins like an option for one.
 *
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 */
export function native(parts: TemplateStringsArray, ...values: readonly Value[]): Command {
  return Command.make(parts, values, nativeArgument, " ");
}

/**
 * A line of pulumi, az or npm, which people paste into PowerShell as well as into bash: each value means the same in both.
 * az and npm are batch files on Windows, so that a value goes through cmd.exe too, and only plain words come out whole.
 */
export function shell(parts: TemplateStringsArray, ...values: readonly Value[]): Command {
  const isBatchFile = /^\s*(?:az|npm|npx)\b/.test(parts[0] ?? "");
  return Command.make(parts, values, isBatchFile ? plainWord : sharedArgument, " ");
}

/**
 * A line of a batch file. cmd.exe reads percent signs, carets and exclamation marks even in quotation marks, so that a value
 * with one comes out in words.
 */
export function batch(parts: TemplateStringsArray, ...values: readonly Value[]): Command {
  return Command.make(parts, values, batchArgument, " ");
}

/** A cmdlet with parameters that are plain words, from the catalogue. @throws {TypeError} for anything else. */
export function cmdlet(name: string): Command {
  if (!/^[A-Z][a-z]+-[A-Za-z]+(?: -[A-Za-z]+ [A-Za-z]+)*$/.test(name))
    throw new TypeError("not a cmdlet with plain parameters");
  return powershell([name] as unknown as TemplateStringsArray);
}

/** A parameter, an option or a word of letters, from the catalogue. @throws {TypeError} for anything else. */
export function bareWord(text: string): Command {
  if (!/^(?:--?[A-Za-z][A-Za-z-]*|[A-Za-z]+(?:=[a-z]+)?)$/.test(text)) throw new TypeError("not a bare word");
  return powershell([text] as unknown as TemplateStringsArray);
}

function powershellArgument(text: string): string | null {
  const shown = respelt(text, (character) => !isLegible(character));
  if (!isLegible(shown)) return null;
  // PowerShell takes typographic quotation marks for quotes. The others mean the same in double quotes everywhere.
  if (/^[^"$`\u201c\u201d\u201e]*$/.test(shown)) return `"${shown}"`;
  return `'${shown.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

function nativeArgument(text: string): string | null {
  const shown = respelt(text, (character) => character === '"' || !isLegible(character));
  if (shown === "" || /"|\\$|^[-/@\u2013-\u2015]/.test(shown)) return null;
  return powershellArgument(shown);
}

/** A distinguished name may have any character as the hexadecimal digits of its bytes. Source: RFC 4514, section 2.4. */
function respelt(text: string, isRespelt: (character: string) => boolean): string {
  if (!/^(?:CN|OU|DC)=/i.test(text) || !text.isWellFormed()) return text;
  return text.replace(/\\([\s\S])|[\s\S]/gu, (token, escaped: string | undefined) => {
    const character = escaped ?? token;
    return isRespelt(character) ? hexadecimal(character) : token;
  });
}

function batchArgument(text: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9 _.()=,;:$\\-]*$/.test(text) && !text.endsWith("\\") ? `"${text}"` : null;
}

function plainWord(text: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9._@:-]*$/.test(text) ? text : null;
}

function sharedArgument(text: string): string | null {
  if (plainWord(text) !== null) return text;
  if (text === "" || !isLegible(text) || /^[-\u2013-\u2015]|\\$|"/.test(text)) return null;
  if (!/['\u2018\u2019\u201a\u201b]/.test(text)) return `'${text}'`;
  return /[$`\\!\u201c\u201d\u201e]/.test(text) ? null : `"${text}"`;
}

function inWords([first = ""]: readonly string[]): string {
  const [program = ""] = first.trim().split(/\s/);
  if (program === "pulumi")
    return "(a value in it cannot be written so that every shell takes it as it is: edit the stack's file, Pulumi.STACK.yaml)";
  return `(a name in it cannot be written in a command safely: use ${program} with the SID or GUID of the object, or a management console)`;
}
