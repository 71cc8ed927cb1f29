/**
 * The remedy of a finding, in whole sentences for people, with commands for them to paste. Only {@link wayOut} makes one,
 * so a name comes into it in two ways: quoted by the templates of command.ts, or as a word of a sentence.
 */
import { Command } from "./command.ts";
import type { Change } from "./directory-change.ts";

/** What stands in the place of a name: a word of the sentence, or what the templates made. */
type Value = string | number | Command | Remedy;

export class Remedy {
  readonly #text: string;
  /** What its commands change, in their order: all of it, or one way of several. */
  readonly changes: readonly Change[];

  private constructor(text: string, changes: readonly Change[] = []) {
    this.#text = text;
    this.changes = changes;
  }

  static make(parts: readonly string[], values: readonly Value[]): Remedy {
    const text = String.raw(
      { raw: parts },
      ...values.map((value) => (typeof value === "string" ? word(value) : value)),
    );
    return new Remedy(text, changesOf(values));
  }

  /**
   * What an observation said when it was made: an earlier version may have written it, and a file may bring it.
   *
   * @throws {TypeError} for what is no text, in damaged inputs.
   */
  static recorded(text: string): Remedy {
    if (typeof text !== "string") throw new TypeError("no text");
    return new Remedy(text);
  }

  /** Words of this program with quotes of their own, such as the rights of an entry; never a name that someone chose. */
  static phrase(words: string): Remedy {
    return new Remedy(words);
  }

  static join(all: readonly (Remedy | Command)[], separator: string): Remedy {
    return new Remedy(all.join(separator), changesOf(all));
  }

  /** With changes that the text counts and does not write out. */
  alsoChanging(changes: readonly Change[]): Remedy {
    return new Remedy(this.#text, [...this.changes, ...changes]);
  }

  toString(): string {
    return this.#text;
  }
}

/** Sentences; what is put into one is a name and never a part of a command, for which command.ts has templates. */
export function wayOut(parts: TemplateStringsArray, ...values: readonly Value[]): Remedy {
  return Remedy.make(parts, values);
}

function changesOf(values: readonly Value[]): readonly Change[] {
  return values.flatMap((value) => (value instanceof Command || value instanceof Remedy ? value.changes : []));
}

/** What a name has that could pass for the end of one sentence and the beginning of another, or for a command. */
const unlikeName = /[`"|&<>{}\n]|\$\(|[:;] |\p{L}{3}[.!?] |--/u;

/** Whether a name stands in a sentence as it is; another one is put into quotes. */
export function isLikeName(text: string): boolean {
  return !unlikeName.test(text);
}

function word(text: string): string {
  return isLikeName(text) ? text : JSON.stringify(text);
}
