/**
 * The one way to open a file that a person named: a secret, a snapshot, a certificate, a stack's configuration. What is no
 * readable text of a sensible size is refused before it can hang the program, fill its memory or be sent to a server.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";

/** Bytes that a small file may have: a secret, a token. */
export const smallFile = 64 * 1024;

/** Bytes that a file which people write may have: configuration, certificates. */
export const ordinaryFile = 4 * 1024 * 1024;

/** Bytes that a recorded file may have: a snapshot. Node cannot hold a text of twice that size. */
export const recordedFile = 256 * 1024 * 1024;

/**
 * The file is of no use. `fault` follows the name of the file in a sentence: `does not exist`, `is a folder, and must be a
 * file`. Of the content it says nothing, for that may be a secret.
 */
export class NamedFileError extends Error {
  override readonly name = "NamedFileError";
  readonly fault: string;
  /** What makes this very file usable; null where only another name does. */
  readonly remedy: string | null;
  /** The system's code, such as `ENOENT`, or `EMPTY`; null where anything else is at fault. */
  readonly code: string | null;

  constructor(fault: string, { remedy = null, code = null }: { remedy?: string | null; code?: string | null } = {}) {
    super(fault);
    this.fault = fault;
    this.remedy = remedy;
    this.code = code;
  }
}

/** @throws {NamedFileError} for anything but a regular file of 1 to `mostBytes` bytes that this account may read. */
export function readNamedBytes(file: string, mostBytes: number): Buffer {
  try {
    // To open a device may already do something.
    assertRegular(statSync(file), mostBytes);
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      // Something else may have taken its place.
      const { size } = assertRegular(fstatSync(descriptor), mostBytes);
      return readAll(descriptor, size, mostBytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof NamedFileError) throw error;
    throw systemFault(error);
  }
}

/**
 * The text of a file in UTF-8 or UTF-16, which Windows PowerShell writes; a byte order mark is no part of it.
 *
 * @throws {NamedFileError} for a file that {@link readNamedBytes} refuses, or that is no such text.
 */
export function readNamedText(file: string, mostBytes: number): string {
  return decodeText(readNamedBytes(file, mostBytes));
}

/**
 * Text without its byte order mark.
 *
 * @throws {NamedFileError} for bytes that are no text in UTF-8 or in UTF-16 with a byte order mark.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = decoded(bytes);
  if (text === "") throw new NamedFileError("is empty", { code: "EMPTY" });
  // UTF-16 without its mark, or no text at all.
  if (text.includes("\0"))
    throw new NamedFileError("is not text: it contains NUL characters", { remedy: "Save it as UTF-8" });
  return text;
}

function decoded(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new NamedFileError(`is not text in ${encoding.toUpperCase()}`, { remedy: "Save it as UTF-8" });
  }
}

/**
 * How text is written that programs do not read which want plain ASCII: by its byte order mark, or by the NUL beside each
 * of its first two letters. Null for anything else, text or not.
 */
export function unusualEncodingOf(bytes: Uint8Array): "UTF-8 with a byte order mark" | "UTF-16" | "UTF-32" | null {
  const [first, second, third, fourth] = bytes;
  if (isUtf32(bytes)) return "UTF-32";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "UTF-8 with a byte order mark";
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  const isAscii = (byte: number | undefined) => byte !== undefined && byte > 0 && byte < 0x80;
  const littleEndian = isAscii(first) && second === 0 && isAscii(third) && fourth === 0;
  const bigEndian = first === 0 && isAscii(second) && third === 0 && isAscii(fourth);
  return littleEndian || bigEndian ? "UTF-16" : null;
}

function isUtf32([first, second, third, fourth]: Uint8Array): boolean {
  return (
    (first === 0xff && second === 0xfe && third === 0 && fourth === 0) ||
    (first === 0 && second === 0 && third === 0xfe && fourth === 0xff)
  );
}

/** By its byte order mark. Source: The Unicode Standard, 23.8. */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if (isUtf32(bytes))
    throw new NamedFileError("is text in UTF-32, which the program does not read", { remedy: "Save it as UTF-8" });
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function assertRegular(stats: Stats, mostBytes: number): Stats {
  const kind = kindOf(stats);
  if (kind !== null) throw new NamedFileError(`is ${kind}, but must be a regular file`);
  if (stats.size > mostBytes) throw tooLarge(mostBytes);
  return stats;
}

/** What it is besides a regular file, with its article; null for one. */
export function kindOf(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** The size alone does not tell: files of /proc say 0, and others grow. */
function readAll(descriptor: number, size: number, mostBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(Math.max(64 * 1024, size + 1 - total));
    const count = readSync(descriptor, piece);
    total += count;
    if (total > mostBytes) throw tooLarge(mostBytes);
    if (count === 0) break;
    pieces.push(piece.subarray(0, count));
  }
  if (total === 0) throw new NamedFileError("is empty", { code: "EMPTY" });
  return Buffer.concat(pieces);
}

/** Characters of a file's name that a sentence shows at either end. */
const shownAtEitherEnd = 100;

/** The name of a file as a sentence shows it: one that no system takes would bury what is said of it. */
export function shownName(file: string): string {
  const characters = [...file];
  if (characters.length <= 3 * shownAtEitherEnd) return file;
  const start = characters.slice(0, shownAtEitherEnd).join("");
  return `${start}… (${characters.length} characters) …${characters.slice(-shownAtEitherEnd).join("")}`;
}

function tooLarge(mostBytes: number): NamedFileError {
  const [size, unit] = mostBytes < 1024 * 1024 ? [1024, "KiB"] : [1024 * 1024, "MiB"];
  return new NamedFileError(`is larger than ${mostBytes / Number(size)} ${unit}, the most that is read`);
}

const systemFaults: Readonly<Record<string, Pick<NamedFileError, "fault" | "remedy">>> = {
  ENOENT: { fault: "does not exist", remedy: null },
  ENOTDIR: { fault: "does not exist: a folder of its path is a file", remedy: null },
  ELOOP: { fault: "leads through symbolic links that form a loop", remedy: null },
  ENAMETOOLONG: { fault: "has a name that is too long", remedy: null },
  ERR_INVALID_ARG_VALUE: { fault: "has a name that is not allowed for a file", remedy: null },
  EACCES: { fault: "cannot be read by this account", remedy: "Let this account read it" },
  EPERM: { fault: "cannot be read by this account", remedy: "Let this account read it" },
  EISDIR: { fault: "is a folder, but must be a regular file", remedy: null },
};

function systemFault(error: unknown): NamedFileError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const { fault, remedy } = systemFaults[code] ?? { fault: `cannot be read (${code})`, remedy: null };
  return new NamedFileError(fault, { remedy, code });
}
