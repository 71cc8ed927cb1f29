/** Writing a file that must not be there yet: whole, or not at all. */
import { randomUUID } from "node:crypto";
import { constants, copyFileSync, linkSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { shownName } from "./named-file.ts";
import { NotWrittenError, writeFaults } from "./replace-files.ts";

/** @throws {NotWrittenError} when there is anything of that name, or the file cannot be written */
export function createFile(file: string, text: string): void {
  const temporary = join(dirname(file), `.hybrid-sync.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    takeName(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new NotWrittenError(
      `${shownName(basename(file))} ${faults[code] ?? `was not written: the system says ${code}`}`,
    );
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A link takes no name that is taken, not even one that someone took a moment ago. Some file systems have no links. */
function takeName(temporary: string, file: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code ?? "")) throw error;
    copyFileSync(temporary, file, constants.COPYFILE_EXCL);
  }
}

const faults: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(writeFaults).map(([code, fault]) => [code, `was not written: ${fault}`])),
  EEXIST: "is there already, and is not overwritten. Choose another name, or move it away",
};
