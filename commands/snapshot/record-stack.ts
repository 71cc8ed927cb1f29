/** Recording the snapshot of a forest that a stack declares. */
import { resolve } from "node:path";
import { readStackFile } from "../../config/stack-file.ts";
import type { Settings } from "../../config.ts";
import type { DeclaredForest } from "../../directory/directories.ts";
import { type LiveSettings, openLiveDirectory } from "../../directory/live/open.ts";
import type { Surroundings } from "../../directory/live/secret.ts";
import { namesFile, snapshotFile } from "../../directory/snapshot/file.ts";
import type { Snapshot } from "../../directory/snapshot/format.ts";
import { type RecordingProgress, recordSnapshot } from "../../directory/snapshot/recorder.ts";
import { withPseudonyms } from "../../directory/snapshot/with-pseudonyms.ts";
import { assertReplaceable, replaceFiles } from "../../files/replace-files.ts";
import { type StackOptions, stackAndFile } from "../check/stack-and-file.ts";
import { UsageError } from "../errors.ts";
import { requestsFor } from "./requests.ts";

export interface RecordOptions extends Surroundings, StackOptions {
  /** DNS name of the forest; needed when the stack declares several live ones. */
  readonly forest?: string;
  /** Where to write, relative to the current folder; `<forest>.snapshot.json` of the project when absent. */
  readonly output?: string;
  /** Whether the snapshot is to hold pseudonyms for names; false when absent. */
  readonly pseudonyms?: boolean;
  readonly now: () => Date;
  /** Told again and again while the forest is read. */
  readonly tell?: (progress: RecordingProgress) => void;
}

export interface Recorded {
  /** Absolute path. */
  readonly file: string;
  readonly snapshot: Snapshot;
  /** Absolute path of what gives the names back; null without pseudonyms. */
  readonly namesFile: string | null;
}

/** What was asked for cannot be recorded; the message is one sentence for people. */
export class RecordingError extends UsageError {
  override readonly name = "RecordingError";
}

/** Throws RecordingError, StackFileError, ConfigurationError, NotWrittenError or DirectoryUnavailableError. */
export async function recordStack(options: RecordOptions): Promise<Recorded> {
  const settings = readStackFile(stackAndFile(options, options.projectRoot).file);
  const { forest, live } = chooseForest(settings, options.forest);
  const file =
    options.output === undefined
      ? resolve(options.projectRoot, `${forest.name}.snapshot.json`)
      : resolve(options.output);
  const names = options.pseudonyms === true ? namesFileBeside(file) : null;
  // Before the forest is asked for minutes.
  for (const each of names === null ? [file] : [names, file]) assertReplaceable(each);
  const source = openLiveDirectory(forest.name, live, options);
  try {
    const snapshot = await recordSnapshot(source, requestsFor(settings, forest.name), options.now, options.tell);
    if (names === null) {
      replaceFiles([snapshotFile(file, snapshot)]);
      return { file, snapshot, namesFile: null };
    }
    const { renamed, behind } = withPseudonyms(snapshot);
    replaceFiles([namesFile(names, renamed.pseudonyms ?? "", behind), snapshotFile(file, renamed)]);
    return { file, snapshot: renamed, namesFile: names };
  } finally {
    await source.close();
  }
}

/** `contoso.snapshot.json` and `contoso.names.json`. */
function namesFileBeside(file: string): string {
  return `${file.replace(/(\.snapshot)?\.json$/, "")}.names.json`;
}

function chooseForest(
  settings: Settings,
  wanted: string | undefined,
): { readonly forest: DeclaredForest; readonly live: LiveSettings } {
  const declared = settings.forests.filter(
    (forest) => wanted === undefined || forest.name.toLowerCase() === wanted.toLowerCase(),
  );
  if (declared.length === 0)
    throw new RecordingError(
      `The stack declares no forest named ${wanted}. Its forests are ${namesOf(settings.forests)}`,
    );
  const candidates = declared.flatMap((forest) =>
    "live" in forest.directory ? [{ forest, live: forest.directory.live }] : [],
  );
  const [first, ...others] = candidates;
  if (first === undefined)
    throw new RecordingError(
      `The directory of ${namesOf(declared)} is itself a snapshot in this stack. Record from a stack that reads it live (forests[].directory.live)`,
    );
  if (others.length > 0)
    throw new RecordingError(
      `The stack reads several forests live: ${namesOf(candidates.map(({ forest }) => forest))}. Choose one with --forest NAME`,
    );
  return first;
}

function namesOf(forests: readonly DeclaredForest[]): string {
  return forests.map((forest) => forest.name).join(", ");
}
