import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { changes } from "./events.ts";
import { expectSameWithoutEngine } from "./findings.ts";
import { openSample } from "./sample-practice.ts";

const up = ["up", "--yes", "--skip-preview", "--color", "never"] as const;
const identity = "connect-sync-entra-connector-sync02";

/** The sample, whose second server has an application of its own. */
function withServer(name: string): Record<string, unknown> {
  const configuration = sampleConfiguration();
  const { servers } = configuration["hybrid-sync:connectSync"] as { servers: object[] };
  servers[1] = { name, mode: "staging", application: { displayName: "Entra Connect Sync SYNC02" } };
  return configuration;
}

it("the application of a server stays, whichever way the server is named, and so does one of an earlier stack", async () => {
  await using practice = await openSample("dev", { configuration: withServer("SYNC02") });
  const first = await practice.pulumi(up);
  expect(first.exitCode, first.output).toBe(0);
  const writes = practice.tenant.writes().length;

  for (const name of ["CN=SYNC02,OU=Servers,DC=contoso,DC=example", "CONTOSO\\SYNC02$", "sync02.contoso.example"]) {
    await practice.configure(withServer(name));
    const { exitCode, output } = await practice.pulumi(up);
    expect(exitCode, output).toBe(0);
  }
  // Earlier versions took the name as it stood.
  const file = `${practice.folder}/earlier.json`;
  const state = JSON.stringify(await practice.state());
  expect(state).toContain(identity);
  await writeFile(file, state.replaceAll(identity, `${identity}.contoso.example`));
  const imported = await practice.pulumi(["stack", "import", "--file", file]);
  expect(imported.exitCode, imported.output).toBe(0);
  const last = await practice.pulumi(up);
  expect(last.exitCode, last.output).toBe(0);
  expect(changes(last.events)).toEqual({});
  await expectSameWithoutEngine(practice, last);
  expect(practice.tenant.writes()).toHaveLength(writes);
}, 600_000);
