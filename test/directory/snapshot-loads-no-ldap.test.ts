import { resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";

it("a snapshot is observed without LDAP being loaded", async () => {
  const loaded = await loadedBy({ snapshot: { file: "samples/contoso.snapshot.json", maximumAgeDays: 36500 } });
  expect(loaded).toContain("directory/snapshot/source.ts");
  expect(loaded).not.toMatch(/ldapts|directory\/live\/source\.ts/);
});

it("a directory is observed with it", async () => {
  const live = {
    domainController: "127.0.0.1",
    transport: "ldaps",
    port: 1,
    bindName: "reader",
    secret: { file: "-" },
  };
  expect(await loadedBy({ live })).toMatch(/directory\/live\/source\.ts.*ldapts/s);
});

/** The files that a process of its own has loaded when it has observed such a forest, a line each. */
async function loadedBy(directory: object): Promise<string> {
  const { stdout } = await execa(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `
        import { registerHooks } from "node:module";
        const loaded = [];
        registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
        const { Directories } = await import("./directory/directories.ts");
        const forest = { name: "contoso.example", directory: ${JSON.stringify(directory)} };
        const directories = new Directories([forest], { projectRoot: process.cwd(), environment: {} });
        const { evidence } = await directories.observe({ subject: "forest", forest: forest.name });
        await directories.close();
        console.log([evidence.source, ...loaded.toSorted()].join("\\n"));
      `,
    ],
    { cwd: resolve(".") },
  );
  return stdout;
}
