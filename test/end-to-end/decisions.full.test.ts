/** The faulty sample as a team lives with it: five exceptions, a baseline for the rest, and what is new blocks. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { EngineEvent, Practice, PulumiResult } from "../../lab/practice.ts";
import { projectRoot } from "../../lab/practice.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

const idPattern = /\[(HS-[0-9a-z]{12})\]/;

/** The rule and the id of each finding that a run reports; the same rule may have several. */
function findings(events: readonly EngineEvent[], level?: string): readonly { rule: string; id: string }[] {
  return events.flatMap(({ policyEvent }) => {
    const id = policyEvent && idPattern.exec(policyEvent.message)?.[1];
    return policyEvent && id && (level === undefined || policyEvent.enforcementLevel === level)
      ? [{ rule: policyEvent.policyName, id }]
      : [];
  });
}

const exception = (rule: string, finding: string, more: object = {}) => ({
  rule,
  finding,
  reason: "The migration needs it",
  approvedBy: "Maria Lopez, identity team",
  ticket: "CHG-20417",
  grantedOn: "2026-11-20",
  expires: "2026-12-31",
  ...more,
});

/** Rules of the faulty sample whose findings are excepted. */
const excepted = [
  "domain-replication-rights-known",
  "connector-account-takeover",
  "connector-account-excess",
  "gmsa-encryption-types",
  "service-account-logon-unrestricted",
];

