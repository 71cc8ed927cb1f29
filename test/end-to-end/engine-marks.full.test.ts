/** Names that are texts which the engine takes for something else: each is judged, and shown, as the name that it is. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { recordStack } from "../../commands/snapshot/record-stack.ts";
import { extendDescription } from "../../lab/active-directory/extend-description.ts";
import { controlAccess, fullControl } from "../../lab/active-directory/permission.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { Practice, type PulumiResult } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { verdicts, violations } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownTruth = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7";
const unknownObject = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";
const specialValue = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const marks = [unknownText, unknownTruth, unknownObject, specialValue, secret];
const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;

/** For a test of several runs, in milliseconds; each takes seconds, or a minute on a machine that is busy. */
const several = 600_000;

function messages({ events }: PulumiResult, rule: string): string[] {
  return events.flatMap(({ policyEvent }) => (policyEvent?.policyName === rule ? [policyEvent.message] : []));
}

describe("a tenant with names that are marks of the engine", () => {
  it(
    "has each group with a sync role reported by its name, in a preview and in an update, with and without the pack",
    async () => {
      const names = [...marks, `the text ${unknownText}`];
      const role = directoryRoles["directory-synchronization-accounts"].templateId;
      const seed = samples.dev?.tenant;
      await using practice = await Practice.open({
        stack: "dev",
        clock: sampleClock,
        tenant: {
          ...seed,
          groups: names.map((displayName) => ({ displayName, isAssignableToRole: true })),
          roleAssignments: [...(seed?.roleAssignments ?? []), ...names.map((group) => ({ group, role }))],
        },
      });
      const preview = await practice.pulumi(["preview", "--color", "never"]);
      expect(preview.exitCode).not.toBe(0);
      expect(violations(preview.events, "mandatory")).toEqual(["sync-roles-left-to-service on tenant"]);
      const found = messages(preview, "sync-roles-left-to-service").map((text) => text.split("\n")[0]);
      const sentence = (name: string) => expect.stringMatching(new RegExp(`^${name} \\(group\\) holds "`));
      expect(found.toSorted()).toEqual(names.toSorted().map(sentence));
      await expectSameWithoutEngine(practice, preview);

      const refused = await practice.pulumi(up, { policies: false });
      expect(refused.exitCode).not.toBe(0);
      for (const name of names) expect(refused.output).toMatch(new RegExp(`^ *${name} \\(group\\) holds "`, "m"));
      expect(practice.tenant.writes()).toEqual([]);
    },
    several,
  );
});

describe("a forest with names that are marks of the engine", () => {
  it(
    "has accounts, groups and organizational units reported by their names, live and from its snapshot",
    async () => {
      const forest = extendDescription(contoso(), {
        organizationalUnits: [unknownText, `Staff/${secret}`],
        users: [
          // The name of an account has at most 20 characters; the name of its object may be any.
          { name: "dc-sync", displayName: unknownObject, ou: unknownText },
          { name: "takes-over", displayName: unknownText, ou: `Staff/${secret}` },
        ],
        groups: [
          { name: unknownText, ou: unknownText, members: ["svc-connect"], memberOf: ["Backup Operators"] },
          { name: specialValue, ou: unknownText, members: ["dc-sync"] },
          { name: unknownTruth, ou: `Staff/${secret}`, members: ["takes-over"] },
        ],
        entries: [
          { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: specialValue },
          { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: specialValue },
          { on: "svc-connect", grant: fullControl({ scope: "this object" }), to: unknownTruth },
        ],
      });
      await using live = await Practice.open({ stack: "dev", clock: sampleClock, tenant: samples.dev?.tenant, forest });
      const seen = await live.pulumi(["preview", "--color", "never"]);
      expect(seen.exitCode).not.toBe(0);
      const connector = "connect-sync-connector-account-contoso.example";
      expect(violations(seen.events, "mandatory")).toEqual([
        `connector-account-not-protected on ${connector}`,
        `connector-account-takeover on ${connector}`,
        "domain-replication-rights-known on contoso.example",
      ]);
      expect(messages(seen, "connector-account-not-protected").join()).toContain(`CONTOSO\\${unknownText}`);
      expect(messages(seen, "connector-account-takeover").join()).toContain(`CONTOSO\\${unknownTruth}`);
      expect(messages(seen, "domain-replication-rights-known").join()).toContain(`CONTOSO\\${specialValue}`);
      expect(seen.output).not.toContain("the text ");
      await expectSameWithoutEngine(live, seen);

      const { file } = await recordStack({
        stack: "dev",
        output: `${live.folder}/marks.snapshot.json`,
        projectRoot: `${live.folder}/project`,
        environment: live.environment,
        now: () => new Date(new Date(sampleClock).getTime() - 3_600_000),
      });
      const configuration = sampleConfiguration();
      configuration["hybrid-sync:forests"] = [{ name: "contoso.example", directory: { snapshot: { file } } }];
      await using recorded = await openSample("dev", { configuration });
      const read = await recorded.pulumi(["preview", "--color", "never"]);
      expect(verdicts(read.events)).toEqual(verdicts(seen.events));
      await expectSameWithoutEngine(recorded, read);
    },
    several,
  );
});

describe("a configuration with names that are marks of the engine", () => {
  it(
    "is refused in one sentence where a name is one, and judged where a name contains one",
    async () => {
      await using practice = await openSample("dev");
      const { config } = parse(await readFile(`${practice.folder}/project/Pulumi.dev.yaml`, "utf8"));
      config["hybrid-sync:forests"][0].tierZero = [unknownText];
      await practice.configure(config);
      const refused = await practice.pulumi(["preview", "--color", "never"]);
      expect(refused.exitCode).not.toBe(0);
      expect(refused.output).toContain(`got "${unknownText}": Pulumi reserves this text for itself.`);

      config["hybrid-sync:forests"][0].tierZero = [`CONTOSO\\${unknownText}`];
      await practice.configure(config);
      const judged = await practice.pulumi(["preview", "--color", "never"]);
      expect(violations(judged.events)).toEqual(["tier-zero-names-found on contoso.example"]);
      expect(messages(judged, "tier-zero-names-found").join()).toContain(`CONTOSO\\${unknownText}`);
    },
    several,
  );
});
