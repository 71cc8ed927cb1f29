/** What a person at a terminal is asked. */
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

/** Someone pressed Ctrl-C, or the terminal was closed: nothing has been written. */
export class GivenUpError extends Error {
  override readonly name = "GivenUpError";
}

/** Asked on standard error, so that standard output holds what the command says. */
export async function terminalQuestions(): Promise<Questions> {
  const { input, password, select } = await import("@inquirer/prompts");
  const context = { output: process.stderr };
  const unlessGivenUp = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      const isEnd =
        error instanceof Error && /^(?:ExitPromptError|AbortPromptError|CancelPromptError)$/.test(error.name);
      throw isEnd ? new GivenUpError("Given up: nothing was written.") : error;
    });
  return {
    text: ({ message, default: proposal, check = () => undefined }) =>
      unlessGivenUp(
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
      unlessGivenUp(
        select({ message, choices: [...choices], ...(proposal === undefined ? {} : { default: proposal }) }, context),
      ),
    password: (message) => unlessGivenUp(password({ message, mask: "*" }, context)),
  };
}
