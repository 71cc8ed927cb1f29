/** Writing files so that the old one stays until the new one is known to be there, whole. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { kindOf, shownName } from "./named-file.ts";

export interface Replacement {
  readonly file: string;
  readonly text: string;
  /** Throws when what was read back from the disk is of no use. */
  readonly verify?: (text: string) => void;
}

/** Nothing was written, and what was there is still there; the message is one sentence for people. */
export class NotWrittenError extends Error {
  override readonly name = "NotWrittenError";
}

/** Only its owner may read what is written. */
const mode = 0o600;

/** Before long work whose result is to be written there. @throws {NotWrittenError} when nothing can be. */
export function assertReplaceable(file: string): void {
  guarded(file, () => {
    const target = targetOf(file);
    const probe = beside(target, "tmp");
    try {
      closeSync(openSync(probe, "wx", mode));
    } finally {
      rmSync(probe, { force: true });
    }
    removeAbandoned(dirname(target));
  });
}

/**
 * Writes all of these files, or none of them: each is written beside the old one, brought to the disk and read back before
 * the first takes its place. Where the machine itself stops between two of them, one is new and the other old.
 *
 * @throws {NotWrittenError} when a file cannot be written; those that were there are untouched.
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const left: string[] = [];
  const undo: (() => void)[] = [];
  try {
    const staged = replacements.map((replacement) => guarded(replacement.file, () => stage(replacement, left)));
    for (const [index, { file, temporary, target }] of staged.entries())
      guarded(file, () => {
        // The last one fails as a whole.
        if (index < staged.length - 1) undo.unshift(keepOld(target, left));
        renameSync(temporary, target);
      });
    undo.length = 0;
    for (const { file, target } of staged) bringToDisk(file, dirname(target));
  } catch (error) {
    for (const back of undo) back();
    throw error;
  } finally {
    for (const file of left) rmSync(file, { force: true });
  }
}

function stage({ file, text, verify }: Replacement, left: string[]) {
  const target = targetOf(file);
  const temporary = beside(target, "tmp");
  const descriptor = openSync(temporary, "wx", mode);
  left.push(temporary);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  const written = readFileSync(temporary, "utf8");
  if (written !== text)
    throw new NotWrittenError(`${shownName(file)} was not written: the disk returned different data`);
  verify?.(written);
  return { file, temporary, target };
}

/** What puts the old file back, or takes the new one away where there was none. */
function keepOld(target: string, left: string[]): () => void {
  const old = beside(target, "old");
  if (statOf(target) === undefined) return () => rmSync(target, { force: true });
  left.push(old);
  copyFileSync(target, old, constants.COPYFILE_EXCL);
  return () => renameSync(old, target);
}

/** Its own name stays out of it: with that, it could be longer than names may be. */
function beside(target: string, ending: "tmp" | "old"): string {
  return join(dirname(target), `${prefix}${randomUUID()}.${ending}`);
}

/**
 * Writes files into a folder, which is made where it is not there, and removes those of the same kind that an earlier run
 * left and this one does not write. Only its owner may look into a new folder.
 *
 * @throws {NotWrittenError}
 */
export function fillFolder(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
  { kind }: { readonly kind: readonly string[] },
): void {
  guarded(folder, () => makeFolder(folder));
  replaceFiles(files.map(({ name, text }) => ({ file: join(folder, name), text })));
  const written = new Set(files.map(({ name }) => name));
  for (const name of kind) if (!written.has(name)) rmSync(join(folder, name), { force: true });
}

/** With the folders above it. One by one: in a read-only place, Node says of all at once that something is not there. */
function makeFolder(folder: string): void {
  if (statOf(folder)?.isDirectory()) return;
  const above = dirname(folder);
  if (above !== folder && statOf(above) === undefined) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!statOf(folder)?.isDirectory()) throw error;
  }
}

/** Which of these files a folder has. */
export function filesIn(folder: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => statOf(join(folder, name)) !== undefined);
}

const prefix = ".hybrid-sync.";

/** Milliseconds after which nobody still writes a file. */
const abandonedAfter = 60 * 60 * 1000;

/** What a run left that was killed while it wrote. The old files stay: what they hold may be nowhere else. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith(".tmp")) continue;
    const file = join(folder, name);
    const stats = statOf(file);
    if (stats !== undefined && Date.now() - stats.mtimeMs > abandonedAfter) rmSync(file, { force: true });
  }
}

/** A symbolic link stays one. Anything but a regular file would be lost for good. */
function targetOf(file: string): string {
  const stats = statOf(file);
  if (stats === undefined) return file;
  const kind = kindOf(stats);
  if (kind !== null)
    throw new NotWrittenError(`${shownName(file)} is ${kind}, and is not overwritten. Name another file`);
  return realpathSync(file);
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

/** A new name is on the disk when its folder is. Windows opens no folder, and some file systems bring none to the disk. */
function bringToDisk(file: string, folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EINVAL" || code === "ENOTSUP") return;
    throw new NotWrittenError(`${file} was written, but may be lost if the machine stops now: the system says ${code}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Why the system does not write a file, and what to do: the rest of a sentence, by the code of the system. */
export const writeFaults: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist. Create the folder, or name another",
  ENOTDIR: "its folder is a file. Name another",
  EEXIST: "there is a file of that name. Name another folder",
  EACCES: "this account is not allowed to write to its folder. Allow it, or name another",
  EPERM: "this account is not allowed to write to its folder. Allow it, or name another",
  EROFS: "its disk is read-only. Name another folder",
  ENOSPC: "its disk is full. Free some space, or name another folder",
  EDQUOT: "the disk quota of this account is used up. Free some space, or name another folder",
  EFBIG: "it is larger than this account is allowed to write. Raise the limit, or name another folder",
  ELOOP: "its path leads through symbolic links that form a loop. Name another",
  ENAMETOOLONG: "its name is too long. Choose a shorter one",
};

/** What was there has not been touched, whatever goes wrong inside. */
function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof NotWrittenError || code === undefined) throw error;
    throw new NotWrittenError(`${shownName(file)} was not written: ${writeFaults[code] ?? `the system says ${code}`}`);
  }
}
