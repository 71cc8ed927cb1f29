import { describe, expect, it } from "vitest";
import { occurrences } from "./secret-search.ts";

const secret = 'pa"ss\\word-Ünïque';
const surrounded = (bytes: Buffer, before: number) =>
  Buffer.concat([Buffer.alloc(before, "x"), bytes, Buffer.from("yy")]).toString("base64");

describe("the search for a secret", () => {
  it("finds it in plain and as JSON", () => {
    expect(occurrences(secret, `before ${secret} after`)).toEqual(["plain"]);
    expect(occurrences(secret, JSON.stringify({ secret }))).toEqual(["as JSON"]);
  });

  it("finds it in UTF-16, in a file read byte by byte and in an event", () => {
    const wide = Buffer.from(secret, "utf16le").toString("latin1");
    expect(occurrences(secret, `..${wide}..`)).toEqual(["UTF-16"]);
    expect(occurrences(secret, JSON.stringify({ wide }))).toEqual(["UTF-16 as JSON"]);
  });

  it.each([0, 1, 2, 3, 4, 5])("finds it in base64 after %i other bytes, in both encodings", (before) => {
    expect(occurrences(secret, surrounded(Buffer.from(secret), before))).toEqual([`base64 at offset ${before % 3}`]);
    expect(occurrences(secret, surrounded(Buffer.from(secret, "utf16le"), before))).toEqual([
      `base64 of UTF-16 at offset ${before % 3}`,
    ]);
  });

  it("finds nothing where it is not", () => {
    expect(occurrences(secret, JSON.stringify({ other: "password" }))).toEqual([]);
  });
});
