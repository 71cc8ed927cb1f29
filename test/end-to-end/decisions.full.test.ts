/** The faulty sample as a team lives with it: five exceptions, a baseline for the rest, and what is new blocks. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { baselineText, readBaseline } from "../../config/baseline-file.ts";
import type { Baseline } from "../../contract/terms.ts";
import type { EngineEvent, Practice, PulumiResult } from "../../lab/practice.ts";
import { projectRoot } from "../../lab/practice.ts";
import { sampleClock } from "../../lab/sample-tenants.ts";
import { expectSameWithoutEngine, listed } from "./findings.ts";
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

type Exception = ReturnType<typeof exception>;

/** A stack trace names files and lines. */
const stackTrace = /^\s+at .*:\d+:\d+\)?$/m;

describe("a team that lives with the findings of the faulty sample", () => {
  let practice: Practice;
  let configuration: Record<string, unknown>;
  let before: PulumiResult;
  /** With the exceptions and the baseline, before anything is applied. */
  let previewed: PulumiResult;
  let exceptions: Exception[];

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
  const analyze = async (environment: Readonly<Record<string, string>> = {}) => {
    const command = ["policy", "analyze", "--json", "--policy-pack", `${projectRoot}/policy`];
    const { exitCode, output } = await practice.pulumi(command, { environment });
    const lines = output.split("\n").filter((line) => line.startsWith("{"));
    return { exitCode, output, events: lines.map((line): EngineEvent => JSON.parse(line)) };
  };
  const baselineFile = () => `${practice.folder}/project/baseline.faulty.json`;
  /** By an update without a preview, which says why once under "Diagnostics". */
  const expectNothingApplied = async (sentence: RegExp) => {
    const writes = practice.tenant.writes().length;
    const { exitCode, output } = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(exitCode).not.toBe(0);
    const diagnostics = output.split("Diagnostics:")[1] ?? "";
    expect(diagnostics.match(new RegExp(sentence, "g")), output).toHaveLength(1);
    expect(output).not.toMatch(stackTrace);
    expect(practice.tenant.writes()).toHaveLength(writes);
  };
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
    previewed = await practice.pulumi(["preview"]);
    const up = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(up.output).toMatch(
      /\d+ findings in the baseline of 2026-\d\d-\d\d, 90 days left; \d+ of them are critical\./,
    );
    expect([up.exitCode, findings(up.events, "mandatory")]).toEqual([0, []]);
    expect(practice.tenant.writes().length).toBeGreaterThan(0);
  });

  it("is judged by pulumi policy analyze as in the preview before: the same findings, ids, acceptances and notices", async () => {
    const { exitCode, events } = await analyze();
    const told = listed(events).join("\n");
    expect(told.match(/accepted by Maria Lopez, identity team until 2026-12-31/g)).toHaveLength(exceptions.length);
    expect(told).toMatch(/\d+ findings in the baseline of 2026-\d\d-\d\d, 90 days left/);
    expect(listed(events)).toEqual(listed(previewed.events));
    expect([exitCode, findings(events, "mandatory")]).toEqual([0, []]);
  });

  it("is stopped by an exception that has expired since the update, in pulumi policy analyze", async () => {
    const [first, ...others] = exceptions;
    await configure({ "hybrid-sync:exceptions": [{ ...first, expires: "2026-11-24" }, ...others] });
    const { exitCode, output } = await practice.pulumi(["up", "--yes", "--skip-preview"]);
    expect(exitCode, output).toBe(0);
    expect((await analyze({ HYBRID_SYNC_LAB_CLOCK: "2026-11-24T09:00:00Z" })).exitCode).toBe(0);
    const over = await analyze({ HYBRID_SYNC_LAB_CLOCK: "2026-11-25T09:00:00Z" });
    expect(over.exitCode).not.toBe(0);
    expect(findings(over.events, "mandatory").map(({ id }) => id)).toEqual([first?.finding]);
    expect(over.output).toContain("The exception by Maria Lopez, identity team expired on 2026-11-24.");
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

  it.each<[string, (own: Exception[]) => readonly object[], RegExp]>([
    [
      "for a rule that does not exist, with the nearest",
      ([first, ...others]) => [{ ...first, rule: "connector-account-exces" }, ...others],
      /exceptions\[0\]\.rule must be .*got "connector-account-exces".*connector-account-excess/,
    ],
    [
      "without an end",
      ([first, ...others]) => [{ ...first, expires: undefined }, ...others],
      /exceptions\[0\]\.expires is missing/,
    ],
    [
      "granted after it ends",
      ([first, ...others]) => [{ ...first, expires: "2026-11-19" }, ...others],
      /exceptions\[0\]\.expires must be a day from 2026-11-20, the day of the decision, to .*, got "2026-11-19"/,
    ],
    [
      "by nobody",
      ([first, ...others]) => [{ ...first, approvedBy: undefined }, ...others],
      /exceptions\[0\]\.approvedBy is missing/,
    ],
    [
      "that is the second one for its finding",
      ([first, ...others]) => [{ ...first }, ...others, { ...first, ticket: "CHG-20418" }],
      /exceptions\[5\] is about "HS-[0-9a-z]{12}" a second time, after .*exceptions\[0\]/,
    ],
    [
      "that is longer than the stack allows",
      (own) => own,
      /exceptions\[0\]\.expires must be a day from 2026-11-20, the day of the decision, to 2026-12-20, 30 days later, got "2026-12-31"/,
    ],
  ])("applies nothing with an exception %s, and says so in one sentence", async (what, change, sentence) => {
    const thresholds = what.includes("longer") ? { "hybrid-sync:thresholds": { exceptionDays: 30 } } : {};
    await configure({ "hybrid-sync:exceptions": change(exceptions), ...thresholds });
    await expectNothingApplied(sentence);
  });

  it("accepts nothing for longer than the policy pack is configured to allow, in a preview, an update and analyze", async () => {
    await configure({ "hybrid-sync:exceptions": exceptions });
    const file = `${practice.folder}/organization.json`;
    await writeFile(file, JSON.stringify({ "profile-and-thresholds": { exceptionDays: 30 } }));
    const writes = practice.tenant.writes().length;
    const note =
      "The exception by Maria Lopez, identity team is longer than the 30 days that are allowed, as the policy pack is configured.";
    for (const command of [
      ["preview"],
      ["up", "--yes", "--skip-preview"],
      ["policy", "analyze", "--policy-pack", `${projectRoot}/policy`],
    ]) {
      const { exitCode, output } = await practice.pulumi([...command, "--policy-pack-config", file]);
      expect([exitCode === 0, output.includes(note)]).toEqual([false, true]);
    }
    expect(practice.tenant.writes()).toHaveLength(writes);
  });

  it.each<[string, (own: Baseline) => string, RegExp]>([
    ["of another stack", (own) => baselineText("dev", own), /it belongs to the stack dev, not to faulty/],
    [
      "of another version",
      (own) => baselineText("faulty", own).replace('"version": 2', '"version": 3'),
      /it has version 3, and this program knows versions up to 2/,
    ],
    [
      "with an unknown id that someone wrote into it",
      (own) => baselineText("faulty", own).replace(own.findings[0]?.id ?? "", "HS-000000000000"),
      /someone changed it after it was recorded/,
    ],
    [
      "newer than today",
      (own) => baselineText("faulty", { ...own, recordedOn: "2026-11-26" }),
      /it was recorded on 2026-11-26, which is later than today/,
    ],
    ["cut short", (own) => baselineText("faulty", own).slice(0, 400), /it is not JSON/],
  ])("applies nothing with a baseline %s, and says so in one sentence", async (_, change, problem) => {
    await configure({ "hybrid-sync:exceptions": exceptions });
    const recorded = readBaseline(baselineFile(), "faulty", new Date(sampleClock));
    if (recorded === null) throw new Error("There is no baseline.");
    await writeFile(baselineFile(), change(recorded));
    const again = "Record it again with: npm run baseline -- --stack NAME";
    try {
      await expectNothingApplied(
        new RegExp(`The baseline baseline\\.faulty\\.json cannot be used: ${problem.source}\\. ${again}`),
      );
    } finally {
      await writeFile(baselineFile(), baselineText("faulty", recorded));
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
    const file = baselineFile();
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"mandatory"', '"advisory"'));
    const refused = await practice.pulumi(["preview"]);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain(
      "The baseline baseline.faulty.json cannot be used: someone changed it after it was recorded.",
    );
    await writeFile(file, text);
  });

  it("is stopped by the next new fault when it was refreshed, in pulumi policy analyze", async () => {
    expect((await analyze()).exitCode).toBe(0);
    const userPrincipalName = "s.lind@contoso.onmicrosoft.com";
    practice.tenant.plant({
      users: [{ userPrincipalName, displayName: "Sofia Lind" }],
      roleAssignments: [{ userPrincipalName, role: directoryRoles["directory-synchronization-accounts"].templateId }],
    });
    const refreshed = await practice.pulumi(["refresh", "--yes"]);
    expect(refreshed.exitCode, refreshed.output).toBe(0);
    const { exitCode, events } = await analyze();
    expect(exitCode).not.toBe(0);
    expect(findings(events, "mandatory").map(({ rule }) => rule)).toEqual(["sync-roles-left-to-service"]);
  });
});
