/** No false alarm: forests that are untidy and healthy give no mandatory finding, live and from a snapshot. */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { Attribute, Change, Client } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { PracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { projectRoot, Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import type { Result } from "../../report/result.ts";
import { recordedConfiguration } from "./live-and-recorded.ts";
import { untidiness, untidyContoso } from "./untidy-forests.ts";

const stack = "dev";

/** The healthy sample's, with a standing Domain Administrator and a scope. */
async function configuration(): Promise<Record<string, unknown>> {
  const { config } = parse(await readFile(`${projectRoot}/Pulumi.${stack}.yaml`, "utf8"));
  config["hybrid-sync:forests"][0].tierZero = untidiness.flatMap(({ tierZero = [] }) => tierZero);
  delete config["hybrid-sync:cloudSync"].accounts.domainAdministrator.temporaryUntil;
  const scope = ["OU=Staff,DC=contoso,DC=example", "OU=Groups,DC=contoso,DC=example"];
  config["hybrid-sync:connectSync"].forests[0].organizationalUnits = scope;
  return config;
}

/** What a description cannot say. */
async function plant(directory: PracticeDirectory): Promise<void> {
  await directory.change({
    add: { members: untidiness.flatMap(({ add = {} }) => add.members ?? []) },
    attributes: untidiness.flatMap(({ attributes = [] }) => attributes),
  });
  const createConnection = (() => connect(directory.privilegedSocket)) as typeof connect;
  const client = new Client({ url: "ldap://localhost", createConnection, timeout: 60_000 });
  const full = (below: string) => (below.startsWith("<") ? below : `${below},${directory.baseDn}`);
  const modify = (below: string, operation: "add" | "delete" | "replace", type: string, values: readonly string[]) =>
    client.modify(full(below), new Change({ operation, modification: new Attribute({ type, values: [...values] }) }));
  for (const { make = [], join = [], leave = [], set = [] } of untidiness) {
    for (const [below, attributes] of make) {
      const named = Object.entries(attributes).map(([type, value]) => [
        type,
        type === "msDS-PSOAppliesTo" ? full(String(value)) : value,
      ]);
      await client.add(full(below), Object.fromEntries(named));
    }
    for (const [group, member] of join) await modify(group, "add", "member", [full(member)]);
    for (const [group, member] of leave) await modify(group, "delete", "member", [full(member)]);
    for (const [below, attribute, values] of set) await modify(below, "replace", attribute, values);
  }
  await client.unbind();
}

let practice: Surroundings;

beforeAll(async () => {
  practice = await Surroundings.open({
    stack,
    configuration: await configuration(),
    tenant: samples[stack]?.tenant ?? {},
    forest: untidyContoso(),
    clock: sampleClock,
  });
  if (practice.directory) await plant(practice.directory);
});
afterAll(async () => {
  await practice?.[Symbol.asyncDispose]();
});

const mandatory = ({ findings }: Result) =>
  findings.filter(({ level }) => level === "mandatory").map(({ rule, subject, fact }) => `${rule}: ${subject} ${fact}`);

describe("a healthy forest with everything that is untidy in many", () => {
  it("gives no mandatory finding live", async () => {
    expect(untidiness.length).toBeGreaterThan(25);
    const result = await practice.check();
    expect(mandatory(result)).toEqual([]);
    expect(result.stops).toEqual([]);
    // It was looked at.
    expect(result.verdicts.length).toBeGreaterThan(50);
  });

  it("gives none from a snapshot either", async () => {
    await using recorded = await Surroundings.open({
      stack,
      configuration: await recordedConfiguration(practice, await configuration()),
      tenant: samples[stack]?.tenant ?? {},
      clock: sampleClock,
    });
    expect(mandatory(await recorded.check())).toEqual([]);
  });
});
