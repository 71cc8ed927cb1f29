/** `hybrid-sync check` of a stack as pipelines of companies run it: behind a proxy, as a service connection, over old TLS. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { projectRoot, type Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { type PracticeTenant, startPracticeTenant } from "../../lab/tenant/server.ts";
import { resultSchema } from "../../report/result.ts";
import { anyStrength, type RunningServer, tlsServer } from "../directory/live/tls-servers.ts";
import { ConnectProxy } from "../fixtures/connect-proxy.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { LiveAndRecorded } from "../lab/live-and-recorded.ts";
import { hybridSync } from "./run.ts";

/** Found by nobody but the proxy. */
const hidden = "tenant.wingtip.test";

let both: LiveAndRecorded;
let authority: CertificateAuthority;
let tenant: PracticeTenant;
let proxy: ConnectProxy;
let trusted: string;

beforeAll(async () => {
  const seed = samples.dev?.tenant ?? {};
  both = await LiveAndRecorded.open({ forest: contoso(), tenant: seed, configuration: sampleConfiguration() });
  authority = await CertificateAuthority.create("second authority");
  tenant = await startPracticeTenant({ authority, hostName: hidden, seed });
  proxy = await ConnectProxy.start();
  trusted = join(both.live.folder, "second.pem");
  await writeFile(trusted, authority.certificate);
}, 120_000);
afterEach(() => {
  proxy.asked.length = 0;
});
afterAll(async () => {
  proxy?.close();
  await tenant?.stop();
  await both?.[Symbol.asyncDispose]();
});

type Environment = Readonly<Record<string, string | undefined>>;

async function check({ folder, environment }: Surroundings, other: Environment, stack = "dev") {
  const file = join(folder, "project", `Pulumi.${stack}.yaml`);
  const { stdout, stderr, exitCode } = await hybridSync(["check", "--config-file", file, "--format", "json"], {
    cwd: projectRoot,
    env: { ...environment, ...other },
  });
  if (stdout === "") throw new Error(stderr);
  const { findings } = resultSchema.parse(JSON.parse(stdout));
  const reasons = new Set(findings.flatMap(({ verdict, cause }) => (verdict === "unobservable" ? [cause] : [])));
  return { exitCode, findings, text: stdout, reasons: [...reasons] };
}

const factsOf = ({ findings }: Awaited<ReturnType<typeof check>>) =>
  findings.map(({ level, rule, subject, fact }) => `${level} ${rule}: ${subject} ${fact}`);

/** On the day of the run, as no other can be told to a tenant elsewhere. */
const today: Environment = { HYBRID_SYNC_LAB_CLOCK: undefined };

/** Of the tenant that only the proxy finds. */
const behind = (other: Environment): Environment => ({
  ...tenant.environment,
  ...today,
  NODE_EXTRA_CA_CERTS: trusted,
  ...other,
});

describe("a tenant behind a proxy", () => {
  it("is reached through it, and the domain controller is not, live and from a snapshot", async () => {
    for (const surroundings of [both.live, both.recorded]) {
      proxy.asked.length = 0;
      const reached = await check(surroundings, behind({ HTTPS_PROXY: `http://${proxy.address}` }));
      expect(factsOf(reached)).toEqual(factsOf(await check(surroundings, today)));
      expect(new Set(proxy.asked)).toEqual(new Set([tenant.metadataHost]));
    }
  });

  it("is one cause where no proxy answers, or where it is passed by, live and from a snapshot", async () => {
    const dead = { HTTPS_PROXY: "http://user:hunter2@127.0.0.1:1" };
    const past = { HTTPS_PROXY: `http://${proxy.address}`, NO_PROXY: hidden };
    for (const [environment, words] of [
      [dead, /the proxy that HTTPS_PROXY names does not answer/],
      [past, /tenant\.wingtip\.test/],
    ] as const) {
      for (const surroundings of [both.live, both.recorded]) {
        const { exitCode, reasons, text } = await check(surroundings, behind(environment));
        expect(exitCode).toBe(3);
        expect(reasons.filter((reason) => words.test(reason ?? ""))).toHaveLength(1);
        expect(text).not.toContain("hunter2");
        expect(proxy.asked).toEqual([]);
      }
    }
  });
});

