import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SecurityDescriptorError } from "../../../directory/security/security-descriptor-error.ts";
import {
  compareSids,
  decodeSid,
  encodeSid,
  sidLength,
  splitSid,
  wellKnownSidName,
} from "../../../directory/security/sid.ts";
import { builtinRids } from "../../../directory/security/well-known-sids.ts";
import { sids } from "./arbitraries.ts";

const administrators = Uint8Array.from([1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0]);

describe("reading a security identifier", () => {
  test("the authority is big-endian and the sub-authorities are little-endian", () => {
    expect(decodeSid(administrators)).toBe("S-1-5-32-544");
  });

  test("the largest sub-authority is read as a positive number", () => {
    expect(decodeSid(Uint8Array.from([1, 1, 0, 0, 0, 0, 0, 5, 255, 255, 255, 255]))).toBe("S-1-5-4294967295");
  });

  test("an authority of 2^32 or more is written in hexadecimal", () => {
    expect(decodeSid(Uint8Array.from([1, 1, 1, 0, 0, 0, 0, 2, 7, 0, 0, 0]))).toBe("S-1-0x010000000002-7");
  });

  test("an identifier without sub-authorities is valid", () => {
    expect(decodeSid(Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 5]))).toBe("S-1-5");
  });

  test("an identifier with fifteen sub-authorities is valid, and comes back", () => {
    const text = `S-1-5${"-1".repeat(15)}`;
    expect(decodeSid(encodeSid(text))).toBe(text);
  });

  test("bytes after the identifier and before the offset are left alone", () => {
    const bytes = Uint8Array.from([9, 9, ...administrators, 9]);
    expect(decodeSid(bytes, 2)).toBe("S-1-5-32-544");
    expect(sidLength(bytes, 2)).toBe(16);
  });

  test("a part of a larger buffer is read in its own bounds", () => {
    const buffer = Uint8Array.from([7, 7, 7, ...administrators]);
    expect(decodeSid(buffer.subarray(3))).toBe("S-1-5-32-544");
  });

  test.each([
    ["nothing at all", [], 0, "takes at least 8 bytes"],
    ["a cut header", [1, 0, 0, 0, 0, 0, 0], 0, "takes at least 8 bytes"],
    ["another revision", [2, 0, 0, 0, 0, 0, 0, 5], 0, "this one has 2"],
    ["sixteen sub-authorities", [1, 16, 0, 0, 0, 0, 0, 5], 1, "this one claims 16"],
    ["missing sub-authorities", [1, 1, 0, 0, 0, 0, 0, 5, 0, 0, 0], 0, "claims 12 bytes"],
  ])("%s is refused with offset and reason", (_, bytes, offset, reason) => {
    const refusal = expect(() => decodeSid(Uint8Array.from(bytes)));
    refusal.toThrow(SecurityDescriptorError);
    refusal.toThrow(expect.objectContaining({ offset, reason: expect.stringContaining(reason) }));
  });

  test.each([-1, 0.5, 16, Number.NaN])("an offset of %d is refused", (offset) => {
    expect(() => decodeSid(administrators, offset)).toThrow(SecurityDescriptorError);
  });
});

describe("writing a security identifier", () => {
  test("what is written reads back as the same text", () => {
    fc.assert(
      fc.property(sids, (sid) => {
        expect(decodeSid(encodeSid(sid))).toBe(sid);
      }),
    );
  });

  test("the bytes are those of the specification", () => {
    expect(encodeSid("S-1-5-32-544")).toEqual(administrators);
  });

  test.each([
    "",
    "S-1",
    "S-2-5-18",
    "S-1-5-",
    "S-1-5-4294967296",
    "S-1-281474976710656",
    "S-1-5-18 ",
    "S-1-5--1",
    "Everyone",
    `S-1-5${"-1".repeat(16)}`,
  ])('"%s" is refused', (text) => {
    expect(() => encodeSid(text)).toThrow(SecurityDescriptorError);
  });

  test("fifteen sub-authorities are accepted", () => {
    expect(encodeSid(`S-1-5${"-1".repeat(15)}`)).toHaveLength(68);
  });
});

describe("ordering security identifiers", () => {
  test("parts are compared as numbers, and a domain stands before its accounts", () => {
    const ordered = ["S-1-1-0", "S-1-5-21-1-2-3", "S-1-5-21-1-2-3-512", "S-1-5-21-1-2-3-1105", "S-1-5-32-544"];
    expect([...ordered].reverse().sort(compareSids)).toEqual(ordered);
  });

  test("a larger authority stands after a smaller one", () => {
    expect(compareSids("S-1-16-1", "S-1-5-99")).toBeGreaterThan(0);
  });

  test("only equal identifiers compare as equal", () => {
    fc.assert(
      fc.property(sids, sids, (left, right) => {
        expect(compareSids(left, left)).toBe(0);
        expect(compareSids(left, right) === 0).toBe(left === right);
        expect(Math.sign(compareSids(left, right))).toBe(Math.sign(compareSids(right, left)) * -1 || 0);
      }),
    );
  });
});

describe("parts and names", () => {
  test("the last part is split off as the relative identifier", () => {
    expect(splitSid("S-1-5-21-1-2-3-512")).toEqual({ domain: "S-1-5-21-1-2-3", rid: 512 });
  });

  test("an identifier without sub-authorities has no relative identifier", () => {
    expect(() => splitSid("S-1-5")).toThrow('"S-1-5" has no relative identifier');
  });

  test.each([
    ["S-1-0-0", "Nobody"],
    ["S-1-1-0", "Everyone"],
    ["S-1-2-0", "Local"],
    ["S-1-2-1", "Console Logon"],
    ["S-1-3-0", "Creator Owner"],
    ["S-1-3-1", "Creator Group"],
    ["S-1-3-4", "Owner Rights"],
    ["S-1-5-1", "Dialup"],
    ["S-1-5-2", "Network"],
    ["S-1-5-3", "Batch"],
    ["S-1-5-4", "Interactive"],
    ["S-1-5-6", "Service"],
    ["S-1-5-7", "Anonymous Logon"],
    ["S-1-5-9", "Enterprise Domain Controllers"],
    ["S-1-5-10", "Self"],
    ["S-1-5-11", "Authenticated Users"],
    ["S-1-5-12", "Restricted"],
    ["S-1-5-13", "Terminal Server User"],
    ["S-1-5-14", "Remote Interactive Logon"],
    ["S-1-5-15", "This Organization"],
    ["S-1-5-18", "Local System"],
    ["S-1-5-19", "Local Service"],
    ["S-1-5-20", "Network Service"],
    ["S-1-5-32", "BUILTIN"],
    ["S-1-5-33", "Write Restricted"],
    ["S-1-5-1000", "Other Organization"],
    ["S-1-5-32-544", "BUILTIN\\Administrators"],
    ["S-1-5-32-548", "BUILTIN\\Account Operators"],
  ])("%s is called %s", (sid, name) => {
    expect(wellKnownSidName(sid)).toBe(name);
  });

  test("every group of the BUILTIN domain has a name of its own", () => {
    const groups = Object.values(builtinRids).map((rid) => wellKnownSidName(`S-1-5-32-${rid}`) ?? "");
    for (const name of groups) expect(name).toMatch(/^BUILTIN\\\w/);
    expect(new Set(groups).size).toBe(groups.length);
  });

  test("an account of a domain has no well-known name", () => {
    expect(wellKnownSidName("S-1-5-21-1-2-3-512")).toBeUndefined();
  });
});
