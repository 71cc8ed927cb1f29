const faults: Readonly<Record<string, string>> = {
  EROFS: "its disk is read-only",
  ENOSPC: "its disk is full",
  EDQUOT: "the disk quota of this account is used up",
  EACCES: "this account is not allowed to write there",
  EPERM: "this account is not allowed to write there",
  // What Node says of a folder and those above it in a read-only place.
  ENOENT: "the folder above it cannot be made; its disk may be read-only",
};

/** What makes files and folders, and never reads them. */
const writing = new Set(["mkdir", "mkdtemp", "write", "rename", "link", "symlink", "copyfile", "fsync"]);

/** Without doubt about writing, whatever the call. */
const onlyOfWriting = new Set(["EROFS", "ENOSPC", "EDQUOT"]);

/** A sentence about a file that the lab could not write, and what to do; undefined for any other error. */
export function writeFault(error: NodeJS.ErrnoException): string | undefined {
  const { code = "", syscall = "", path } = error;
  const fault = faults[code];
  if (fault === undefined || !(onlyOfWriting.has(code) || writing.has(syscall))) return undefined;
  return `${path ?? "A file"} was not written: ${fault}. Correct this, or use a checkout in a folder that you may write to. The lab also writes to your cache folder and to the temporary folder.`;
}
