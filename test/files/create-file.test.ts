import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFile } from "../../files/create-file.ts";
import { NotWrittenError } from "../../files/replace-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("a file that must not be there yet", () => {
  it("is written whole, and nothing else is left", () => {
    const text = "x".repeat(1_000_000);
    createFile(join(folder, "new.yaml"), text);
    expect(readFileSync(join(folder, "new.yaml"), "utf8")).toBe(text);
    expect(readdirSync(folder)).toEqual(["new.yaml"]);
  });

  it.each([
    ["a file", (file: string) => writeFileSync(file, "old")],
    ["a symbolic link to nothing", (file: string) => symlinkSync(join(folder, "elsewhere"), file)],
  ])("takes the name of %s from nobody", (_, occupy) => {
    const file = join(folder, "taken.yaml");
    occupy(file);
    expect(() => createFile(file, "new")).toThrow(NotWrittenError);
    expect(() => createFile(file, "new")).toThrow("taken.yaml is there already, and is not overwritten.");
    expect(readdirSync(folder)).toEqual(["taken.yaml"]);
  });

  it("in a folder that does not exist is one sentence", () => {
    expect(() => createFile(join(folder, "no", "new.yaml"), "new")).toThrow(
      "new.yaml was not written: its folder does not exist",
    );
  });
});
