import { readSettings } from "./parse.ts";
import { type Finding, replaceByExample } from "./problems.ts";
import type { Settings } from "./schema.ts";
import { shapeAt } from "./shape.ts";

export interface LoadOptions {
  /** Name of the Pulumi project, the namespace of the keys. */
  readonly project: string;
  /** Full names of the keys that hold an encrypted value. */
  readonly secretKeys: readonly string[];
}

/**
 * The settings in a whole configuration, `project:key` to text, as a Pulumi program is given it. Keys of other
 * namespaces belong to providers and are left alone.
 *
 * @throws {ConfigurationError} that names everything wrong with them at once.
 */
export function loadValues(all: Readonly<Record<string, unknown>>, { project, secretKeys }: LoadOptions): Settings {
  const prefix = `${project}:`;
  const own = Object.entries(all).filter(([name]) => name.startsWith(prefix));
  // An encrypted value arrives decrypted; it is neither looked at nor repeated.
  const encrypted = own.filter(([name]) => secretKeys.includes(name));
  const plain = own.filter(([name]) => !secretKeys.includes(name));
  const keyOf = ([name, value]: [string, unknown]): [string, unknown] => [name.slice(prefix.length), value];
  return readSettings(Object.fromEntries(plain.map(keyOf)), {
    project,
    alreadyFound: encrypted.map(([name]) => encryptedValue([name.slice(prefix.length)])),
  });
}

/** A value below this path is encrypted: nothing in the configuration may be. */
export function encryptedValue(path: Finding["path"]): Finding {
  const shape = shapeAt(path);
  return {
    path,
    value: "an encrypted value",
    allowed: "plain values only",
    predicate:
      "holds an encrypted value, but no value in this configuration may be encrypted: " +
      "secrets come from a file or an environment variable only",
    remedy: shape ? replaceByExample(shape, path) : { remove: [path] },
  };
}
