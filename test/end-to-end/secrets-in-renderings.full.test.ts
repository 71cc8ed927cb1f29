/** The secrets of a run are searched in everything that a person or a pipeline is shown of it, or keeps. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { Practice, projectRoot } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { formats } from "../../report/format-names.ts";
import { hybridSync } from "../commands/run.ts";
import { serverCertificate } from "../fixtures/server-certificate.ts";
import { occurrences } from "../secret-search.ts";

let practice: Practice;
let folder: string;
/** What each command printed, by its arguments. */
const shown = new Map<string, string>();
const secrets: Record<string, string> = {};

async function run(command: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...practice.surroundings.environment, ...environment };
  const { stdout, stderr, exitCode } = await hybridSync(command, { cwd: folder, env });
  shown.set([...command, ...Object.keys(environment)].join(" "), `${stdout}\n${stderr}`);
  return exitCode;
}

async function render(result: string) {
  for (const format of formats)
    await run(["report", result, "--format", format, "--output", `${result}.${format}`, "--all", "--exit-zero"]);
}

beforeAll(async () => {
  const { dev, faulty } = samples;
  if (dev === undefined || faulty === undefined) throw new Error("a sample is missing");
  const { config } = parse(readFileSync(join(projectRoot, "Pulumi.dev.yaml"), "utf8"));
  practice = await Practice.open({
    stack: "dev",
    clock: sampleClock,
    tenant: dev.tenant,
    forest: faulty.forest(),
    // So that it is applied, and an administrator created, whatever is found.
    configuration: { ...config, "hybrid-sync:judgement": "policy-pack" },
  });
  folder = join(practice.folder, "kept");
  mkdirSync(folder);
  const up = await practice.pulumi(["up", "--yes", "--skip-preview"], { policies: false });
  shown.set("pulumi up", up.output);
  const { output } = await practice.pulumi(["stack", "output", "--json", "--show-secrets"]);
  Object.assign(secrets, JSON.parse(output).initialPasswords);
  expect(Object.keys(secrets)).not.toEqual([]);
  // Whoever exports it so has the passwords in it, and nothing that is made of it may have them.
  const state = join(practice.folder, "state.json");
  writeFileSync(state, JSON.stringify(await practice.state({ showSecrets: true })));
  const file = join(practice.folder, "project", "Pulumi.dev.yaml");
  const stack = ["--stack", "dev", "--config-file", file];
  expect(await run(["check", ...stack, "--state", state, "--save", "result.json"])).toBe(1);
  await render("result.json");
  await run(["remedy", "--from", "result.json", "--out", "plan"]);
  await run(["snapshot", ...stack, "--output", "forest.snapshot.json"]);
  await run(["snapshot", ...stack, "--output", "renamed.snapshot.json", "--pseudonyms"]);
  await run(["doctor", ...stack]);
  await run(["doctor", ...stack, "--json"]);
  const decided = ["--by", "Maria Lopez", "--reason", "Clean-up in January", "--accept-unverified"];
  expect(await run(["baseline", ...stack, "--state", state, ...decided])).toBe(0);
  await run(["explain", "gmsa-takeover", "--result", "result.json"]);
  await run(["check", ...stack, "--format", "nothing"]);

  // Of a certificate that the tenant does not know, every answer is about the certificate.
  const { certificate, privateKey } = await serverCertificate();
  const [line = ""] = privateKey.split("\n").slice(3);
  secrets["key of the certificate"] = line;
  secrets["password of the certificate"] = "certificate-password-1";
  const signingIn = {
    ARM_CLIENT_CERTIFICATE: Buffer.from(`${privateKey}${certificate}`).toString("base64"),
    ARM_CLIENT_CERTIFICATE_PASSWORD: secrets["password of the certificate"],
  };
  expect(await run(["check", ...stack, "--save", "refused.json"], signingIn)).toBe(3);
  await render("refused.json");
  await run(["doctor", ...stack], signingIn);
  await run(["remedy", "--from", "refused.json", "--out", "refused-plan"]);
  await run(["explain", "tenant-is-declared-one", "--result", "refused.json"]);
  // A private key where the certificate of the application is meant.
  const wrong = join(practice.folder, "with-key.pem");
  writeFileSync(wrong, `${privateKey}${certificate}`);
  const { config: live } = parse(readFileSync(file, "utf8"));
  const connectSync = live["hybrid-sync:connectSync"];
  const identity = { ...connectSync.identity, certificateFiles: [wrong] };
  await practice.configure({ ...live, "hybrid-sync:connectSync": { ...connectSync, identity } });
  const preview = await practice.pulumi(["preview"]);
  expect(preview.output).toContain("contains a private key");
  shown.set("pulumi preview", preview.output);
  Object.assign(secrets, {
    "password of the reader": practice.surroundings.directory?.reader.password,
    "client secret": practice.tenant.environment.ARM_CLIENT_SECRET,
  });
}, 300_000);
afterAll(async () => {
  await practice?.close();
});

it("no command prints or writes a password, the client secret, or the key of a certificate", () => {
  const names = [folder, join(practice.folder, "project")]
    .flatMap((each) => readdirSync(each, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile());
  const written = new Map(
    names.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(practice.folder, file), readFileSync(file, "latin1")] as const;
    }),
  );
  const kept = [
    "project/baseline.dev.json",
    ...["result.json", "forest.snapshot.json", "renamed.snapshot.json", "renamed.names.json"].map((f) => `kept/${f}`),
    ...formats.flatMap((format) => [`kept/result.json.${format}`, `kept/refused.json.${format}`]),
    ...["plan.txt", "directory.ps1", "undo-directory.ps1", "directory.ldif"].map((f) => `kept/plan/${f}`),
  ];
  expect([...written.keys()]).toEqual(expect.arrayContaining(kept));
  const silent = [...shown].flatMap(([command, text]) => (text.trim() === "" ? [command.split(" ")[0]] : []));
  // What goes into a file is not printed as well.
  expect(silent).toEqual([...formats, ...formats].map(() => "report"));
  expect(written.get("kept/refused.json")).toContain("AADSTS700027");
  for (const [whose, secret] of Object.entries(secrets)) {
    expect(secret?.length, whose).toBeGreaterThan(8);
    for (const [name, text] of [...shown, ...written])
      expect(occurrences(secret, text), `${whose}: ${name}`).toEqual([]);
  }
});
