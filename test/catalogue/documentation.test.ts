import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { permissionsDocumentation, permissionsPage } from "../../catalogue/documentation.ts";
import { permissions, purposeTitle } from "../../catalogue/permissions.ts";

describe("docs/permissions.md", () => {
  it("is what the catalogue says; node catalogue/documentation.ts writes it", async () => {
    expect(await readFile(permissionsPage, "utf8")).toBe(`${permissionsDocumentation()}\n`);
  });

  it("has a section for every purpose of both tools, with every note", () => {
    const page = permissionsDocumentation();
    for (const sets of Object.values(permissions))
      for (const [purpose, { notes }] of sets) {
        expect(page).toContain(`### ${purposeTitle(purpose)}\n`);
        for (const note of notes) expect(page).toContain(note);
      }
  });
});