describe("a wrong client secret", () => {
  it("is one cause that names the secret and no permission, live and from a snapshot", async () => {
    for (const surroundings of [both.live, both.recorded]) {
      const { exitCode, reasons, text } = await check(surroundings, { ARM_CLIENT_SECRET: "wrong-guess" });
      expect(exitCode).toBe(3);
      expect(reasons).toEqual([expect.stringMatching(/secret/)]);
      expect(text).not.toMatch(/wrong-guess|\.Read\.All/);
    }
  });
});

describe("a service connection of Azure Pipelines", () => {
  it("signs in without a secret, live and from a snapshot", async () => {
    for (const surroundings of [both.live, both.recorded]) {
      const asked: string[] = [];
      const provider = createServer((request, response) => {
        asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ oidcToken: surroundings.tenant.federatedToken }));
      });
      await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
      const { exitCode, findings } = await check(surroundings, {
        ARM_CLIENT_SECRET: undefined,
        ARM_USE_OIDC: "true",
        SYSTEM_OIDCREQUESTURI: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/oidctoken`,
        SYSTEM_ACCESSTOKEN: "access-token",
        ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection-1",
      });
      provider.closeAllConnections();
      provider.close();
      expect(findings).toEqual([]);
      expect(exitCode).toBe(0);
      const request = "POST /oidctoken?api-version=7.1&serviceConnectionId=connection-1 Bearer access-token";
      expect(new Set(asked)).toEqual(new Set([request]));
    }
  });
});

describe("a domain controller", () => {
  const issue = (weakness?: "1024-bit key" | "SHA-1 signature") =>
    authority.issue({ commonName: "dc1", addresses: ["127.0.0.1"], ...(weakness === undefined ? {} : { weakness }) });

  it.each([
    [
      "with a key of 1024 bits",
      async () => tlsServer(await issue("1024-bit key"), undefined, anyStrength),
      "has a key that is too short: an RSA key needs at least 2048 bits",
    ],
    [
      "with a certificate signed with SHA-1",
      async () => tlsServer(await issue("SHA-1 signature"), undefined, anyStrength),
      "is signed with SHA-1 or an older algorithm",
    ],
    [
      "that offers TLS 1.0 alone",
      async () => tlsServer(await issue(), undefined, { ...anyStrength, minVersion: "TLSv1", maxVersion: "TLSv1" }),
      "offers only TLS 1.1 or older, which this program does not use",
    ],
  ] as const)("%s is one cause in these words, and no snapshot is recorded", async (_, start, words) => {
    await using server: RunningServer = await start();
    const { folder, environment } = both.live;
    const file = join(folder, "project", "Pulumi.old.yaml");
    const content = parse(await readFile(join(folder, "project", "Pulumi.dev.yaml"), "utf8"));
    const { live } = content.config["hybrid-sync:forests"][0].directory;
    Object.assign(live, { domainController: "127.0.0.1", port: server.port, certificateAuthorityFile: trusted });
    await writeFile(file, stringify(content));
    const { exitCode, reasons } = await check(both.live, {}, "old");
    expect(exitCode).toBe(3);
    expect(reasons).toEqual([expect.stringContaining(words)]);
    const output = join(folder, "old.snapshot.json");
    const recording = ["snapshot", "--config-file", file, "--output", output];
    const recorded = await hybridSync(recording, { cwd: projectRoot, env: environment });
    expect(recorded.exitCode).not.toBe(0);
    expect(recorded.stderr.replaceAll(/\s+/g, " ")).toContain(words);
    expect(existsSync(output)).toBe(false);
  });
});