describe("a team that lives with the findings of the faulty sample", () => {
  let practice: Practice;
  let configuration: Record<string, unknown>;
  let before: PulumiResult;
  let exceptions: ReturnType<typeof exception>[];

  beforeAll(async () => {
    practice = await openSample("faulty");
    configuration = parse(await readFile(`${projectRoot}/Pulumi.faulty.yaml`, "utf8")).config;
    before = await practice.pulumi(["preview"]);
    exceptions = excepted.map((rule) => {
      const { id } = findings(before.events, "mandatory").find((finding) => finding.rule === rule) ?? { id: "" };
      return exception(rule, id);
    });
  });
  afterAll(async () => {
    await practice?.close();
  });

  const configure = (own: object) => practice.configure({ ...configuration, ...own });
  const baseline = (...options: string[]) =>
    execa(
      process.execPath,
      [
        fileURLToPath(new URL("../../commands/hybrid-sync.js", import.meta.url)),
        "baseline",
        "--stack",
        "faulty",
        "--config-file",
        `${practice.folder}/project/Pulumi.faulty.yaml`,
        ...options,
      ],
      {
        env: practice.environment,
        reject: false,
        all: true,
      },
    );

  it("names every finding by an id of its own", () => {
    const ids = findings(before.events).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
    expect(exceptions.map(({ finding }) => finding)).not.toContain("");
  });

  it("accepts five findings by name, which are shown with approver and days left, and the others still block", async () => {
    await configure({ "hybrid-sync:exceptions": exceptions });
    const preview = await practice.pulumi(["preview"]);
    await expectSameWithoutEngine(practice, preview);
    const { events, exitCode } = preview;
    const open = findings(events, "mandatory").map(({ id }) => id);
    expect(exitCode).not.toBe(0);
    // In whatever order the engine asked about the resources.
    expect(open.toSorted()).toEqual(
      findings(before.events, "mandatory")
        .map(({ id }) => id)
        .filter((id) => !exceptions.some(({ finding }) => finding === id))
        .toSorted(),
    );
    const accepted = events.flatMap(({ policyEvent }) =>
      policyEvent?.message.includes("accepted by Maria Lopez, identity team until 2026-12-31") ? [policyEvent] : [],
    );
    expect(accepted.map(({ policyName }) => policyName).toSorted()).toEqual(excepted.toSorted());
    expect(accepted.every(({ enforcementLevel }) => enforcementLevel === "advisory")).toBe(true);
    expect(accepted[0]?.message).toMatch(/\(\d+ days left\), CHG-20417: The migration needs it\. \[HS-/);
  });

  it("applies with a baseline for the rest, which is counted and not listed", async () => {
    const { exitCode, all } = await baseline("--by", "Maria Lopez", "--reason", "The clean-up is planned");
    expect([exitCode, all]).toEqual([
      0,
      expect.stringMatching(/^Recorded \d+ findings, of which \d+ mandatory, until /),
    ]);
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.output).toMatch(
      /\d+ findings in the baseline of 2026-\d\d-\d\d, 90 days left; \d+ of them are critical\./,
    );
    expect([up.exitCode, findings(up.events, "mandatory")]).toEqual([0, []]);
    expect(practice.tenant.writes().length).toBeGreaterThan(0);
    const analyzed = await practice.pulumi(["policy", "analyze", "--policy-pack", `${projectRoot}/policy`]);
    expect(analyzed.output).toContain("accepted by Maria Lopez, identity team until 2026-12-31");
    expect(analyzed.output).not.toContain("[mandatory]");
  });

  it("is stopped by the next new fault, in a preview and in an update without one", async () => {
    const connectSync = configuration["hybrid-sync:connectSync"] as { readonly forests: readonly object[] };
    const [forest, ...others] = connectSync.forests;
    await configure({
      "hybrid-sync:exceptions": exceptions,
      "hybrid-sync:connectSync": {
        ...connectSync,
        forests: [{ ...forest, organizationalUnits: ["OU=Nowhere,DC=contoso,DC=example"] }, ...others],
      },
    });
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { events, exitCode } = await practice.pulumi(command);
      expect(exitCode).not.toBe(0);
      expect(findings(events, "mandatory").map(({ rule }) => rule)).toContain("organizational-units-found");
    }
  });

  it("is stopped by an exception that has expired, which says so", async () => {
    const [first, ...others] = exceptions;
    const over = { ...first, grantedOn: "2026-10-01", expires: "2026-10-31" };
    await configure({ "hybrid-sync:exceptions": [over, ...others] });
    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { events, exitCode, output } = await practice.pulumi(command);
      expect(exitCode).not.toBe(0);
      expect(findings(events, "mandatory").map(({ id }) => id)).toEqual([first?.finding]);
      expect(output).toContain("The exception by Maria Lopez, identity team expired on 2026-10-31.");
    }
  });

  it("is told of an exception that accepts nothing, with the nearest id, and refused in the profile strict", async () => {
    const [first] = exceptions;
    const misspelled = `${first?.finding.slice(0, -1)}${first?.finding.endsWith("0") ? "1" : "0"}`;
    const own = [...exceptions, exception(excepted[0] ?? "", misspelled)];
    await configure({ "hybrid-sync:exceptions": own });
    const told = await practice.pulumi(["preview"]);
    await expectSameWithoutEngine(practice, told);
    expect([told.exitCode, told.output]).toEqual([
      0,
      expect.stringContaining(`accepts nothing: the rule has no such finding. Did you mean ${first?.finding}?`),
    ]);
    await configure({ "hybrid-sync:exceptions": own, "hybrid-sync:profile": "strict" });
    expect((await practice.pulumi(["preview"])).exitCode).not.toBe(0);
  });

  it("takes what is mended out of the baseline, and refuses one that someone changed", async () => {
    await configure({ "hybrid-sync:exceptions": exceptions });
    const pruned = await baseline("--prune");
    expect([pruned.exitCode, pruned.all]).toEqual([
      0,
      expect.stringMatching(/^0 of \d+ findings fixed, and removed from /),
    ]);
    const file = `${practice.folder}/project/baseline.faulty.json`;
    const text = await readFile(file, "utf8");
    const { writeFile } = await import("node:fs/promises");
    await writeFile(file, text.replace('"mandatory"', '"advisory"'));
    const refused = await practice.pulumi(["preview"]);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain(
      "The baseline baseline.faulty.json cannot be used: someone changed it after it was recorded.",
    );
    await writeFile(file, text);
  });
});
