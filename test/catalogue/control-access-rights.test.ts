import { expect, test } from "vitest";
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { decodeGuid, encodeGuid } from "../../directory/security/guid.ts";

const rights = Object.entries(controlAccessRights);

test.each(rights)("%s carries its GUID as it is read from an access control entry", (_, { guid }) => {
  expect(decodeGuid(encodeGuid(guid))).toBe(guid);
});

test("no two rights share a GUID or a display name", () => {
  expect(new Set(rights.map(([, { guid }]) => guid)).size).toBe(rights.length);
  expect(new Set(rights.map(([, { displayName }]) => displayName)).size).toBe(rights.length);
});

test("the right that secrets need is another one than the right that changes need", () => {
  expect(controlAccessRights["DS-Replication-Get-Changes"].guid).toBe("1131f6aa-9c07-11d1-f79f-00c04fc2dcd2");
  expect(controlAccessRights["DS-Replication-Get-Changes-All"].guid).toBe("1131f6ad-9c07-11d1-f79f-00c04fc2dcd2");
});
