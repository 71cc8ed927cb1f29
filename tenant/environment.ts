/** Variables by which the tenant and the way to sign in are named: the ones that the azuread provider reads. */
import { NamedFileError, ordinaryFile, readNamedBytes, readNamedText, shownName } from "../files/named-file.ts";
import { TenantError } from "./tenant-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's value; undefined when it is unset or empty. */
export function variable(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}

/** The variable itself, or the content of the file that `<name>_FILE_PATH` names. */
export async function variableOrFile(environment: Environment, name: string): Promise<string | undefined> {
  const value = variable(environment, name);
  if (value !== undefined) return value;
  const file = variable(environment, `${name}_FILE_PATH`);
  return file === undefined ? undefined : readNamedLine(file, `${name}_FILE_PATH`);
}

/** True for the ways in which Go programs read a switch: 1, t, true, in any case. */
export function isSwitchedOn(environment: Environment, name: string): boolean {
  return /^(1|t|true)$/i.test(environment[name] ?? "");
}

export function isSwitchedOff(environment: Environment, name: string): boolean {
  return /^(0|f|false)$/i.test(environment[name] ?? "");
}

/** A file's bytes. @throws {TenantError} naming the variable, the file and what is wrong with it. */
export function readNamedFile(file: string, name: string): Buffer {
  return opened(file, name, () => readNamedBytes(file, ordinaryFile));
}

/**
 * The one line of a file, without white space around it: what has more is no secret, token or id, and is sent nowhere.
 *
 * @throws {TenantError} naming the variable, the file and what is wrong with it.
 */
export function readNamedLine(file: string, name: string): string {
  return opened(file, name, () => {
    const line = readNamedText(file, ordinaryFile).trim();
    if (line === "") throw new NamedFileError("is empty", { code: "EMPTY" });
    if (!/[\r\n]/.test(line)) return line;
    throw new NamedFileError("has several lines", { remedy: "Write nothing but the value into it" });
  });
}

function opened<T>(file: string, name: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof NamedFileError)) throw error;
    throw new TenantError(
      `the file that ${name} names, ${shownName(file)}, ${error.fault}`,
      `${error.remedy ?? (error.code === "EMPTY" ? "Write the value into it" : "Put a file there that this account may read")}, or set ${name} to another.`,
    );
  }
}
