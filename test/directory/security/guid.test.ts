import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeGuid, encodeGuid } from "../../../directory/security/guid.ts";
import { SecurityDescriptorError } from "../../../directory/security/security-descriptor-error.ts";
import { guids } from "./arbitraries.ts";

const bytes = Uint8Array.from(Buffer.from("aaf63111079cd111f79f00c04fc2dcd2", "hex"));
const text = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";

describe("a GUID", () => {
  test("has its first three fields little-endian and is read in lower case", () => {
    expect(decodeGuid(bytes)).toBe(text);
  });

  test("is written from upper case too", () => {
    expect(encodeGuid(text.toUpperCase())).toEqual(bytes);
  });

  test("is read at an offset", () => {
    expect(decodeGuid(Uint8Array.from([1, 2, 3, ...bytes, 4]), 3)).toBe(text);
  });

  test("reads back as it was written", () => {
    fc.assert(
      fc.property(guids, (guid) => {
        expect(decodeGuid(encodeGuid(guid))).toBe(guid);
      }),
    );
  });

  test.each([0, 1, 15])("of %d bytes is refused", (length) => {
    expect(() => decodeGuid(bytes.subarray(0, length))).toThrow(SecurityDescriptorError);
  });

  test.each([-1, 1, 0.5])("at offset %d of sixteen bytes is refused", (offset) => {
    expect(() => decodeGuid(bytes, offset)).toThrow("a GUID takes 16 bytes");
  });

  test.each([
    "",
    "user",
    `{${text}}`,
    text.slice(1),
    `${text}0`,
    `0${text}`,
    text.replace("a", "g"),
    text.replaceAll("-", ""),
  ])('written as "%s" is refused', (malformed) => {
    expect(() => encodeGuid(malformed)).toThrow(SecurityDescriptorError);
  });
});
