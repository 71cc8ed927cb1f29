/** Domain controllers that do not answer, on the real engine: one cause is one message, and the next one is asked. */
import { readFile, writeFile } from "node:fs/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Practice, projectRoot, Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { recordedConfiguration } from "../lab/live-and-recorded.ts";
import { violations } from "./events.ts";
import { expectSameWithoutEngine, listed } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

/** Nobody listens there. */
const dead = ["127.9.9.1", "127.9.9.2", "127.9.9.3", "127.9.9.4"] as const;

let practice: Practice;
let configuration: Record<string, unknown>;
beforeAll(async () => {
  practice = await openSample("dev", { live: true });
  configuration = parse(await readFile(`${practice.folder}/project/Pulumi.dev.yaml`, "utf8")).config;
}, 120_000);
afterAll(() => practice?.close());

/** The sample with these domain controllers, asked in this order. */
function withControllers([first, ...others]: readonly string[]): Record<string, unknown> {
  const [forest] = configuration["hybrid-sync:forests"] as { readonly directory: { readonly live: object } }[];
  const live = {
    ...forest?.directory.live,
    domainController: first,
    domainControllers: others.map((host) => ({ domain: "contoso.example", host })),
  };
  return { ...configuration, "hybrid-sync:forests": [{ ...forest, directory: { live } }] };
}

/** How often the words stand in a text, in whichever lines it is broken into. */
const count = (text: string, words: string) => text.replaceAll(/\s+/g, " ").split(words).length - 1;

async function shownBy(format: string): Promise<string> {
  const file = `${practice.folder}/project/Pulumi.dev.yaml`;
  const command = ["commands/hybrid-sync.js", "check", "--stack", "dev", "--config-file", file, "--format", format];
  const { environment: env } = practice.surroundings;
  const { all, exitCode } = await execa(process.execPath, command, { cwd: projectRoot, env, reject: false, all: true });
  expect(exitCode, all).toBe(3);
  // In Markdown an address is divided by a comment of HTML, which nobody sees.
  return all.replaceAll("<!-- -->", "");
}

describe("domain controllers of which the first do not answer", () => {
  it("are no obstacle, live and where a snapshot is recorded", async () => {
    const reached = withControllers([...dead, practice.directory?.address ?? ""]);
    await practice.configure(reached);
    const preview = await practice.pulumi(["preview"]);
    expect(preview.exitCode, preview.output).toBe(0);
    expect(violations(preview.events)).toEqual([]);
    await expectSameWithoutEngine(practice, preview);
    const snapshot = { stack: "dev", clock: sampleClock, tenant: samples.dev?.tenant ?? {} };
    const recorded = await recordedConfiguration(practice.surroundings, reached);
    await using surroundings = await Surroundings.open({ ...snapshot, configuration: recorded });
    expect((await surroundings.check()).findings).toEqual([]);
  }, 600_000);
});

describe("a domain controller that does not answer", () => {
  const words = "refuses the connection";
  const expectOnce = (shown: string) => {
    expect(count(shown, words)).toBe(1);
    expect(count(shown, "Check that a domain controller listens there")).toBe(1);
  };

  it("is told once in a preview, with one remedy, and the other resources that need it refer to that", async () => {
    await practice.configure(withControllers(dead.slice(0, 1)));
    const preview = await practice.pulumi(["preview", "--color", "never"]);
    expect(preview.exitCode).not.toBe(0);
    const told = listed(preview.events).map((event) => JSON.parse(event) as readonly string[]);
    const resources = told.map(([, resource]) => resource);
    expect(resources.toSorted()).toEqual([
      "cloud-sync-service-account",
      "connect-sync-connector-account-contoso.example",
      "connect-sync-enterprise-administrator",
      "connect-sync-service-account",
      "contoso.example",
    ]);
    const [teller] = told.flatMap(([, resource, , message]) => (message?.includes(words) ? [resource] : []));
    for (const shown of [preview.output, told.map(([, , , message]) => message).join("\n")]) {
      expectOnce(shown);
      expect(count(shown, `, for the same reason as ${teller}.`)).toBe(resources.length - 1);
    }
    await expectSameWithoutEngine(practice, preview);
  }, 600_000);

  it("is told once by the program itself, in a preview and in an update", async () => {
    await practice.configure(withControllers(dead.slice(0, 1)));
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { exitCode, output } = await practice.pulumi([...command, "--color", "never"], { policies: false });
      expect(exitCode).not.toBe(0);
      expectOnce(output);
      expect(output).toContain("5 mandatory findings");
      expect(count(output, ", for the same reason as ")).toBe(4);
    }
  }, 600_000);

  it.each(["terminal", "markdown"])("is told once by check: %s", async (format) => {
    await practice.configure(withControllers(dead.slice(0, 1)));
    expectOnce(await shownBy(format));
  });

  it("is told once by check where none of several answers", async () => {
    await practice.configure(withControllers(dead));
    const text = await shownBy("terminal");
    for (const host of dead) expect(count(text, host)).toBe(1);
  });

  it("blocks by the policy pack alone, where the rules that tell it otherwise are disabled", async () => {
    await practice.configure({ ...withControllers(dead.slice(0, 1)), "hybrid-sync:judgement": "policy-pack" });
    const usual = violations((await practice.pulumi(["preview"])).events).map((each) => each.split(" on ")[0] ?? "");
    const file = `${practice.folder}/disabled.json`;
    await writeFile(file, JSON.stringify(Object.fromEntries(usual.map((name) => [name, "disabled"]))));
    const pack = ["--policy-pack", `${projectRoot}/policy`, "--policy-pack-config", file];
    const { exitCode, output, events } = await practice.pulumi(["preview", ...pack], { policies: false });
    expect(exitCode, output).not.toBe(0);
    const told = violations(events, "mandatory").map((each) => each.split(" on "));
    expect(told.map(([, resource]) => resource)).toEqual(
      expect.arrayContaining(["contoso.example", "cloud-sync-service-account"]),
    );
    expect(told.filter(([name = ""]) => usual.includes(name))).toEqual([]);
    expectOnce(events.map(({ policyEvent }) => policyEvent?.message ?? "").join("\n"));
  }, 600_000);

  // Last, because it applies the stack.
  it("is told again by the update that follows a preview", async () => {
    await practice.configure({ ...withControllers(dead.slice(0, 1)), "hybrid-sync:judgement": "policy-pack" });
    const file = `${practice.folder}/advisory.json`;
    await writeFile(file, JSON.stringify({ all: "advisory" }));
    const pack = ["--policy-pack", `${projectRoot}/policy`, "--policy-pack-config", file];
    const { exitCode, output } = await practice.pulumi(["up", "--yes", "--color", "never", ...pack], {
      policies: false,
    });
    expect(exitCode, output).toBe(0);
    const [preview = "", update = ""] = output.split("Updating (dev)");
    expectOnce(preview);
    expectOnce(update);
  }, 600_000);
});
