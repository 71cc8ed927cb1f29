/** Snapshots as files. */
import { readFile } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import * as z from "zod";
import { DirectoryUnavailableError } from "../source.ts";
import { type Snapshot, snapshotFormat, snapshotSchema, snapshotVersion } from "./format.ts";

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
export async function readSnapshot(file: string, name: string, forest: string): Promise<Snapshot> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT"
      ? new DirectoryUnavailableError(`The snapshot ${name} does not exist`, recordAgain)
      : new DirectoryUnavailableError(
          `The snapshot ${name} cannot be read (${error.code ?? error.name})`,
          "Make it a file that this account may read",
        );
  });
  const snapshot = parseSnapshot(text, name);
  if (snapshot.forest.rootDomain.toLowerCase() === forest.toLowerCase()) return snapshot;
  throw new DirectoryUnavailableError(
    `The snapshot ${name} shows the forest ${snapshot.forest.rootDomain}, not ${forest}`,
    "Correct forests[].directory.snapshot.file or forests[].name",
  );
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
