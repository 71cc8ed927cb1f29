/** The LDIF of a plan about objects with hostile names, as a domain controller reads it: carried out, and taken back. */
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainName } from "../../catalogue/plain-name.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { contoso } from "../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { projectRoot } from "../../lab/practice.ts";
import { type Plan, planFiles, planOf } from "../../report/remedy.ts";
import { stepsOf } from "../../report/steps.ts";
import { result as exampleResult } from "../report/examples.ts";

/** What a directory takes as a name, and a shell, LDIF or a terminal may take for something else. */
const names: readonly string[] = [
  "O'Brien \"the\" 'One'",
  "`calc`; $(calc) | calc & calc",
  "#begins with a hash",
  "<file:///etc/passwd",
  ": colon first",
  "dn: CN=other",
  "comma, plus + equals = back\\slash",
  "\u202eright to left",
  "Zażółć gęślą jaźń",
  "\u{1f511} key and \u{20bb7}",
  "%PATH% !calc! ^ (x)",
  "// -changetype: delete",
  "a  b   c",
  "\u201d; calc; \u201c",
  "x".repeat(64),
];

let practice: PracticeDirectory;
let objects: readonly { readonly group: string; readonly plain: string }[];
let member: string;
let plan: Plan;
beforeAll(async () => {
  const authority = await CertificateAuthority.create();
  practice = await startPracticeDirectory(contoso(), { authority });
  member = practice.dnOf("svc-connect");
  const parent = member.replace(/^[^,]*,/, "");
  objects = names.map((name) => {
    const escaped = [...new TextEncoder().encode(name)]
      .map((byte) => `\\${byte.toString(16).padStart(2, "0")}`)
      .join("");
    const group = `CN=${escaped},${parent}`;
    return { group, plain: plainName(group) ?? "" };
  });
  for (const [index, { group }] of objects.entries())
    await run({
      text: `dn: ${group}\nchangetype: add\nobjectClass: group\nsAMAccountName: hostile-${index}\ndescription: before ${index}\n\n`,
    });
  const remedies = objects.map(({ group }, index) =>
    stepsOf([
      { change: "add member", group, member },
      {
        change: "set attribute",
        on: group,
        attribute: "description",
        before: [`before ${index}`],
        after: [" <after>:"],
      },
    ]),
  );
  const example = exampleResult();
  const finding = example.findings.find(({ verdict }) => verdict === "unmet");
  if (finding === undefined) throw new Error("no finding");
  const findings = remedies.map((steps, index) => ({
    ...finding,
    id: `HS-${String(index).padStart(12, "0")}`,
    subject: names[index] ?? "",
    fact: `is\ndn: CN=x\n${names[index]}`,
    steps: [...steps],
  }));
  plan = planOf({ ...example, findings }, {});
});
afterAll(async () => {
  await practice?.stop();
});

async function run(request: object): Promise<unknown> {
  const { configurationFile: configuration, samDatabase: database } = practice;
  const { stdout } = await execa("/usr/bin/python3", ["-B", "-I", join(projectRoot, "test/lab/modify_ldif.py")], {
    input: JSON.stringify({ configuration, database, ...request }),
  });
  return JSON.parse(stdout);
}

/** What each object has now. */
function state(): Promise<unknown[]> {
  return Promise.all(
    objects.map(async ({ plain }) => [
      await run({ dn: plain, attribute: "description" }),
      await run({ dn: plain, attribute: "member" }),
    ]),
  );
}

const file = (name: string) => planFiles(plan).find((each) => each.name === name)?.text ?? "";

describe("the LDIF of a plan about objects with hostile names", () => {
  it("changes exactly these objects, and is taken back to what was there", async () => {
    expect(plan.steps).toHaveLength(2 * names.length);
    expect(plan.byPerson).toEqual([]);
    const before = await state();
    expect(before).toEqual(names.map((_, index) => [[`before ${index}`], []]));

    await run({ text: file("directory.ldif") });
    expect(await state()).toEqual(names.map(() => [[" <after>:"], [member]]));

    await run({ text: file("undo-directory.ldif") });
    expect(await state()).toEqual(before);
  });
});
