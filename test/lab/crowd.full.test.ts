/** A group of thousands that reaches a sync account: one message says how many they are, and names some of them. */
import { execa } from "execa";
import { Attribute, Change } from "ldapts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForestDescription } from "../../lab/active-directory/description.ts";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { projectRoot, type Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { asSystem } from "./active-directory/support/ldap.ts";
import { LiveAndRecorded } from "./live-and-recorded.ts";

/** The crowd is in a group with rights, and may reset the password of the connector account. */
function forest(): ForestDescription {
  const { groups, entries, ...rest } = contoso();
  return {
    ...rest,
    groups: [...groups, { name: "Crowd", ou: "Groups", memberOf: ["Sync Readers"] }],
    entries: [...entries, { on: "svc-connect", grant: controlAccess("User-Force-Change-Password"), to: "Crowd" }],
  };
}

/** People without passwords, which would take a minute to make. */
async function gather({ directory }: Surroundings): Promise<void> {
  if (directory === undefined) throw new Error("no directory was started");
  const { baseDn } = directory;
  await asSystem(directory, async (client) => {
    const values = Array.from({ length: 3001 }, (_, number) => `CN=p${number},OU=Staff,${baseDn}`);
    for (const dn of values)
      await client.add(dn, { objectClass: "user", sAMAccountName: dn.slice(3, dn.indexOf(",")) });
    const modification = new Attribute({ type: "member", values });
    await client.modify(directory.dnOf("Crowd"), new Change({ operation: "add", modification }));
  });
}

let both: LiveAndRecorded;
beforeAll(async () => {
  const configuration = sampleConfiguration();
  both = await LiveAndRecorded.open({ forest: forest(), tenant: samples.dev?.tenant ?? {}, configuration }, gather);
}, 600_000);
afterAll(async () => {
  await both?.[Symbol.asyncDispose]();
});

const reset =
  "CONTOSO\\Crowd (3001 members; in it: CONTOSO\\p0, CONTOSO\\p1, CONTOSO\\p10, CONTOSO\\p100, CONTOSO\\p1000 and others) → may reset the password of → CONTOSO\\svc-connect";

describe("a group of 3,001", () => {
  it("counts as what it may do, and each member as what the group may do, up to a number, live and from a snapshot", async () => {
    for (const [from, { findings }] of await both.check(sampleConfiguration())) {
      const said = findings
        .filter(({ rule }) => rule === "connector-account-takeover")
        .map(({ level, fact }) => `${level} ${fact.replace(/CONTOSO.p\d+ → is/, "one → is").replace(/ that .*$/, "")}`);
      const kinds = [...Map.groupBy(said, (text) => text)].map(([text, alike]) => [alike.length, text]);
      expect(kinds, from).toEqual([
        [1, `mandatory can be taken over: ${reset}, through the ACE ("Reset Password")`],
        [1, "advisory can be taken over in 2981 more ways"],
        [20, "advisory can be taken over: one → is a member of → CONTOSO\\Crowd (which is in CONTOSO\\Sync Readers)"],
      ]);
    }
  }, 600_000);

  it("is told in one message for those who are named, and one for all others", async () => {
    const { folder, environment: env } = both.recorded;
    const file = `${folder}/project/Pulumi.dev.yaml`;
    const command = ["commands/hybrid-sync.js", "check", "--stack", "dev", "--config-file", file, "--all"];
    const { stdout } = await execa(process.execPath, command, {
      cwd: projectRoot,
      env,
      reject: false,
      stdin: "ignore",
    });
    const text = stdout.replaceAll(/\s+/g, " ");
    expect(text.split("CONTOSO\\Crowd can be taken over").length - 1).toBe(2);
    expect(text).toContain("15 more that follow → is a member of → CONTOSO\\Crowd");
    expect(text).toContain("in 2981 more ways");
  });
});
