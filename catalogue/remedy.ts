/**
 * The remedy of a finding, in whole sentences for people, with commands for them to paste. Only {@link wayOut} makes one,
 * so a name comes into it in two ways: quoted by the templates of command.ts, or as a word of a sentence.
 */
import type { Command } from "./command.ts";

/** What stands in the place of a name: a word of the sentence, or what the templates made. */
type Value = string | number | Command | Remedy;

export class Remedy {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static make(parts: readonly string[], values: readonly Value[]): Remedy {
    return new Remedy(
      String.raw({ raw: parts }, ...values.map((value) => (typeof value === "string" ? word(value) : value))),
    );
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

  static join(all: readonly (Remedy | Command)[], separator: string): Remedy {
    return new Remedy(all.join(separator));
  }

  toString(): string {
    return this.#text;
  }
}

/** Sentences; what is put into one is a name and never a part of a command, for which command.ts has templates. */
export function wayOut(parts: TemplateStringsArray, ...values: readonly Value[]): Remedy {
  return Remedy.make(parts, values);
}

/** What a name has that could pass for the end of one sentence and the beginning of another, or for a command. */
const unlikeName = /[`"|&<>{}\n]|\$\(|[:;] |\p{L}{3}[.!?] |--/u;

function word(text: string): string {
  return unlikeName.test(text) ? JSON.stringify(text) : text;
}
