/** Snapshots as files. */
import * as z from "zod";
import { NamedFileError, readNamedText, recordedFile, shownName } from "../../files/named-file.ts";
import { type Replacement, replaceFiles } from "../../files/replace-files.ts";
import { DirectoryUnavailableError } from "../source.ts";
import { inconsistencies } from "./consistency.ts";
import { type Damage, damageOf, wordDamage } from "./damage.ts";
import {
  type ReadSnapshot,
  type Snapshot,
  snapshotFileSchema,
  snapshotFormat,
  snapshotSchema,
  snapshotVersion,
} from "./format.ts";
import { type NamesBehind, NamesRestored } from "./pseudonyms.ts";
import { renameSnapshot } from "./renamed.ts";
import { countsOf, digestOf } from "./seal.ts";

const recordAgain = "Record it again with: npx hybrid-sync snapshot --stack NAME";

/** A file to be written, as it is recorded. */
export function snapshotFile(file: string, snapshot: Snapshot): Replacement {
  return {
    file,
    text: inLines(sealed(z.encode(snapshotSchema, snapshot))),
    // A snapshot that its own reader refuses must not take the place of one that it reads.
    verify: (text) => void parseSnapshot(text, file, false),
  };
}

/** What gives the names of a snapshot back; whoever has it and the snapshot has everything. */
export function namesFile(file: string, snapshot: string, behind: NamesBehind): Replacement {
  return { file, text: inLines(sealed({ format: namesFormat, snapshot, ...behind })) };
}

/** Writes the whole file or nothing of it. */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  replaceFiles([snapshotFile(file, snapshot)]);
}

/** Digest and counts stand before the facts, where a person who opens the file sees them. */
function sealed<Content extends { readonly format: string }>(content: Content) {
  const { format, ...facts } = content;
  const counted = { counts: countsOf(content), ...facts };
  return { format, digest: digestOf({ format, ...counted }), ...counted };
}

