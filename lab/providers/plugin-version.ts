import { createRequire } from "node:module";

/** The version of an installed npm package: the one its programs ask the engine for, and so that of the plugin. */
export function packageVersion(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}

/** The engine's address, which it gives every plugin as its first argument. */
export function engineAddress(args: readonly string[]): string | undefined {
  return args.find((argument) => /^[\w.-]+:\d+$/.test(argument));
}
