/** The jobs of a recipe, whichever service it is for. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";
import { projectRoot } from "../../lab/practice.ts";

export interface Step {
  readonly name: string;
  /** Undefined for one that the service does: check out, install Node, upload. */
  readonly script: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Also after a failure. */
  readonly always: boolean;
  /** Only where this file is there. */
  readonly file: string | undefined;
}

export interface Job {
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const variables = z.record(z.string(), text).default({});
const step = z.object({ name: z.string().optional(), if: z.string().optional(), env: variables });

const gitHub = z.object({
  env: variables,
  jobs: z.record(
    z.string(),
    z.object({
      env: variables,
      steps: z.array(step.extend({ run: z.string().optional(), uses: z.string().optional() })),
    }),
  ),
});

const azureStep = z.strictObject({
  bash: z.string().optional(),
  checkout: z.literal("self").optional(),
  task: z.string().optional(),
  displayName: z.string().optional(),
  condition: z.string().optional(),
  inputs: variables,
  env: variables,
});
const azurePool = z.strictObject({ name: z.string() });
const azure = z.strictObject({
  trigger: z.strictObject({ branches: z.strictObject({ include: z.array(z.string()) }) }),
  pr: z.strictObject({ branches: z.strictObject({ include: z.array(z.string()) }) }),
  variables: z.array(z.strictObject({ group: z.string() })),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      condition: z.string(),
      dependsOn: z.array(z.string()).optional(),
      jobs: z.array(
        z.union([
          z.strictObject({ job: z.string(), pool: azurePool, steps: z.array(azureStep) }),
          z.strictObject({
            deployment: z.string(),
            environment: z.string(),
            pool: azurePool,
            strategy: z.strictObject({
              runOnce: z.strictObject({ deploy: z.strictObject({ steps: z.array(azureStep) }) }),
            }),
          }),
        ]),
      ),
    }),
  ),
});

const gitLabJob = z.strictObject({
  stage: z.enum([".pre", "build", "test", "deploy", ".post"]),
  rules: z.array(z.strictObject({ if: z.string(), when: z.enum(["manual", "always", "never"]).optional() })),
  script: z.array(z.string()),
  environment: z.string().optional(),
  resource_group: z.string().optional(),
  artifacts: z.strictObject({
    when: z.enum(["always", "on_success", "on_failure"]),
    expire_in: z.string().optional(),
    paths: z.array(z.string()),
    reports: z.strictObject({ junit: z.string() }).optional(),
  }),
});
const gitLab = z
  .object({
    default: z.strictObject({
      image: z.string(),
      tags: z.array(z.string()),
      id_tokens: z.record(z.string(), z.strictObject({ aud: z.string() })),
      before_script: z.array(z.string()),
    }),
    variables,
  })
  .catchall(gitLabJob);

export const recipeFiles = [
  "github-actions.yml",
  "forks.yml",
  "nightly-drift.yml",
  "without-domain-controller.yml",
  "azure-pipelines.yml",
  "gitlab-ci.yml",
] as const;

export type RecipeFile = (typeof recipeFiles)[number];

export const recipeText = (file: RecipeFile): string => readFileSync(`${projectRoot}/docs/recipes/${file}`, "utf8");

/** Its jobs by name. Refuses what the service would not know; for GitHub, its own parser does. */
export function jobsOf(file: RecipeFile): ReadonlyMap<string, Job> {
  const content: unknown = parse(recipeText(file));
  if (file === "azure-pipelines.yml") {
    return new Map(azure.parse(content).stages.flatMap(({ stage, jobs }) => jobs.map((job) => [stage, azureJob(job)])));
  }
  if (file === "gitlab-ci.yml") {
    const { default: common, variables: environment, ...jobs } = gitLab.parse(content);
    return new Map(
      Object.entries(jobs).map(([name, job]) => {
        // In one shell, line by line.
        const script = [...common.before_script, ...(job as z.output<typeof gitLabJob>).script].join("\n");
        return [name, { environment, steps: [{ name, script, environment: {}, always: false, file: undefined }] }];
      }),
    );
  }
  const { env, jobs } = gitHub.parse(content);
  return new Map(
    Object.entries(jobs).map(([name, job]) => [
      name,
      {
        environment: { ...env, ...job.env },
        steps: job.steps.map((one) => ({
          name: one.name ?? one.uses ?? "",
          script: one.run,
          environment: one.env,
          always: one.if?.includes("!cancelled()") ?? false,
          file: /hashFiles\('([^']+)'\)/.exec(one.if ?? "")?.[1],
        })),
      },
    ]),
  );
}

function azureJob(job: z.output<typeof azure>["stages"][number]["jobs"][number]): Job {
  const steps = "steps" in job ? job.steps : job.strategy.runOnce.deploy.steps;
  return {
    environment: {},
    steps: steps.map(({ displayName, task, bash, env, condition }) => ({
      name: displayName ?? task ?? "checkout",
      script: bash,
      environment: env,
      always: condition === "succeededOrFailed()",
      file: undefined,
    })),
  };
}
