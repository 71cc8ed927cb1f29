import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeFault } from "../../lab/write-fault.ts";

const wayOut =
  "Correct this, or use a checkout in a folder that you may write to. The lab also writes to your cache folder and to the temporary folder.";

const systemError = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall, ...(path === undefined ? {} : { path }) });

it.each([
  ["EROFS", "open", "/checkout/.lab/x", "/checkout/.lab/x was not written: its disk is read-only."],
  ["EACCES", "mkdir", "/checkout/.lab", "/checkout/.lab was not written: this account is not allowed to write there."],
  ["ENOSPC", "write", undefined, "A file was not written: its disk is full."],
] as const)("says what cannot be written, why and what to do: %s", (code, syscall, path, sentence) => {
  expect(writeFault(systemError(code, syscall, path))).toBe(`${sentence} ${wayOut}`);
});

it("says so of a folder that the system does not make", async () => {
  const folder = "/proc/lab";
  const error = await mkdir(folder).catch((fault: NodeJS.ErrnoException) => fault);
  expect(writeFault(error as NodeJS.ErrnoException)).toContain(`${folder} was not written: `);
});

it("leaves every other error as it is", () => {
  const folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
  try {
    const missing = () => readFileSync(join(folder, "missing"));
    expect(missing).toThrow(expect.toSatisfy((error: NodeJS.ErrnoException) => writeFault(error) === undefined));
    expect(writeFault(systemError("EACCES", "open", "/secret"))).toBeUndefined();
    expect(writeFault(new Error("The engine ended."))).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
