import { readFile } from "node:fs/promises";
import { Attribute, Change } from "ldapts";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { asSystem } from "../lab/active-directory/support/ldap.ts";
import { openSample } from "./sample-practice.ts";

const root = "DC=contoso,DC=example";

it("an update tries a wrong password of the connector account once on a real directory, for each try counts towards lockout", async () => {
  await using practice = await openSample("dev", { live: true });
  const { directory } = practice;
  if (directory === undefined) throw new Error("no directory was started");
  const wrongLogons = () =>
    asSystem(directory, async (client) => {
      const attributes = ["badPwdCount"];
      const { searchEntries } = await client.search(root, { filter: "(sAMAccountName=svc-connect)", attributes });
      return Number(searchEntries[0]?.badPwdCount);
    });
  // Without a threshold, nothing is counted.
  const counted = new Attribute({ type: "lockoutThreshold", values: ["50"] });
  await asSystem(directory, (client) =>
    client.modify(root, new Change({ operation: "replace", modification: counted })),
  );
  const { config } = parse(await readFile(`${practice.folder}/project/Pulumi.dev.yaml`, "utf8"));
  const variable = "CONNECTOR_PASSWORD_OF_TEST";
  config["hybrid-sync:forests"][0].directory.live.connectorAccountSecret = { environmentVariable: variable };
  await practice.configure(config);

  const before = await wrongLogons();
  const wrong = "Wrong-password-1";
  const { output } = await practice.pulumi(["up", "--yes", "--skip-preview", "--color", "never"], {
    policies: false,
    environment: { [variable]: wrong },
  });
  expect(await wrongLogons(), output).toBe(before + 1);
  expect(output).not.toContain(wrong);
}, 600_000);
