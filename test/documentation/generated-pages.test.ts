import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedPages } from "../../documentation/generated-pages.ts";

describe("the files of docs that are made from the program", () => {
  it.each(Object.entries(generatedPages))("%s is current; if not, run: npm run docs", (path, page) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")).toBe(page());
  });
});
