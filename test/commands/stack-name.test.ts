import { describe, expect, it } from "vitest";
import { stackAndFile } from "../../commands/check/stack-and-file.ts";
import { UsageError } from "../../commands/errors.ts";
import { projectRoot } from "../../lab/practice.ts";

describe("the name of a stack", () => {
  it.each([
    ["dev", "dev"],
    ["a.b_c-1", "a.b_c-1"],
    ["contoso/hybrid-sync/prod", "prod"],
    ["contoso/prod", "prod"],
  ])("%s is taken as Pulumi takes it", (named, stack) => {
    expect(stackAndFile({ stack: named }, projectRoot)).toMatchObject({ stack, qualified: named });
  });

  it.each([
    "",
    ".",
    "..",
    "../x",
    "../../etc/passwd",
    "a/b/c/d",
    "a//b",
    "dev ",
    "d\u202eev",
    "x".repeat(101),
    "dev\n",
  ])("%j is refused, and names no file", (named) => {
    expect(() => stackAndFile({ stack: named }, projectRoot)).toThrow(UsageError);
    expect(() => stackAndFile({ stack: named }, projectRoot)).toThrow(/^--stack must be the name of a stack \(/);
  });

  it("may be anything that the file of the configuration says", () => {
    expect(stackAndFile({ configFile: "/somewhere/Pulumi.a b.yaml" }, projectRoot)).toMatchObject({ stack: "a b" });
  });
});
