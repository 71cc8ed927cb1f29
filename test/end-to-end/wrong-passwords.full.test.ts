/** Each wrong password that is tried counts towards the lockout of the account. */
import { readFile } from "node:fs/promises";
import { Attribute, Change } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { PracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import type { Practice, PulumiResult } from "../../lab/practice.ts";
import { asSystem } from "../lab/active-directory/support/ldap.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

const root = "DC=contoso,DC=example";
const wrong = "Wrong-password-1";
const up = ["up", "--yes", "--color", "never"] as const;

const variables = { "svc-connect": "CONNECTOR_PASSWORD_OF_TEST", "svc-reader": "READER_PASSWORD_OF_TEST" };

/** For one run, in milliseconds; it takes seconds, or a minute on a machine that is busy. */
const patience = 300_000;

describe.each(["svc-connect", "svc-reader"] as const)("a wrong password of %s on a real directory", (account) => {
  let practice: Practice;
  beforeAll(async () => {
    practice = await openSample("dev", { live: true });
    // Without a threshold, nothing is counted.
    const counted = new Attribute({ type: "lockoutThreshold", values: ["500"] });
    await asSystem(directory(), (client) =>
      client.modify(root, new Change({ operation: "replace", modification: counted })),
    );
    const { config } = parse(await readFile(`${practice.folder}/project/Pulumi.dev.yaml`, "utf8"));
    const { live } = config["hybrid-sync:forests"][0].directory;
    const secret = { environmentVariable: variables[account] };
    Object.assign(live, account === "svc-reader" ? { secret } : { connectorAccountSecret: secret });
    await practice.configure(config);
  });
  afterAll(async () => {
    await practice?.close();
  });

  function directory(): PracticeDirectory {
    if (practice.directory === undefined) throw new Error("no directory was started");
    return practice.directory;
  }

  async function wrongLogons(): Promise<number> {
    return asSystem(directory(), async (client) => {
      const attributes = ["badPwdCount"];
      const { searchEntries } = await client.search(root, { filter: `(sAMAccountName=${account})`, attributes });
      return Number(searchEntries[0]?.badPwdCount);
    });
  }

  it.each([
    ["a preview", ["preview", "--color", "never"]],
    ["an update", [...up, "--skip-preview"]],
    ["a second update, which has a state", [...up, "--skip-preview"]],
    ["an update with its preview", up],
    ["an update that refreshes", [...up, "--skip-preview", "--refresh"]],
    ["a refresh", ["refresh", "--yes", "--skip-preview", "--color", "never"]],
  ] as const)(
    "is tried once by %s, with and without the policy pack",
    async (_command, command) => {
      for (const policies of [false, true]) {
        const before = await wrongLogons();
        const { output } = await run(command, { policies });
        expect(await wrongLogons(), output).toBe(before + 1);
      }
    },
    patience,
  );

  it(
    "is judged the same without an engine, which tries it once, too",
    async () => {
      const preview = await run(["preview", "--color", "never"], { policies: true });
      const before = await wrongLogons();
      await expectSameWithoutEngine(practice, preview, { [variables[account]]: wrong });
      expect(await wrongLogons()).toBe(before + 1);
    },
    patience,
  );

  it(
    "is not tried again by an update of one resource, which keeps the answer about the others",
    async () => {
      const before = await wrongLogons();
      const { output } = await run([...up, "--skip-preview", "--target", "**cloud-sync-administrator-user"]);
      expect(await wrongLogons(), output).toBe(before);
    },
    patience,
  );

  if (account === "svc-reader")
    it(
      "is forgotten by the next update with the right one",
      async () => {
        const environment = { [variables[account]]: directory().reader.password };
        const { exitCode, output } = await practice.pulumi([...up, "--skip-preview"], { environment });
        expect(exitCode, output).toBe(0);
      },
      patience,
    );

  /** Nothing is written, and the password stays where it is. */
  async function run(command: readonly string[], { policies = false } = {}): Promise<PulumiResult> {
    const result = await practice.pulumi(command, { policies, environment: { [variables[account]]: wrong } });
    const { exitCode, output } = result;
    expect(output).not.toContain(wrong);
    expect(practice.tenant.writes()).toEqual([]);
    if (command[0] !== "refresh") expect(exitCode, output).not.toBe(0);
    return result;
  }
});
