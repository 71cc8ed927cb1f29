/** Finds a Pulumi engine for the lab, or makes one. */
import { realpath } from "node:fs/promises";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineOptions, FoundEngine } from "./engine-place.ts";
import { findExecutable } from "./executable.ts";
import { allowDownloadVariable, officialRelease, releaseVersion } from "./official-release.ts";
import { pulumiOnPath } from "./on-path.ts";
import { builtFromSource } from "./source-build.ts";
import { builtVersion, oldestEngine, oldestGo } from "./versions.ts";

export interface Engine {
  /** Absolute path of `pulumi`. */
  readonly command: string;
  /** For example "3.259.0". */
  readonly version: string;
  readonly origin: EngineOrigin;
  /** Variables to add to those of the process that runs `command`. */
  readonly environment: Readonly<Record<string, string>>;
}

type EngineOrigin = "PATH" | "official release" | "built from source";

/** No engine: says what was tried, why each failed, and what to install. */
export class NoEngineError extends Error {
  override readonly name = "NoEngineError";
  readonly attempts: readonly FailedAttempt[];

  constructor(attempts: readonly FailedAttempt[]) {
    super(
      [
        "There is no Pulumi engine. Tried, in this order:",
        ...attempts.map(({ place, reason }) => `  - ${place}: ${reason}`),
        "Any one of these helps:",
        `  - install Pulumi ${oldestEngine} or newer (https://www.pulumi.com/docs/install/) and have it on PATH`,
        `  - agree to the download of the official release: npm start -- --allow-download, or set ${allowDownloadVariable}=true`,
        `  - install Go ${oldestGo} or newer (https://go.dev/doc/install); the engine is then built from source, once, in about five minutes`,
      ].join("\n"),
    );
    this.attempts = attempts;
  }
}

export interface FailedAttempt {
  readonly place: string;
  readonly reason: string;
}

const thisCheckout = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The engine on PATH, else the official release, else one built from source; the last two are kept in the user's cache.
 *
 * @throws NoEngineError when none can be had.
 */
export async function resolveEngine(options: EngineOptions): Promise<Engine> {
  const places: readonly Place[] = [
    { origin: "PATH", name: "pulumi on PATH", find: pulumiOnPath },
    { origin: "official release", name: `official release ${releaseVersion}`, find: officialRelease },
    { origin: "built from source", name: `building Pulumi ${builtVersion} from source`, find: builtFromSource },
  ];
  const attempts: FailedAttempt[] = [];
  for (const { origin, name, find } of places) {
    try {
      const found = await find({ projectRoot: thisCheckout, ...options });
      options.progress(`Using Pulumi ${found.version} (${origin})`);
      return { command: found.command, version: found.version, origin, environment: await variables(found, options) };
    } catch (error) {
      attempts.push({ place: name, reason: (error as Error).message });
    }
  }
  throw new NoEngineError(attempts);
}

interface Place {
  readonly origin: EngineOrigin;
  readonly name: string;
  readonly find: (options: Required<EngineOptions>) => Promise<FoundEngine>;
}

/** The engine starts `node` by name, and must get the one that runs this: an older one cannot run TypeScript. */
async function variables(found: FoundEngine, { environment }: EngineOptions): Promise<Record<string, string>> {
  const node = await findExecutable("node", environment);
  const isThisNode = node !== undefined && (await realpath(node)) === (await realpath(process.execPath));
  const folders = [
    ...found.folders,
    // Only where it is needed: that folder may hold an older engine's helpers too.
    ...(isThisNode ? [] : [dirname(process.execPath)]),
    ...(environment.PATH ? [environment.PATH] : []),
  ];
  return { PATH: folders.join(delimiter) };
}
