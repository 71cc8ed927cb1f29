import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shownName } from "../../files/named-file.ts";
import { assertReplaceable, replaceFiles } from "../../files/replace-files.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-replace-"));
  file = join(folder, "it.json");
});

afterEach(() => rmSync(folder, { recursive: true }));

function writtenFile(): string {
  writeFileSync(file, "x");
  return file;
}

function linkToItself(): string {
  symlinkSync(file, file);
  return file;
}

/** In a process of its own, which may write files of at most one block. */
function writeWithLimit(text: string): string {
  const module = new URL("../../files/replace-files.ts", import.meta.url).href;
  const script = `
    const { replaceFiles } = await import(${JSON.stringify(module)});
    try { replaceFiles([{ file: ${JSON.stringify(file)}, text: ${text} }]); console.log("written"); }
    catch (error) { console.log(error.message); }`;
  return execFileSync("bash", ["-c", `ulimit -f 1; exec "$0" --input-type=module -e "$1"`, process.execPath, script], {
    encoding: "utf8",
  }).trim();
}

describe("files that are replaced", () => {
  it("may have the longest name that the system takes", () => {
    const longest = join(folder, "x".repeat(255));
    assertReplaceable(longest);
    replaceFiles([{ file: longest, text: "new" }]);
    expect(readFileSync(longest, "utf8")).toBe("new");
  });

  it("are written whole, readable for their owner only, with nothing left beside them", () => {
    writeFileSync(file, "old");
    chmodSync(file, 0o644);
    replaceFiles([
      { file, text: "new" },
      { file: join(folder, "other.json"), text: "other" },
    ]);
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["it.json", "other.json"]);
  });

  it("stay behind the symbolic link that names them", () => {
    writeFileSync(join(folder, "target"), "old");
    symlinkSync("target", file);
    replaceFiles([{ file, text: "new" }]);
    expect([readFileSync(join(folder, "target"), "utf8"), lstatSync(file).isSymbolicLink()]).toEqual(["new", true]);
  });

  it("stay what they were where the disk takes a part of the new one only", () => {
    writeFileSync(file, "old");
    expect(writeWithLimit('"x".repeat(100_000)')).toBe(
      `${file} was not written: it is larger than this account is allowed to write. Raise the limit, or name another folder`,
    );
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["old", ["it.json"]]);
    expect(writeWithLimit('"x"')).toBe("written");
  });

  it("stay what they were where what was written cannot be used", () => {
    writeFileSync(file, "old");
    const verify = () => {
      throw new Error("it is none");
    };
    expect(() => replaceFiles([{ file, text: "new", verify }])).toThrow("it is none");
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["old", ["it.json"]]);
  });

  it("stay a pair where only the first of them can be replaced", () => {
    writeFileSync(file, "old");
    const second = join(folder, "second.json");
    // It becomes a folder after it was looked at: the rename itself fails.
    const verify = () => void mkdirSync(second);
    expect(() =>
      replaceFiles([
        { file, text: "new" },
        { file: second, text: "new", verify },
      ]),
    ).toThrow(`${second} was not written: `);
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual(["old", ["it.json", "second.json"]]);
  });
});

/** What a shell of its own mounts goes with it. */
const mounts = spawnSync("unshare", ["--mount", "sh", "-c", "mount -t tmpfs none /mnt"]).status === 0;

describe.skipIf(!mounts)("on a disk of its own, in a process of its own,", () => {
  /** Mounts it on the folder with these options, runs the script there, and shows what is there afterwards. */
  function onDisk(prepare: string, call: string): string[] {
    const module = new URL("../../files/replace-files.ts", import.meta.url).href;
    const script = `
      const { assertReplaceable, replaceFiles } = await import(${JSON.stringify(module)});
      try { ${call} console.log("written"); } catch (error) { console.log(error.name + ": " + error.message); }`;
    const commands = `set -e; mount -t tmpfs -o size=64k none "$0"; cd "$0"; printf old > it.json; ${prepare}
      "$1" --input-type=module -e "$2"; cat it.json; echo; ls -A`;
    return execFileSync("unshare", ["--mount", "sh", "-c", commands, folder, process.execPath, script], {
      encoding: "utf8",
    })
      .trim()
      .split("\n");
  }
  const write = (length: number) => `replaceFiles([{ file: "it.json", text: "x".repeat(${length}) }]);`;

  it("the old file stays where the disk is full after a part, or before the first byte", () => {
    const full = "NotWrittenError: it.json was not written: its disk is full. Free some space, or name another folder";
    expect(onDisk("", write(100_000))).toEqual([full, "old", "it.json"]);
    const filled = "dd if=/dev/zero of=filler bs=1k 2>/dev/null || true;";
    expect(onDisk(filled, write(10))).toEqual([full, "old", "filler", "it.json"]);
  });

  it("a disk that is read-only is found before long work, too", () => {
    const fault = "NotWrittenError: it.json was not written: its disk is read-only. Name another folder";
    const readOnly = 'cd /; mount -o remount,ro "$0"; cd "$0";';
    expect(onDisk(readOnly, write(10))).toEqual([fault, "old", "it.json"]);
    expect(onDisk(readOnly, 'assertReplaceable("it.json");')).toEqual([fault, "old", "it.json"]);
  });
});

describe("what a run left that was killed while it wrote", () => {
  it("is removed by the next one after an hour, and nothing else is", () => {
    const names = [".hybrid-sync.1.tmp", ".hybrid-sync.2.tmp", ".hybrid-sync.3.old", "else.tmp"];
    for (const name of names) writeFileSync(join(folder, name), "x");
    const before = new Date(Date.now() - 2 * 60 * 60 * 1000);
    for (const name of names.filter((name) => !name.includes("2"))) utimesSync(join(folder, name), before, before);
    assertReplaceable(file);
    expect(readdirSync(folder)).toEqual([".hybrid-sync.2.tmp", ".hybrid-sync.3.old", "else.tmp"]);
  });
});

describe("a place that cannot be written to says so in one sentence, before and when something is to be written:", () => {
  it.each<readonly [string, () => string, string]>([
    [
      "no folder",
      () => join(folder, "missing", "it.json"),
      "was not written: its folder does not exist. Create the folder, or name another",
    ],
    [
      "a file for a folder",
      () => join(writtenFile(), "it.json"),
      "was not written: its folder is a file. Name another",
    ],
    ["a folder", () => folder, "is a folder, and is not overwritten. Name another file"],
    ["a device", () => "/dev/full", "is a device, and is not overwritten. Name another file"],
    [
      "a name that is too long",
      () => join(folder, "x".repeat(300)),
      "was not written: its name is too long. Choose a shorter one",
    ],
    [
      "a circle of links",
      () => linkToItself(),
      "was not written: its path leads through symbolic links that form a loop. Name another",
    ],
  ])("%s", (_what, name, fault) => {
    const target = name();
    const sentence = `${shownName(target)} ${fault}`;
    expect(() => assertReplaceable(target)).toThrow(sentence);
    expect(() => replaceFiles([{ file: target, text: "x" }])).toThrow(sentence);
  });
});
