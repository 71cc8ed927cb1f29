import { describe, expect, it } from "vitest";
import { features } from "../../catalogue/features.ts";
import { permissions, purposeTitle, requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";

const tools: readonly SyncTool[] = ["connect-sync", "cloud-sync"];

describe.each(tools)("the permissions of %s", (tool) => {
  it("are there for basic read and for every feature of the tool, and for no other", () => {
    const own = Object.entries(features).flatMap(([id, feature]) =>
      (feature.tools as readonly SyncTool[]).includes(tool) ? [id] : [],
    );
    expect([...permissions[tool].keys()].toSorted()).toEqual(["basic-read", ...own].toSorted());
  });

  it("have identifiers of their own, which begin with what they belong to", () => {
    const requirements = requirementsOf(tool);
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    for (const { id, purpose } of requirements) expect(id.startsWith(`${purpose}/`), id).toBe(true);
  });

  it("say what goes wrong without them, and where that is written", () => {
    for (const { id, consequence, source } of requirementsOf(tool)) {
      expect(consequence, id).toMatch(/^[^.]+$/);
      expect(source, id).toMatch(/^https:\/\/learn\.microsoft\.com\//);
    }
  });

  it("are granted by a cmdlet, or say why nothing is judged", () => {
    for (const [purpose, { requirements, grant, undecided, notes }] of permissions[tool]) {
      expect(purposeTitle(purpose).length).toBeGreaterThan(5);
      if (grant !== null) expect(grant.command, purpose).toMatch(/^Set-A(DSync|ADCloudSync)/);
      else if (requirements.length > 0) expect(notes[0], purpose).toMatch(/Key Admins/);
      else expect(undecided ?? notes[0], purpose).toBeDefined();
    }
  });

  it("take a gap in writing for a fault, and one in reading for a warning", () => {
    for (const { id, ways, ifMissing } of requirementsOf(tool)) {
      if (ways[0].action.do === "read all properties") expect(ifMissing, id).toBe("warning");
    }
  });
});
