/** What a person at a terminal is asked. */
import { GivenUpError } from "../errors.ts";

export interface Questions {
  text(question: { readonly message: string; readonly default?: string; readonly check?: Check }): Promise<string>;
  choice<T extends string>(question: {
    readonly message: string;
    readonly choices: readonly { readonly value: T; readonly name: string; readonly description?: string }[];
    readonly default?: T;
  }): Promise<T>;
  /** Never shown, and never written anywhere. */
  password(message: string): Promise<string>;
}

/** Undefined for an answer that can be taken, or else what is wrong with it. */
export type Check = (answer: string) => string | undefined;

/** Asked on standard error, so that standard output holds what the command says. */
export async function terminalQuestions(): Promise<Questions> {
  const { input, password, select } = await import("@inquirer/prompts");
  // The library settles no question that Ctrl-D ends: its only sign is that nothing is read any more.
  const unlessGivenUp = <T>(ask: (context: { output: NodeJS.WritableStream; signal: AbortSignal }) => Promise<T>) => {
    const ended = new AbortController();
    const end = () => ended.abort();
    process.stdin.once("pause", end);
    const answer = ask({ output: process.stderr, signal: ended.signal });
    return answer
      .finally(() => process.stdin.off("pause", end))
      .catch((error: unknown) => {
        const isEnd =
          error instanceof Error && /^(?:ExitPromptError|AbortPromptError|CancelPromptError)$/.test(error.name);
        throw isEnd ? new GivenUpError() : error;
      });
  };
  return {
    text: ({ message, default: proposal, check = () => undefined }) =>
      unlessGivenUp((context) =>
        input(
          {
            message,
            ...(proposal === undefined ? {} : { default: proposal }),
            validate: (answer) => check(answer.trim()) ?? true,
          },
          context,
        ),
      ).then((answer) => answer.trim()),
    choice: ({ message, choices, default: proposal }) =>
      unlessGivenUp((context) =>
        select({ message, choices: [...choices], ...(proposal === undefined ? {} : { default: proposal }) }, context),
      ),
    password: (message) => unlessGivenUp((context) => password({ message, mask: "*" }, context)),
  };
}
