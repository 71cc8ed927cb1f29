import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSnapshot, writeSnapshot } from "../../../directory/snapshot/file.ts";
import type { Snapshot } from "../../../directory/snapshot/format.ts";
import { snapshotVersion } from "../../../directory/snapshot/format.ts";
import { recordSnapshot } from "../../../directory/snapshot/recorder.ts";
import { descriptor, gmsaClass, memoryForest, object } from "../memory-forest.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-snapshot-"));
  file = join(folder, "wingtip.snapshot.json");
});

afterEach(() => rm(folder, { recursive: true }));

function recorded(): Promise<Snapshot> {
  const gmsa = object("agent$", { objectClass: gmsaClass, groupManagedServiceAccountMembership: descriptor([]) });
  const requests = [
    { kind: "group managed service account", forest: "wingtip.test", name: "agent$", servers: ["ghost"] },
  ] as const;
  return recordSnapshot(memoryForest({ objects: [gmsa] }), requests, () => new Date("2026-11-20T08:00:00Z"));
}

async function failure(content: string, forest = "wingtip.test"): Promise<{ reason: string; remedy: string }> {
  await writeFile(file, content);
  return readSnapshot(file, "wingtip.snapshot.json", forest).then(
    () => ({ reason: "it was read", remedy: "" }),
    ({ reason, remedy }) => ({ reason, remedy }),
  );
}

async function written(): Promise<Record<string, unknown>> {
  await writeSnapshot(file, await recorded());
  return JSON.parse(await readFile(file, "utf8"));
}

describe("a snapshot file", () => {
  it("is read back as it was recorded, bytes included", async () => {
    const snapshot = await recorded();
    await writeSnapshot(file, snapshot);
    expect(await readSnapshot(file, "wingtip", "WINGTIP.test")).toEqual(snapshot);
  });

  it("is readable for its owner only, also when it takes the place of an open one", async () => {
    await writeFile(file, "old");
    await chmod(file, 0o644);
    await writeSnapshot(file, await recorded());
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("leaves nothing beside itself", async () => {
    await writeSnapshot(file, await recorded());
    expect(await readdir(folder)).toEqual(["wingtip.snapshot.json"]);
  });

  it("is the same for an unchanged forest", async () => {
    await writeSnapshot(file, await recorded());
    const first = await readFile(file, "utf8");
    await writeSnapshot(file, await recorded());
    expect(await readFile(file, "utf8")).toBe(first);
  });
});

describe("a snapshot that cannot be used says why in one sentence:", () => {
  it("missing", async () => {
    await expect(readSnapshot(file, "wingtip.snapshot.json", "wingtip.test")).rejects.toMatchObject({
      reason: "The snapshot wingtip.snapshot.json does not exist",
    });
  });

  it("a folder", async () => {
    await expect(readSnapshot(folder, "snapshots", "wingtip.test")).rejects.toMatchObject({
      reason: "The snapshot snapshots cannot be read (EISDIR)",
    });
  });

  it("cut short anywhere", async () => {
    await written();
    const text = await readFile(file, "utf8");
    for (const share of [0.02, 0.3, 0.7, 0.99])
      expect(await failure(text.slice(0, Math.floor(text.length * share)))).toEqual({
        reason: "The snapshot wingtip.snapshot.json is cut short or damaged",
        remedy: "Record it again with: npm run snapshot -- --stack NAME",
      });
  });

  it.each(["", "forests: []", "<html>"])("not JSON at all: %j", async (content) => {
    expect((await failure(content)).reason).toBe(
      "The file wingtip.snapshot.json is not JSON, so no directory snapshot",
    );
  });

  it.each(["{}", "[]", "null", '{"format":"something else","version":1}'])("other JSON: %s", async (content) => {
    expect((await failure(content)).reason).toBe("The file wingtip.snapshot.json is no directory snapshot");
  });

  it.each([1, 0, "2", null])("version %j", async (version) => {
    expect((await failure(JSON.stringify({ ...(await written()), version }))).reason).toBe(
      `The snapshot wingtip.snapshot.json has version ${JSON.stringify(version)}, and this program reads version ${snapshotVersion}`,
    );
  });

  it("of another forest", async () => {
    expect((await failure(JSON.stringify(await written()), "contoso.test")).reason).toBe(
      "The snapshot wingtip.snapshot.json shows the forest wingtip.test, not contoso.test",
    );
  });

  it("with a value of the wrong type, naming the place but not the value", async () => {
    const content = await written();
    expect((await failure(JSON.stringify({ ...content, reader: { password: "x" } }))).reason).toBe(
      "The snapshot wingtip.snapshot.json is damaged at reader",
    );
    expect((await failure(JSON.stringify({ ...content, unknown: 1 }))).reason).toContain("is damaged");
  });

  it("with bytes that are no base64", async () => {
    const { objects, ...rest } = await written();
    const [first, ...others] = objects as object[];
    const broken = [{ ...first, groupManagedServiceAccountMembership: "%%%" }, ...others];
    expect((await failure(JSON.stringify({ ...rest, objects: broken }))).reason).toBe(
      "The snapshot wingtip.snapshot.json is damaged at objects[0].groupManagedServiceAccountMembership",
    );
  });

  it.each([
    ["sid", "S-1-5-21-x"],
    ["sid", "S-1-5-21-99999999999-1"],
    ["passwordLastSet", "9".repeat(40)],
  ])("with a %s that is none, %s", async (property, value) => {
    const { objects, ...rest } = await written();
    const [first, ...others] = objects as object[];
    expect(
      (await failure(JSON.stringify({ ...rest, objects: [{ ...first, [property]: value }, ...others] }))).reason,
    ).toBe(`The snapshot wingtip.snapshot.json is damaged at objects[0].${property}`);
  });
});
