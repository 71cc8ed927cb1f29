import { expect, test } from "vitest";
import { readApplicationData, writeApplicationData } from "../../../directory/security/application-data.ts";
import { encodeConditionalExpression } from "../../../directory/security/conditional-expression.ts";

const notation = { write: (sid: string) => sid, read: (text: string) => text };
const bytes = encodeConditionalExpression({ kind: "attribute", scope: "user", name: "x" });

test("callback entries, and no others, have a condition", () => {
  expect(writeApplicationData("deny callback object", bytes, notation)).toBe("@USER.x");
  expect(readApplicationData("deny callback object", "@USER.x", 0, notation)).toEqual(bytes);
  expect(writeApplicationData("deny object", bytes, notation)).toBeUndefined();
  expect(readApplicationData("deny object", "@USER.x", 0, notation)).toBeUndefined();
});
