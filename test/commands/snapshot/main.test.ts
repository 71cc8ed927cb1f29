/** The command itself, as `npm run snapshot` starts it, over a domain controller on loopback. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectRoot } from "../../../lab/practice.ts";
import type { ScriptedDomainController } from "../../../lab/scripted-directory/domain-controller.ts";
import {
  authority,
  forest,
  readerName,
  readerPassword,
  startController,
} from "../../directory/live/scripted-forest.ts";
import { type RunningServer, tcpServer } from "../../directory/live/tls-servers.ts";
import { hybridSync } from "../run.ts";
import { writeStack } from "./stack.ts";

const stack = `test-${randomUUID()}`;
const silentStack = `${stack}-silent`;
let controller: ScriptedDomainController;
let silent: RunningServer;
let folder: string;
let output: string;

beforeAll(async () => {
  controller = await startController({ domains: [forest({}).domains[0]] }, "wingtip.test");
  silent = await tcpServer();
  folder = await mkdtemp(join(tmpdir(), "hybrid-sync-snapshot-"));
  await writeFile(join(folder, "authority.pem"), authority.certificate);
  for (const [name, address, port] of [
    [stack, controller.address, controller.port],
    [silentStack, "127.0.0.1", silent.port],
  ] as const) {
    const live = {
      domainController: address,
      port,
      transport: "ldaps",
      bindName: readerName,
      secret: { environmentVariable: "READER_SECRET" },
      certificateAuthorityFile: join(folder, "authority.pem"),
    };
    await writeStack(projectRoot, name, [{ name: "wingtip.test", directory: { live } }], readerName);
  }
});

beforeEach(async () => {
  output = join(folder, randomUUID());
  await writeFile(output, "old");
});

afterAll(async () => {
  for (const name of [stack, silentStack]) await rm(join(projectRoot, `Pulumi.${name}.yaml`), { force: true });
  await rm(folder, { recursive: true, force: true });
  await controller?.[Symbol.asyncDispose]();
  await silent?.[Symbol.asyncDispose]();
});

/** `blocks` of 1,024 bytes are the most that it may write into one file. */
function start(name: string, file: string, blocks: number | "unlimited" = "unlimited") {
  const program = `ulimit -f ${blocks}; exec "$0" commands/hybrid-sync.js snapshot --stack "$1" --output "$2"`;
  const child = spawn("bash", ["-c", program, process.execPath, name, file], {
    cwd: projectRoot,
    env: { ...process.env, READER_SECRET: readerPassword, NODE_COMPILE_CACHE: "", NODE_DISABLE_COMPILE_CACHE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, ended: Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]) };
}

async function run(...how: Parameters<typeof start>) {
  const [[exitCode], said, complained] = await start(...how).ended;
  return { exitCode, said, complained };
}

describe("npm run snapshot", () => {
  it("puts a whole snapshot in the place of the old one", async () => {
    const { exitCode, said, complained } = await run(stack, output);
    expect([exitCode, complained]).toEqual([0, ""]);
    expect(said).toContain("Recorded wingtip.test from ");
    expect(JSON.parse(await readFile(output, "utf8"))).toMatchObject({ forest: { rootDomain: "wingtip.test" } });
    expect((await stat(output)).mode & 0o777).toBe(0o600);
  });

  it("writes below the folder in which it was started", async () => {
    const { exitCode, stderr } = await hybridSync(["snapshot", "--stack", stack, "--output", "beside.json"], {
      cwd: folder,
      env: { READER_SECRET: readerPassword },
    });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(await readdir(folder)).toContain("beside.json");
  });

  it("says in one sentence that the snapshot could be written in part only, and keeps the old one", async () => {
    expect(await run(stack, output, 2)).toEqual({
      exitCode: 2,
      said: "",
      complained: `${output} was not written: it is larger than this account is allowed to write. Raise the limit, or name another folder\n`,
    });
    expect(await readFile(output, "utf8")).toBe("old");
    expect(await leftovers()).toEqual([]);
  });

  it("says in one sentence that the folder is missing, and asks the forest nothing", async () => {
    const before = controller.logons.length;
    const nowhere = join(folder, "missing", "it.json");
    expect(await run(stack, nowhere)).toEqual({
      exitCode: 2,
      said: "",
      complained: `${nowhere} was not written: its folder does not exist. Create the folder, or name another\n`,
    });
    expect(controller.logons).toHaveLength(before);
  });

  it.each(["SIGHUP", "SIGINT", "SIGTERM", "SIGKILL"] as const)("leaves nothing when it ends by %s", async (signal) => {
    const before = silent.received().length;
    const { child, ended } = start(silentStack, output);
    await expect.poll(() => silent.received().length, { timeout: 50_000 }).toBeGreaterThan(before);
    child.kill(signal);
    const [[exitCode, killedBy], , complained] = await ended;
    expect([exitCode, killedBy]).toEqual(
      signal === "SIGKILL" ? [null, signal] : [128 + constants.signals[signal], null],
    );
    expect(complained).toBe(signal === "SIGKILL" ? "" : `Ended by ${signal}. No snapshot was written.\n`);
    expect(await readFile(output, "utf8")).toBe("old");
    expect(await leftovers()).toEqual([]);
  });
});

async function leftovers(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("."));
}
