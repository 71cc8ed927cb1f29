import { globSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectRoot } from "../../lab/practice.ts";
import { jobsOf, recipeFiles, recipeText } from "./recipe.ts";

// It imports JSON as bundlers do, without saying so.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");

const forGitHub = recipeFiles.filter((file) => /^on:/m.test(recipeText(file)));

/** What GitHub itself says of a workflow. */
async function errorsOf(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

describe("the recipes", () => {
  it("are the files of docs/recipes, and its page names each", () => {
    const files = globSync("*.yml", { cwd: `${projectRoot}/docs/recipes` });
    expect(files.toSorted()).toEqual(recipeFiles.toSorted());
    const page = readFileSync(`${projectRoot}/docs/recipes/README.md`, "utf8");
    for (const file of recipeFiles) expect(page).toContain(`(${file})`);
  });

  it.each(recipeFiles)("%s has jobs, each of which runs hybrid-sync", (file) => {
    const jobs = jobsOf(file);
    expect(jobs.size).toBeGreaterThan(0);
    for (const { steps } of jobs.values()) {
      const scripts = steps.map(({ script = "" }) => script).join("\n");
      expect(scripts).toMatch(/hybrid-sync(?:\.js)? (?:preview|up|check|snapshot) /);
      expect(scripts).toContain("npm ci");
    }
  });

  it("judge what was applied by pulumi policy analyze every night", () => {
    const scripts = jobsOf("nightly-drift.yml")
      .get("drift")
      ?.steps.map(({ script }) => script);
    expect(scripts).toContain('pulumi policy analyze --policy-pack policy --stack "$STACK"');
  });

  it.each(recipeFiles)("%s puts no text of a pull request into a shell", (file) => {
    for (const { steps } of jobsOf(file).values()) {
      for (const { script = "" } of steps) expect(script).not.toMatch(/\$\{\{|\$\(System\.|\$\(Build\.|\$\[/);
    }
  });

  it.each(recipeFiles)("%s holds no secret, and signs in to the tenant without one", (file) => {
    expect(recipeText(file)).not.toMatch(/ARM_CLIENT_SECRET|ARM_CLIENT_CERTIFICATE/);
    const used = file !== "forks.yml";
    expect(/ARM_USE_OIDC: "true"/.test(recipeText(file))).toBe(used);
    if (!used) expect(recipeText(file).replace(/^#.*$/gm, "")).not.toMatch(/secrets\.|id-token/);
  });
});

describe("a recipe for GitHub", () => {
  it("is told from the others", () => {
    expect(forGitHub).toHaveLength(4);
  });

  it.each(forGitHub)("%s is one that GitHub's own parser takes", async (file) => {
    expect(await errorsOf(file, recipeText(file))).toEqual([]);
  });

  it("would be refused for a misspelt key, or an expression with what is not there", async () => {
    const whole = recipeText("github-actions.yml");
    expect(await errorsOf("x", whole.replace("runs-on:", "run-on:"))).not.toEqual([]);
    expect(await errorsOf("x", whole.replace("hashFiles('result.json')", "hashFile('result.json')"))).not.toEqual([]);
  });

  it.each(forGitHub)("%s has no right that it does not say, and keeps no credential of the checkout", (file) => {
    const { permissions, on, jobs } = parse(recipeText(file));
    expect(permissions).toMatchObject({ contents: "read" });
    expect(Object.keys(on)).not.toContain("pull_request_target");
    for (const job of Object.values<{ "runs-on": unknown; if?: string; steps: Record<string, unknown>[] }>(jobs)) {
      const checkouts = job.steps.filter(({ uses = "" }) => String(uses).startsWith("actions/checkout@"));
      expect(checkouts).toMatchObject([{ with: { "persist-credentials": false } }]);
      if (Object.hasOwn(on, "pull_request")) expect(job.if).toMatch(/head\.repo\.full_name|event_name (?:==|!=) 'pu/);
    }
  });

  it("lets no fork run on a runner of one's own", () => {
    const { jobs } = parse(recipeText("forks.yml"));
    expect(jobs.check["runs-on"]).toBe("ubuntu-latest");
    for (const file of forGitHub.filter((one) => one !== "forks.yml")) {
      const all = parse(recipeText(file));
      if (!Object.hasOwn(all.on, "pull_request")) continue;
      for (const job of Object.values<{ if: string }>(all.jobs)) {
        expect(job.if).toMatch(
          /head\.repo\.full_name == github\.repository|event_name == 'push'|event_name != 'pull_request'/,
        );
      }
    }
  });
});
