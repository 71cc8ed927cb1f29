/** The shell steps of the recipes, with the practice engine and tenant, in a clone; what the service does is left out. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Practice, projectRoot } from "../../lab/practice.ts";
import { resultSchema } from "../../report/result.ts";
import { openSample } from "../end-to-end/sample-practice.ts";
import { jobsOf, type RecipeFile } from "./recipe.ts";

// Several runs of the engine in one test.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
const clone = () => join(folder, "clone");
let faulty: Practice;
let healthy: Practice;

/** Answers as GitHub would: the comments that there are, the runs that there were, and what they kept. */
const gh = `#!/bin/sh
echo "$*" >> "$SERVICE/gh.log"
case "$*" in
  "api --paginate "*) if [ -f "$SERVICE/comment" ]; then echo 4711; fi ;;
  "api --method POST "*) cp comment.md "$SERVICE/comment" ;;
  "run list "*) if [ -d "$SERVICE/kept" ]; then echo 42; fi ;;
  "run download "*) for last; do :; done; mkdir -p "$last" && cp "$SERVICE"/kept/* "$last" ;;
esac
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "recipes-"));
  cpSync(projectRoot, clone(), {
    recursive: true,
    filter: (path) => !/^(?:node_modules|\.lab|\.git|reports)(?:\/|$)/.test(relative(projectRoot, path)),
  });
  symlinkSync(join(projectRoot, "node_modules"), join(clone(), "node_modules"));
  mkdirSync(join(folder, "bin"));
  const commands = { gh, npm: '#!/bin/sh\ntest "$1" = ci\n', curl: "#!/bin/sh\necho :\n" };
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, "bin", name), script);
    chmodSync(join(folder, "bin", name), 0o755);
  }
  faulty = await openSample("faulty");
  healthy = await openSample("dev");
  for (const [stack, practice] of [
    ["faulty", faulty],
    ["dev", healthy],
  ] as const) {
    cpSync(`${practice.folder}/project/Pulumi.${stack}.yaml`, join(clone(), `Pulumi.${stack}.yaml`));
  }
});
afterAll(async () => {
  await faulty?.close();
  await healthy?.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly failed: readonly string[];
  readonly summary: string;
  readonly output: string;
}

/** Runs a job as the service would, in the clone. */
async function runJob(
  file: RecipeFile,
  name: string,
  practice: Practice,
  more: Record<string, string> = {},
): Promise<Ran> {
  const job = jobsOf(file).get(name);
  if (job === undefined) throw new Error(`${file} has no job ${name}`);
  for (const one of [
    "result.json",
    "comment.md",
    "hybrid-sync.sarif",
    "hybrid-sync.md",
    "hybrid-sync.junit.xml",
    "before",
  ]) {
    rmSync(join(clone(), one), { force: true, recursive: true });
  }
  const service = join(folder, "service");
  mkdirSync(service, { recursive: true });
  writeFileSync(join(service, "summary.md"), "");
  const failed: string[] = [];
  let output = "";
  for (const step of job.steps) {
    if (step.script === undefined || (failed.length > 0 && !step.always)) continue;
    if (step.file !== undefined && !existsSync(join(clone(), step.file))) continue;
    const given = literal({ ...job.environment, ...step.environment });
    const { exitCode, all } = await execa("bash", ["-e", "-o", "pipefail", "-c", step.script], {
      cwd: clone(),
      reject: false,
      all: true,
      stdin: "ignore",
      env: {
        ...given,
        ...practice.environment,
        ARM_USE_OIDC: "false",
        STACK: practice.surroundings.options.stack,
        PATH: `${folder}/bin:${practice.engine.command.replace(/\/pulumi$/, "")}:${practice.environment.PATH}`,
        HOME: folder,
        GITHUB_STEP_SUMMARY: join(service, "summary.md"),
        GITHUB_REPOSITORY: "contoso/accounts",
        GITHUB_WORKFLOW: "hybrid-sync",
        RUNNER_TEMP: service,
        SERVICE: service,
        PULL_REQUEST: "7",
        ...more,
      },
    });
    output += all;
    if (exitCode !== 0) failed.push(step.name);
  }
  return { failed, summary: readFileSync(join(service, "summary.md"), "utf8"), output };
}

/** Without what the service would fill in. */
function literal(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => !/\$\{\{|\$\(/.test(value)));
}

const read = (file: string) => readFileSync(join(clone(), file), "utf8");
const result = () => resultSchema.parse(JSON.parse(read("result.json")));
const calls = () => readFileSync(join(folder, "service/gh.log"), "utf8");

describe("the recipe for GitHub Actions", () => {
  it("fails the job of what blocks, and comments, summarizes and uploads all the same", async () => {
    const { failed, summary, output } = await runJob("github-actions.yml", "preview", faulty);
    expect(failed, output).toEqual(["Preview"]);
    expect(result().obtained.by).toBe("preview");
    expect(summary).toMatch(/^<!-- hybrid-sync faulty -->\n/);
    expect(summary).toContain(`${result().summary.findings.mandatory} mandatory`);
    expect(JSON.parse(read("hybrid-sync.sarif")).runs[0].results).toHaveLength(result().findings.length);
    expect(calls()).toContain("api --method POST repos/contoso/accounts/issues/7/comments --field body=@comment.md");
  });

  it("updates the one comment in its place from then on", async () => {
    await runJob("github-actions.yml", "preview", faulty);
    expect(calls().match(/--method POST/g)).toHaveLength(1);
    expect(calls()).toContain(
      "api --method PATCH repos/contoso/accounts/issues/comments/4711 --field body=@comment.md",
    );
  });

  it("passes what is in order", async () => {
    const { failed, output } = await runJob("github-actions.yml", "preview", healthy);
    expect(failed, output).toEqual([]);
    expect(healthy.tenant.writes()).toEqual([]);
  });

  it("applies on the main branch", async () => {
    const { failed, output } = await runJob("github-actions.yml", "apply", healthy);
    expect(failed, output).toEqual([]);
    expect(healthy.tenant.writes().length).toBeGreaterThan(3);
    expect(existsSync(join(clone(), "hybrid-sync.sarif"))).toBe(true);
  });
});

describe("the recipe for each night", () => {
  it("passes the stack as it was applied, and says that nothing is new since the night before", async () => {
    const first = await runJob("nightly-drift.yml", "drift", healthy);
    expect(first.failed, first.output).toEqual([]);
    expect(result().obtained).toMatchObject({ by: "check", appliedStack: true });
    mkdirSync(join(folder, "service/kept"));
    cpSync(join(clone(), "result.json"), join(folder, "service/kept/result.json"));
    const second = await runJob("nightly-drift.yml", "drift", healthy);
    expect(second.failed, second.output).toEqual([]);
    expect(second.summary).toContain("0 new findings, 0 fixed");
  });

  it("fails, and says what is new, when somebody has changed the tenant", async () => {
    const first = result();
    healthy.tenant.plant({
      users: [{ userPrincipalName: "j.brandt@contoso.onmicrosoft.com", displayName: "Jana Brandt" }],
      roleAssignments: [
        { userPrincipalName: "j.brandt@contoso.onmicrosoft.com", role: "d29b2b05-8046-44ba-8758-1e26182fcf32" },
      ],
    });
    const { failed, summary, output } = await runJob("nightly-drift.yml", "drift", healthy);
    expect(failed, output).toEqual(["Check", "Compare with the night before"]);
    expect(result().findings.length).toBeGreaterThan(first.findings.length);
    expect(summary).toContain("1 new finding");
  });
});

describe("the recipe for each night, when attestations of the applied stack have expired", () => {
  it("fails by what pulumi policy analyze lists, and keeps the same as a result", async () => {
    const later = { HYBRID_SYNC_LAB_CLOCK: "2027-03-01T09:00:00Z" };
    const { failed, output } = await runJob("nightly-drift.yml", "drift", healthy, later);
    expect(failed.slice(0, 2), output).toEqual(["Analyze", "Judge what was recorded"]);
    const recorded = resultSchema.parse(JSON.parse(read("recorded.json")));
    const ids = recorded.findings.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(ids.filter((id) => !output.slice(0, output.indexOf("Accounts ")).includes(id ?? "-"))).toEqual([]);
  });
});

describe("the recipe for forks", () => {
  it("judges what is in the snapshot, and passes what only the tenant could tell", async () => {
    const unreachable = { ARM_METADATA_HOSTNAME: "localhost:1" };
    const { failed, summary, output } = await runJob("forks.yml", "check", healthy, unreachable);
    expect(failed, output).toEqual([]);
    expect(output).toContain("::notice::The tenant is not verified for a fork.");
    expect(summary).toContain("<!-- hybrid-sync dev -->");
    expect((await runJob("forks.yml", "check", faulty, unreachable)).failed).toEqual(["Check"]);
  });
});

describe("the recipe without a domain controller", () => {
  it("takes the last snapshot that was recorded, and fails where there is none", async () => {
    rmSync(join(folder, "service/kept"), { recursive: true, force: true });
    const none = await runJob("without-domain-controller.yml", "check", faulty);
    expect(none.failed).toEqual(["Fetch the last snapshot"]);
    expect(none.output).toContain("No snapshot has been recorded yet.");
    mkdirSync(join(folder, "service/kept"));
    cpSync(join(clone(), "samples/contoso-faulty.snapshot.json"), join(folder, "service/kept/forest.snapshot.json"));
    const file = join(clone(), "Pulumi.faulty.yaml");
    const own = readFileSync(file, "utf8");
    writeFileSync(file, own.replace(/samples\/contoso-faulty\.snapshot\.json/, "recorded/forest.snapshot.json"));
    const { failed, summary, output } = await runJob("without-domain-controller.yml", "check", faulty);
    writeFileSync(file, own);
    expect(failed, output).toEqual(["Check"]);
    expect(result().obtained.directories).toMatchObject([{ source: "snapshot" }]);
    expect(summary).toContain(`${result().summary.findings.mandatory} mandatory`);
  });
});

describe("the recipe for Azure Pipelines", () => {
  it("fails what blocks, and gives the summary, the findings as tests and the result", async () => {
    const { failed, output } = await runJob("azure-pipelines.yml", "preview", faulty);
    expect(failed, output).toEqual(["Preview"]);
    expect(output).toContain(`##vso[task.uploadsummary]${clone()}/hybrid-sync.md`);
    expect(read("hybrid-sync.junit.xml")).toMatch(/<testsuites? /);
    expect(result().obtained.by).toBe("preview");
  });
});

describe("the recipe for GitLab", () => {
  it("fails what blocks with the status of the preview, and gives the findings as tests", async () => {
    const { failed, output } = await runJob("gitlab-ci.yml", "preview", faulty);
    expect(failed, output).toEqual(["preview"]);
    expect(read("hybrid-sync.junit.xml")).toMatch(/<testsuites? /);
    expect(result().findings.length).toBeGreaterThan(10);
  });
});
