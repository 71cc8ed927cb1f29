/** Flags of Pulumi that a person puts after `--`. */
import { UsageError } from "../errors.ts";

/** Without them the run would not be the one that is judged, or nothing could be read of it. */
const refused: Readonly<Record<string, string>> = {
  "--stack": "Name the stack before it: --stack NAME",
  "-s": "Name the stack before it: --stack NAME",
  "--config-file": "Name the file before it: --config-file FILE",
  "--policy-pack-config": "Name the file before it: --policy-pack-config FILE",
  "--cwd": "Start the command in the checkout that you mean",
  "-C": "Start the command in the checkout that you mean",
  "--skip-preview": "Only a preview shows everything that blocks",
  "-f": "Only a preview shows everything that blocks",
  "--event-log": "--save FILE writes what the run concluded",
  "--help": "See: pulumi preview --help",
  "-h": "See: pulumi preview --help",
  "--client": "The program that runs is that of this checkout",
  "--exec-kind": "The engine is told it already",
  "--remote": "The engine has to run on this machine",
};

/** With these, the engine takes a part of the stack as it was recorded. */
const partial = ["--target", "-t", "--target-replace", "--exclude"];

/** Flags of `pulumi up` that `pulumi preview` does not know; a value follows the first. */
const ofUpdate = ["--plan", "--continue-on-error", "--yes", "-y"];

export interface GivenFlags {
  readonly flags: readonly string[];
  readonly agreed: boolean;
  /** What the result cannot say because of them, in a sentence. */
  readonly leavesOut: string | undefined;
}

/** @throws {UsageError} */
export function givenFlags(given: readonly string[]): GivenFlags {
  const names = given.filter((one) => one.startsWith("-")).map(nameOf);
  const [bad] = names.filter((name) => Object.hasOwn(refused, name));
  if (bad !== undefined) throw new UsageError(`${bad} cannot stand after "--". ${refused[bad]}.`);
  const left = names.find((name) => partial.includes(name));
  return {
    flags: given,
    agreed: names.some((name) => name === "--yes" || name === "-y"),
    leavesOut:
      left === undefined
        ? undefined
        : `With ${left}, the engine looks only at a part of the stack. What it leaves out is not judged, or as it was recorded last.`,
  };
}

export function flagsForPreview(flags: readonly string[]): readonly string[] {
  return flags.filter((flag, index) => {
    if (index > 0 && flags[index - 1] === "--plan") return false;
    return !ofUpdate.includes(nameOf(flag));
  });
}

function nameOf(flag: string): string {
  return flag.split("=")[0] ?? flag;
}