function inLines(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** How a snapshot is to be read. */
export interface ReadOptions {
  /** Where what gives the names back stands. */
  readonly names?: NamesPlace | undefined;
  /** Whether a file that was changed after it was recorded is read anyway; false when absent. */
  readonly acceptEdited?: boolean | undefined;
}

/**
 * Reads a snapshot of `forest`; `name` is what messages call the file. Throws DirectoryUnavailableError with one
 * sentence for a file that is missing, unreadable, damaged, changed, of another version or of another forest.
 */
export async function readSnapshot(
  file: string,
  name: string,
  forest: string,
  { names, acceptEdited = false }: ReadOptions = {},
): Promise<ReadSnapshot> {
  const recorded = parseSnapshot(readText(file, `The snapshot ${shownName(name)}`, recordAgain), name, acceptEdited);
  const snapshot = names === undefined ? recorded : withNames(recorded, name, names, acceptEdited);
  if (snapshot.pseudonyms !== undefined && !isForest(snapshot, forest))
    throw new DirectoryUnavailableError(
      `The names in the snapshot ${name} are pseudonyms, and ${forest} is not one of them`,
      "Name the file with the real names in forests[].directory.snapshot.namesFile, or use pseudonyms in the configuration",
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

function readText(file: string, subject: string, otherwise: string): string {
  try {
    return readNamedText(file, recordedFile);
  } catch (error) {
    if (!(error instanceof NamedFileError)) throw error;
    throw new DirectoryUnavailableError(
      `${subject} ${error.fault}`,
      error.remedy === null ? otherwise : `${error.remedy}. ${otherwise}`,
    );
  }
}

/** The file that gives names back: where it is, and what messages call it. */
export interface NamesPlace {
  readonly file: string;
  readonly name: string;
}

const namesFormat = "names behind the pseudonyms of a hybrid-sync directory snapshot";

const namesSchema = z.strictObject({
  format: z.literal(namesFormat),
  digest: z.string(),
  counts: z.record(z.string(), z.int()),
  /** `pseudonyms` of the snapshot. */
  snapshot: z.string(),
  names: z.record(z.string(), z.array(z.string()).readonly()),
  domainSids: z.record(z.string(), z.string()),
  guidKey: z
    .string()
    .regex(/^[\w-]{22}$/)
    .optional(),
});

function withNames(snapshot: ReadSnapshot, name: string, place: NamesPlace, acceptEdited: boolean): ReadSnapshot {
  if (snapshot.pseudonyms === undefined)
    throw new DirectoryUnavailableError(
      `The snapshot ${name} holds no pseudonyms, and needs no file with names`,
      "Remove forests[].directory.snapshot.namesFile",
    );
  const subject = `The file with names ${shownName(place.name)}`;
  const correct = "Correct forests[].directory.snapshot.namesFile";
  const recordWithNames = `${correct}. ${recordAgain} --pseudonyms`;
  const content = parseOr(readText(place.file, subject, correct), null);
  const names = namesSchema.safeParse(content);
  if (!names.success || miscounted(names.data.counts, countsOf(names.data)).length > 0)
    throw new DirectoryUnavailableError(`${subject} has another format, or is damaged`, recordWithNames);
  if (names.data.snapshot !== snapshot.pseudonyms)
    throw new DirectoryUnavailableError(`${subject} belongs to another snapshot than ${name}`, recordWithNames);
  const edited = assertAsRecorded(names.data, subject, acceptEdited);
  const { pseudonyms: _, ...restored } = renameSnapshot(snapshot, new NamesRestored(names.data));
  const damage = inconsistencies(restored);
  if (damage.length > 0)
    throw new DirectoryUnavailableError(
      `${subject} is damaged: it gives one name to several pseudonyms`,
      recordWithNames,
    );
  return edited ? { ...restored, edited: true } : restored;
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}

function parseSnapshot(text: string, name: string, acceptEdited: boolean): ReadSnapshot {
  return readContent(parseJson(text, name), name, acceptEdited);
}

/** What JSON holds. Throws DirectoryUnavailableError for anything but a snapshot as it was recorded. */
export function readContent(content: unknown, name: string, acceptEdited: boolean): ReadSnapshot {
  const header = z.object({ format: z.literal(snapshotFormat), version: z.unknown() }).safeParse(content);
  if (!header.success)
    throw new DirectoryUnavailableError(
      `The file ${name} is not a directory snapshot`,
      "Correct forests[].directory.snapshot.file",
    );
  if (header.data.version !== snapshotVersion)
    throw new DirectoryUnavailableError(
      `The snapshot ${name} has ${versionWords(header.data.version)}, and this program reads version ${snapshotVersion}`,
      recordAgain,
    );
  const subject = `The snapshot ${name}`;
  // Structure first: of a file that is damaged, it says where.
  const file = snapshotFileSchema.safeDecode(content as z.input<typeof snapshotFileSchema>);
  if (!file.success) throw damaged(subject, damageOf(file.error, content));
  const { digest: _digest, counts, ...snapshot } = file.data;
  const damage = [...miscounted(counts, countsOf(content as object)), ...inconsistencies(snapshot)];
  if (damage.length > 0) throw damaged(subject, damage);
  return assertAsRecorded(content as { readonly digest: string }, subject, acceptEdited)
    ? { ...snapshot, edited: true }
    : snapshot;
}

function versionWords(version: unknown): string {
  const isShort =
    typeof version === "number" || (typeof version === "string" && version.length < 20) || version === null;
  return isShort ? `version ${JSON.stringify(version)}` : "an unknown version";
}

function damaged(subject: string, damage: readonly Damage[]): DirectoryUnavailableError {
  return new DirectoryUnavailableError(`${subject} is damaged: ${wordDamage(damage)}`, recordAgain);
}

function miscounted(
  recorded: Readonly<Record<string, number>>,
  present: Readonly<Record<string, number>>,
): readonly Damage[] {
  const sections = [...new Set([...Object.keys(present), ...Object.keys(recorded)])];
  return sections
    .filter((section) => recorded[section] !== present[section])
    .map((section) => ({
      place: section,
      fault: `has ${present[section] ?? 0} values, but ${recorded[section] ?? 0} were recorded`,
    }));
}

/** Whether it was changed after it was recorded; throws where nobody accepts that. */
function assertAsRecorded(content: { readonly digest: string }, subject: string, acceptEdited: boolean): boolean {
  const edited = content.digest !== digestOf(content);
  if (!edited || acceptEdited) return edited;
  throw new DirectoryUnavailableError(
    `${subject} was changed after it was recorded`,
    `${recordAgain}; if the change is intended, set forests[].directory.snapshot.acceptEdited to true`,
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the content of the file.
    const begun = text.trimStart().startsWith("{");
    throw new DirectoryUnavailableError(
      begun
        ? `The snapshot ${name} is cut short or damaged`
        : `The file ${name} is not JSON, so it is not a directory snapshot`,
      recordAgain,
    );
  }
}
