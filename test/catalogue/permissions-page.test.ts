import { describe, expect, it } from "vitest";
import { permissions, purposeTitle } from "../../catalogue/permissions.ts";
import { permissionsPage } from "../../catalogue/permissions-page.ts";

describe("docs/permissions.md", () => {
  it("has a section for every purpose of both tools, with every note", () => {
    const page = permissionsPage();
    for (const sets of Object.values(permissions))
      for (const [purpose, { notes }] of sets) {
        expect(page).toContain(`### ${purposeTitle(purpose)}\n`);
        for (const note of notes) expect(page).toContain(note);
      }
  });
});
