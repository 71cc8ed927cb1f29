import { describe, expect, it } from "vitest";
import { objectsOfOneTool as rule } from "../../../policy/rules/objects-of-one-tool.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

const example = "group managed service account";
const root = "DC=fabrikam,DC=example";
const staff = `OU=Staff,${root}`;
const berlin = `OU=Berlin,${staff}`;
const guests = `OU=Guests,${root}`;

function judgedWith(cloud: readonly string[], connect: readonly string[] | null, facts: object = {}) {
  return judged(rule, example, {
    ...examples[example](),
    organizationalUnits: cloud,
    ...(connect === null ? {} : { connectSync: { organizationalUnits: connect } }),
    ...facts,
  });
}

describe(rule.name, () => {
  it("is about forests that both tools synchronize", () => {
    expect(judgedWith([], null)).toMatchObject({ verdicts: ["not applicable"] });
  });

  it("passes scopes that lie apart, also in another domain", () => {
    expect(judgedWith([berlin], [guests])).toMatchObject({ verdicts: ["met"] });
    expect(judgedWith([`OU=1,${staff}`], [`OU=11,${staff}`])).toMatchObject({ verdicts: ["met"] });
    const elsewhere = { connectSync: { organizationalUnits: [], domains: ["emea.fabrikam.example"] } };
    expect(judgedWith([], null, elsewhere)).toMatchObject({ verdicts: ["met"] });
  });

  it.each([
    ["the whole domain", [], [], root],
    ["a unit of a whole domain", [berlin], [], berlin],
    ["a unit inside of another", [staff], [berlin, guests], berlin],
    ["one that is spelled otherwise", [berlin], [berlin.toLowerCase()], berlin],
    [
      "a unit in a domain where the other tool names units of another domain",
      [berlin],
      ["OU=x,DC=emea,DC=fabrikam,DC=example"],
      berlin,
    ],
  ])("advises about %s", (_, cloud, connect, shared) => {
    const { messages, levels } = judgedWith(cloud, connect);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(`fabrikam.example has ${shared} in scope of Cloud Sync and of Connect Sync;`);
    expect(messages[0]).toContain(
      "\nDeclare different organizational units under hybrid-sync:cloudSync.organizationalUnits and",
    );
  });

  it("advises about a domain that Connect Sync names, whatever the case of its letters", () => {
    const named = { connectSync: { organizationalUnits: [], domains: ["Fabrikam.EXAMPLE"] } };
    expect(judgedWith([berlin], null, named).verdicts).toEqual(["unmet"]);
  });

  it("has nothing to say where Cloud Sync only writes", () => {
    expect(judgedWith([], [], { features: ["group-provisioning"] })).toMatchObject({ verdicts: ["not applicable"] });
    const both = { features: ["group-provisioning", "password-hash-sync"] };
    expect(judgedWith([], [], both)).toMatchObject({ verdicts: ["unmet"] });
    expect(judgedWith([], [], { features: [] })).toMatchObject({ verdicts: ["unmet"] });
  });
});
