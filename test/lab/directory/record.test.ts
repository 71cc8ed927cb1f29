import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordStack } from "../../../commands/snapshot/record-stack.ts";
import { openLiveDirectory } from "../../../directory/live/open.ts";
import { readSnapshot } from "../../../directory/snapshot/file.ts";
import type { RecordingProgress } from "../../../directory/snapshot/recorder.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { writeStack } from "../../commands/snapshot/stack.ts";
import { occurrences } from "../../secret-search.ts";
import { liveSettings, northwind } from "./northwind.ts";

let projectRoot: string;
let directory: PracticeDirectory;

beforeAll(async () => {
  projectRoot = await mkdtemp(join(tmpdir(), "hybrid-sync-record-"));
  const authority = await CertificateAuthority.create();
  await writeFile(join(projectRoot, "authority.pem"), authority.certificate);
  const domain = { dnsName: "fabrikam.example", netBiosName: "FABRIKAM" };
  directory = await startPracticeDirectory(
    {
      ...northwind(),
      domain,
      computers: northwind().computers.slice(1),
      groups: [],
      users: [{ name: "svc" }, { name: "svc-two" }],
      groupManagedServiceAccounts: [],
      entries: [],
    },
    { authority },
  );
});

afterAll(async () => {
  await directory?.stop();
  await rm(projectRoot, { recursive: true, force: true });
});

describe("recording a stack's forest", () => {
  it("writes pseudonyms on request, and what gives the names back into a private file of its own", async () => {
    const live = liveSettings(directory, "authority.pem");
    await writeStack(projectRoot, "shared", [{ name: "fabrikam.example", directory: { live } }], "FABRIKAM\\svc-two");
    const { file, namesFile } = await recordStack({
      stack: "shared",
      output: join(projectRoot, "shared.snapshot.json"),
      pseudonyms: true,
      projectRoot,
      environment: { READER_SECRET: directory.reader.password },
      now: () => new Date("2026-11-22T10:00:00Z"),
    });
    expect(namesFile).toBe(join(projectRoot, "shared.names.json"));
    if (namesFile === null) throw new Error("no file with names was written");
    expect((await stat(namesFile)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, "utf8");
    expect(["fabrikam", "svc-two"].filter((name) => text.toLowerCase().includes(name))).toEqual([]);
    const restored = await readSnapshot(file, "it", "fabrikam.example", {
      names: { file: namesFile, name: "names" },
    });
    expect(restored.objects.map(({ samAccountName }) => samAccountName)).toContain("svc-two");
  });

  it("writes a private file without the secret", async () => {
    const { password } = directory.reader;
    const live = liveSettings(directory, "authority.pem");
    await writeStack(projectRoot, "prod", [{ name: "fabrikam.example", directory: { live } }], "FABRIKAM\\svc");
    const told: RecordingProgress[] = [];
    const { file, snapshot } = await recordStack({
      stack: "prod",
      tell: (progress) => told.push(progress),
      projectRoot,
      environment: { READER_SECRET: password },
      now: () => new Date("2026-11-22T10:00:00Z"),
    });
    expect(told[0]).toMatchObject({ observed: 0, reading: undefined });
    expect(told.at(-1)?.observed).toBe(told[0]?.observations);
    const objects = snapshot.domainObjects.flatMap(({ answer }) =>
      "objects" in answer ? answer.objects.groups.flatMap(({ names }) => names) : [],
    );
    expect(objects.length).toBeGreaterThan(100);
    const readings = told.flatMap(({ reading }) => reading ?? []);
    expect(new Set(readings.map(({ domain }) => domain))).toEqual(new Set(["DC=fabrikam,DC=example"]));
    expect(Math.max(...readings.map((reading) => reading.objects))).toBe(objects.length);
    expect(file).toBe(join(projectRoot, "fabrikam.example.snapshot.json"));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(snapshot.objects.map(({ samAccountName }) => samAccountName)).toContain("svc");
    expect(password.length).toBeGreaterThan(8);
    expect(occurrences(password, await readFile(file, "latin1"))).toEqual([]);
  });
});

describe("a live source whose connection is cut", () => {
  it("asks again on a new connection, and reports the loss when that is cut too", async () => {
    await using relay = await startRelay(directory.address);
    const settings = { ...liveSettings(directory, "authority.pem"), port: relay.port };
    const source = openLiveDirectory("fabrikam.example", settings, {
      projectRoot,
      environment: { READER_SECRET: directory.reader.password },
      timeouts: { connect: 5_000, operation: 5_000 },
    });
    await source.domains();
    relay.cut();
    expect(await source.objectWithSid(directory.sidOf("svc"))).toMatchObject({ samAccountName: "svc" });
    expect(relay.connections()).toBe(2);
    relay.refuse();
    await expect(source.objectWithSid(directory.sidOf("svc"))).rejects.toThrow("closes the connection");
    await source.close();
  });
});

/** Passes bytes between a client on the same loopback address and the domain controller, until it is told to cut. */
async function startRelay(address: string) {
  const sockets = new Set<Socket>();
  let connections = 0;
  let refusing = false;
  const server = createServer((client) => {
    connections += 1;
    if (refusing) {
      client.destroy();
      return;
    }
    const upstream = connect(636, address);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // Cutting is what this relay is for.
      socket.on("error", () => {});
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    cut,
    refuse: () => {
      refusing = true;
      cut();
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
