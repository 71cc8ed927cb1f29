/** Snapshots as files. */
import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import { DirectoryUnavailableError } from "../source.ts";
import { type Snapshot, snapshotFormat, snapshotSchema, snapshotVersion } from "./format.ts";
import { type NamesBehind, NamesRestored } from "./pseudonyms.ts";
import { renameSnapshot } from "./renamed.ts";

/** Only its owner may read it: a snapshot shows who holds which rights. */
const mode = 0o600;

const recordAgain = "Record it again with: npm run snapshot -- --stack NAME";

/** Writes the whole file or nothing of it. */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(z.encode(snapshotSchema, snapshot), null, 2)}\n`, { mode });
}

/**
 * Reads a snapshot of `forest`; `name` is what messages call the file. Throws DirectoryUnavailableError with one
 * sentence for a file that is missing, unreadable, damaged, of another version or of another forest.
 */
export async function readSnapshot(file: string, name: string, forest: string, names?: NamesPlace): Promise<Snapshot> {
  const recorded = parseSnapshot(await readText(file, `The snapshot ${name}`, recordAgain), name);
  const snapshot = names === undefined ? recorded : await withNames(recorded, name, names);
  if (snapshot.pseudonyms !== undefined && !isForest(snapshot, forest))
    throw new DirectoryUnavailableError(
      `The names in the snapshot ${name} are pseudonyms, and ${forest} is none of them`,
      "Name the file that gives the names back in forests[].directory.snapshot.namesFile, or write pseudonyms for names",
    );
  if (isForest(snapshot, forest)) return snapshot;
  throw new DirectoryUnavailableError(
    `The snapshot ${name} shows the forest ${snapshot.forest.rootDomain}, not ${forest}`,
    "Correct forests[].directory.snapshot.file or forests[].name",
  );
}

function isForest({ forest: { rootDomain } }: Snapshot, name: string): boolean {
  return rootDomain.toLowerCase() === name.toLowerCase();
}

async function readText(file: string, subject: string, absent: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT"
      ? new DirectoryUnavailableError(`${subject} does not exist`, absent)
      : new DirectoryUnavailableError(
          `${subject} cannot be read (${error.code ?? error.name})`,
          "Make it a file that this account may read",
        );
  });
}

/** The file that gives names back: where it is, and what messages call it. */
export interface NamesPlace {
  readonly file: string;
  readonly name: string;
}

const namesFormat = "names behind the pseudonyms of a hybrid-sync directory snapshot";

const namesSchema = z.strictObject({
  format: z.literal(namesFormat),
  /** `pseudonyms` of the snapshot. */
  snapshot: z.string(),
  names: z.record(z.string(), z.array(z.string()).readonly()),
  domainSids: z.record(z.string(), z.string()),
});

/** Writes what gives the names of a snapshot back; whoever has it and the snapshot has everything. */
export async function writeNames(file: string, snapshot: string, behind: NamesBehind): Promise<void> {
  const content = { format: namesFormat, snapshot, ...behind };
  await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`, { mode });
}

async function withNames(snapshot: Snapshot, name: string, place: NamesPlace): Promise<Snapshot> {
  if (snapshot.pseudonyms === undefined)
    throw new DirectoryUnavailableError(
      `The snapshot ${name} holds no pseudonyms, and needs no file with names`,
      "Remove forests[].directory.snapshot.namesFile",
    );
  const subject = `The file with names ${place.name}`;
  const correct = "Correct forests[].directory.snapshot.namesFile";
  const text = await readText(place.file, subject, correct);
  const names = namesSchema.safeParse(parseOr(text, null));
  if (!names.success)
    throw new DirectoryUnavailableError(`${subject} is none, or damaged`, `${correct}. ${recordAgain} --pseudonyms`);
  if (names.data.snapshot !== snapshot.pseudonyms)
    throw new DirectoryUnavailableError(`${subject} belongs to another snapshot than ${name}`, correct);
  const { pseudonyms: _, ...restored } = renameSnapshot(snapshot, new NamesRestored(names.data));
  return restored;
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}

function parseSnapshot(text: string, name: string): Snapshot {
  const content = parseJson(text, name);
  const header = z.object({ format: z.literal(snapshotFormat), version: z.unknown() }).safeParse(content);
  if (!header.success)
    throw new DirectoryUnavailableError(
      `The file ${name} is no directory snapshot`,
      "Correct forests[].directory.snapshot.file",
    );
  if (header.data.version !== snapshotVersion)
    throw new DirectoryUnavailableError(
      `The snapshot ${name} has version ${JSON.stringify(header.data.version)}, and this program reads version ${snapshotVersion}`,
      recordAgain,
    );
  const result = snapshotSchema.safeDecode(content as z.input<typeof snapshotSchema>);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DirectoryUnavailableError(
    `The snapshot ${name} is damaged at ${issue === undefined ? "an unknown place" : z.core.toDotPath(issue.path)}`,
    recordAgain,
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the content of the file.
    const begun = text.trimStart().startsWith("{");
    throw new DirectoryUnavailableError(
      begun ? `The snapshot ${name} is cut short or damaged` : `The file ${name} is not JSON, so no directory snapshot`,
      recordAgain,
    );
  }
}
