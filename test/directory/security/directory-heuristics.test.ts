import { describe, expect, test } from "vitest";
import { accessRights } from "../../../directory/security/access-mask.ts";
import { implicitOwnerRights, parseDirectoryHeuristics } from "../../../directory/security/directory-heuristics.ts";

describe("dSHeuristics", () => {
  test.each([
    ["absent", null, false, false],
    ["empty", "", false, false],
    ["too short for either", "00", false, false],
    ["with list object mode", "001", true, false],
    ["with another value in its place", "002", false, false],
    ["with owners of computers kept from changing permissions", "00000000010000000002000000001", false, true],
    ["with both", "00100000010000000002000000011", true, true],
    ["with that switched off", "00000000010000000002000000002", false, false],
  ])("that is %s is read", (_, text, listObjectMode, blockOwnerImplicitRights) => {
    expect(parseDirectoryHeuristics(text)).toEqual({ listObjectMode, blockOwnerImplicitRights });
  });
});

describe("an owner", () => {
  const { readControl, writeDacl } = accessRights;
  const blocking = { listObjectMode: false, blockOwnerImplicitRights: true };

  test.each([
    ["keeps the right to change permissions", false, true, false, readControl | writeDacl],
    ["of a computer loses it where the forest says so", true, true, false, readControl],
    ["of another object keeps it there", true, false, false, readControl | writeDacl],
    ["who is an administrator keeps it there", true, true, true, readControl | writeDacl],
  ])("%s", (_, blockOwnerImplicitRights, isComputer, isAdministrator, rights) => {
    expect(implicitOwnerRights({ ...blocking, blockOwnerImplicitRights }, { isComputer, isAdministrator })).toBe(
      rights,
    );
  });
});
