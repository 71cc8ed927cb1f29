import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NamedFileError, readNamedText, recordedFile, smallFile } from "../../files/named-file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-files-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function place(name: string): string {
  return join(folder, name);
}

function fault(file: string, mostBytes = smallFile): string {
  try {
    return `read: ${readNamedText(file, mostBytes)}`;
  } catch (error) {
    if (error instanceof NamedFileError) return error.fault;
    throw error;
  }
}

function written(...bytes: (string | Buffer | readonly number[])[]): string {
  const file = place("it");
  writeFileSync(file, Buffer.concat(bytes.map((part) => Buffer.from(part as string))));
  return file;
}

describe("a file that a person named", () => {
  it.each<readonly [string, readonly number[], BufferEncoding]>([
    ["UTF-8", [], "utf8"],
    ["UTF-8 with a byte order mark", [0xef, 0xbb, 0xbf], "utf8"],
    ["UTF-16 as Windows PowerShell writes it", [0xff, 0xfe], "utf16le"],
  ])("is read in %s", (_encoding, mark, encoding) => {
    expect(fault(written(mark, Buffer.from("pässwörd 🔑", encoding)))).toBe("read: pässwörd 🔑");
  });

  it("is read in UTF-16 of the other order", () => {
    expect(fault(written([0xfe, 0xff], Buffer.from("schlüssel", "utf16le").swap16()))).toBe("read: schlüssel");
  });

  it.each<readonly [string, () => string, string]>([
    ["that is not there", () => place("nowhere"), "does not exist"],
    ["below a file", () => join(written("x"), "below"), "does not exist: a folder of its path is a file"],
    ["that is a folder", () => folder, "is a folder, but must be a regular file"],
    ["that is a device", () => "/dev/zero", "is a device, but must be a regular file"],
    ["with a name that is too long", () => place("x".repeat(5000)), "has a name that is too long"],
    ["with a NUL in its name", () => place("x\0y"), "has a name that is not allowed for a file"],
    ["that is empty", () => written(""), "is empty"],
    ["with a byte order mark alone", () => written([0xff, 0xfe]), "is empty"],
    [
      "in UTF-16 without its mark",
      () => written(Buffer.from("geheim", "utf16le")),
      "is not text: it contains NUL characters",
    ],
    [
      "in UTF-32",
      () => written([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]),
      "is text in UTF-32, which the program does not read",
    ],
    ["in a Windows code page", () => written([0x70, 0xe4, 0x73, 0x73]), "is not text in UTF-8"],
    ["in half a character of UTF-16", () => written([0xff, 0xfe, 0x41]), "is not text in UTF-16LE"],
    [
      "that is larger than a secret",
      () => written("x".repeat(smallFile + 1)),
      "is larger than 64 KiB, the most that is read",
    ],
  ])("%s is refused", (_what, file, expected) => {
    expect(fault(file())).toBe(expected);
  });

  it("that is a named pipe is refused, and not waited for", () => {
    execFileSync("mkfifo", [place("pipe")]);
    expect(fault(place("pipe"))).toBe("is a named pipe, but must be a regular file");
  });

  it("that is a socket is refused", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(place("socket"), resolve));
    expect(fault(place("socket"))).toBe("is a socket, but must be a regular file");
    await new Promise((resolve) => server.close(resolve));
  });

  it("behind a circle of symbolic links is refused, and behind one link read", () => {
    symlinkSync(place("b"), place("a"));
    symlinkSync(place("a"), place("b"));
    expect(fault(place("a"))).toBe("leads through symbolic links that form a loop");
    symlinkSync(written("x"), place("link"));
    expect(fault(place("link"))).toBe("read: x");
  });

  it("of gigabytes is refused before it is read", () => {
    const file = written("x");
    truncateSync(file, 8 * 1024 ** 3);
    expect(fault(file, recordedFile)).toBe("is larger than 256 MiB, the most that is read");
  });

  it("whose size the system does not tell is read", () => {
    expect(fault("/proc/self/status")).toMatch(/^read: Name:/);
  });

  it("that this account cannot read says so", () => {
    // Root reads everything, so it is asked as somebody else.
    mkdirSync(place("open"), { mode: 0o755 });
    const file = written("x");
    const script = `
      process.setuid?.(65534);
      const { readNamedText } = await import(${JSON.stringify(new URL("../../files/named-file.ts", import.meta.url).href)});
      try { readNamedText(${JSON.stringify(file)}, 10); console.log("read"); } catch (error) { console.log(error.fault); }`;
    const asNobody = process.getuid?.() === 0 ? script : script.replace("process.setuid?.(65534);", "");
    rmSync(file);
    writeFileSync(file, "x", { mode: 0o000 });
    expect(execFileSync(process.execPath, ["--input-type=module", "-e", asNobody], { encoding: "utf8" }).trim()).toBe(
      "cannot be read by this account",
    );
  });
});
