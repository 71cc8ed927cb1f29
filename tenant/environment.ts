/** Variables by which the tenant and the way to sign in are named: the ones that the azuread provider reads. */
import { readFile } from "node:fs/promises";
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
  return file === undefined ? undefined : (await readNamedFile(file, `${name}_FILE_PATH`)).toString("utf8").trim();
}

/** True for the ways in which Go programs read a switch: 1, t, true, in any case. */
export function isSwitchedOn(environment: Environment, name: string): boolean {
  return /^(1|t|true)$/i.test(environment[name] ?? "");
}

export function isSwitchedOff(environment: Environment, name: string): boolean {
  return /^(0|f|false)$/i.test(environment[name] ?? "");
}

/** A file's bytes. @throws {TenantError} naming the variable, the file and the system's reason. */
export async function readNamedFile(file: string, name: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new TenantError(
      `the file that ${name} names, ${file}, cannot be read (${code})`,
      `Make ${file} readable for the account that runs Pulumi, or set ${name} to another file.`,
    );
  }
}
