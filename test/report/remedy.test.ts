/** A remediation plan and the files that are made of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cmdletModules } from "../../catalogue/cmdlets.ts";
import type { Change } from "../../catalogue/directory-change.ts";
import { canonicalDistinguishedName, isSameName } from "../../catalogue/distinguished-name.ts";
import { onNew, onRoot } from "../../catalogue/permissions/requirement.ts";
import { plainName, plainNamePattern } from "../../catalogue/plain-name.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { line } from "../../report/remedy/ldif.ts";
import { undoOf } from "../../report/remedy/plan.ts";
import { planFiles, planOf } from "../../report/remedy.ts";
import type { Finding, Result } from "../../report/result.ts";
import { resultSchema } from "../../report/result.ts";
import { type Step, stepsOf, stepsSchema } from "../../report/steps.ts";
import { readScript } from "../powershell.ts";
import { result as exampleResult } from "./examples.ts";

const root = "DC=contoso,DC=example";
const user = `CN=svc,OU=Sync,${root}`;
const sid = "S-1-5-21-1-2-3-1101";
const entry = `(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;;${sid})`;

/** Who may retrieve a password, in base64; an entry keeps one of them from it, and another somebody else. */
const [refusing, refusingToo] = ["(D;;RP;;;S-1-5-21-1-2-3-1301)", "(D;;RP;;;S-1-5-21-1-2-3-1302)"];
const bytesOf = (entries: string) =>
  Buffer.from(encodeSecurityDescriptor(parseSddl(`O:BAD:${entries}`, {}))).toString("base64");
const allowing = "(A;;RP;;;S-1-5-21-1-2-3-1301)(A;;RP;;;S-1-5-21-1-2-3-1303)";
const kept = `(D;;RP;;;S-1-5-21-1-2-3-1304)${allowing}`;
const of = {
  attribute: "msDS-GroupMSAMembership",
  value: bytesOf(`${refusing}${refusingToo}${kept}`),
} as const;

/** One change of every kind. */
const changes: readonly Change[] = [
  { change: "remove member", group: "S-1-5-21-1-2-3-512", member: user, domain: "contoso.example" },
  { change: "remove entry", on: root, entry },
  { change: "set owner", on: user, owner: "S-1-5-21-1-2-3-512", before: sid },
  { change: "stop inheriting permissions", on: user },
  { change: "remove value", on: user, attribute: "sIDHistory", value: "S-1-5-21-9-9-9-512" },
  { change: "set attribute", on: user, attribute: "userWorkstations", before: ["SYNC01"], after: [] },
  { change: "set attribute", on: user, attribute: "logonHours", after: [] },
  { change: "set attribute", on: user, attribute: "accountExpires", before: ["133000000000000000"], after: [0] },
  { change: "set account control", on: user, flag: "ACCOUNTDISABLE", to: false },
  { change: "add member", group: `CN=Readers,${root}`, member: user },
  { change: "inherit permissions", on: `OU=Sync,${root}` },
  {
    change: "grant",
    on: root,
    to: "CONTOSO\\svc",
    sid,
    ways: [onNew("user", { do: "write", attribute: "lockoutTime" }), onRoot({ do: "use", right: "Unexpire-Password" })],
  },
  {
    change: "run",
    at: "sync-server",
    program: "Set-ADSyncRestrictedPermissions",
    words: [
      { parameter: "-ADConnectorAccountDN" },
      { value: user },
      { parameter: "-Credential" },
      { ask: "credential" },
    ],
  },
  {
    change: "run",
    at: "tenant",
    program: "az",
    words: ["ad", "sp", "create", "--id", "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016"].map((value) => ({ value })),
    undo: {
      program: "az",
      words: ["ad", "sp", "delete", "--id", "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016"].map((value) => ({ value })),
    },
  },
  {
    change: "run",
    at: "directory",
    program: "Set-ADServiceAccount",
    words: [
      { parameter: "-Identity" },
      { value: user },
      { parameter: "-PrincipalsAllowedToRetrieveManagedPassword" },
      { value: "AGENT01$" },
      { value: "AGENT02$" },
    ],
  },
  { change: "remove entry", on: user, entry: refusing, of },
];

const fullResult = exampleResult();
const base = fullResult.findings.find(({ verdict }) => verdict === "unmet");
if (base === undefined) throw new Error("no finding");

/** A result in which each of these is the remedy of a finding of its own. */
function resultOf(remedies: readonly (readonly Step[])[], facts: Partial<Finding> = {}): Result {
  const findings = remedies.map((steps, index) => ({
    ...base,
    ...facts,
    id: `HS-${String(index).padStart(12, "0")}`,
    steps: [...steps],
  })) as Finding[];
  return { ...fullResult, findings };
}

const fileOf = (result: Result, name: string) =>
  planFiles(planOf(result, {})).find((file) => file.name === name)?.text ?? "";

const scripts = (result: Result) => planFiles(planOf(result, {})).filter(({ name }) => name.endsWith(".ps1"));

const known = new Map(cmdletModules.flatMap(({ cmdlets }) => Object.entries(cmdlets)));
const ownFunctions =
  /^(?:Edit-(?:Permission|Membership|Attribute|Descriptor|Value|AccountControl)|Find-One|Read-(?:Entry|Descriptor)|Assert-Known|Test-(?:Chosen|Joined|ServicePrincipal|User))$/;
const harmless = new Set(["Where-Object", "Write-Output", "Write-Warning", "throw", "return"]);
const changing = /^(?:Set-AD|Add-|Remove-|Enable-|Clear-|Update-|New-AzureADSSO|Restore-|az$)/;

describe("a plan", () => {
  const steps = stepsOf(changes);
  const all = resultOf(steps.map((step) => [step]));

  it("has an exact step for every kind of change", () => {
    expect(steps.map((step) => step.do)).toEqual([
      "remove member",
      "remove entries",
      "set owner",
      "set inheritance",
      "remove value",
      "set attribute",
      "set attribute",
      "set attribute",
      "set account control",
      "add member",
      "set inheritance",
      "add entries",
      "run",
      "run",
      "run",
      "remove entries of attribute",
    ]);
    expect(steps.find((step) => step.do === "add entries")).toMatchObject({
      entries: [
        `(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;${sid})`,
        `(OA;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;${sid})`,
      ],
      dsacls: { to: "CONTOSO\\svc" },
    });
    expect(resultSchema.parse(JSON.parse(JSON.stringify(all)))).toEqual(all);
  });

  it("gives before it takes away, whatever the order of the findings", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(steps.map((step) => [step])), (shuffled) => {
        const order = planOf(resultOf(shuffled), {}).steps.map(({ step }) => step.do);
        const last = Math.max(...order.map((kind, index) => (kind.startsWith("add") ? index : -1)));
        const first = order.findIndex((kind) => kind.startsWith("remove"));
        expect(first === -1 || last < first).toBe(true);
      }),
    );
  });

  it("does once what several findings ask for, and names them all", () => {
    const [step] = stepsOf([{ change: "remove entry", on: root, entry }]);
    const { steps: planned } = planOf(resultOf([step, step].map((each) => (each ? [each] : []))), {});
    expect(planned).toHaveLength(1);
    expect(planned[0]?.findings).toHaveLength(2);
  });

  describe("where one entry is to go, and another for the same account and objects is to come", () => {
    const whole = `(OA;CIIO;GA;;bf967aba-0de6-11d0-a285-00aa003049e2;${sid})`;
    const read = `(OA;IOCI;RP;;BF967ABA-0de6-11d0-a285-00aa003049e2;${sid})`;
    const write = `(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;${sid})`;
    const adding = (...entries: string[]): Step => ({ do: "add entries", on: root, entries, dsacls: null });
    const removing = (on: string, ...entries: string[]): Step => ({ do: "remove entries", on, entries });
    const stepsIn = (...remedies: Step[][]) => planOf(resultOf(remedies), {}).steps;

    it("exchanges them in one write, because Windows would join them, and take both away", () => {
      const planned = stepsIn([adding(read, write), removing(root, whole)]);
      expect(planned.map(({ step }) => step)).toEqual([
        adding(write),
        { do: "exchange entries", on: root, entries: [whole], by: [read] },
      ]);
      const [, exchange] = planned;
      expect(exchange && undoOf(exchange.step)).toEqual({
        do: "exchange entries",
        on: root,
        entries: [read],
        by: [whole],
      });
      const result = resultOf([[adding(read), removing(root, whole)]]);
      expect(fileOf(result, "directory.ps1")).toContain(
        `-How Exchange -On "${root}" -Server "contoso.example" -Value "${whole}" -By "${read}"`,
      );
      expect(fileOf(result, "directory.cmd")).toBe("");
    });

    it("is about both findings, and comes before anything else is taken away", () => {
      const member = stepsOf([{ change: "remove member", group: `CN=Readers,${root}`, member: user }]);
      const planned = stepsIn([...member], [removing(root, whole)], [adding(read)]);
      expect(planned.map(({ step, findings }) => [step.do, findings.length])).toEqual([
        ["exchange entries", 2],
        ["remove member", 1],
      ]);
    });

    it.each([
      ["on another object", user, whole],
      ["for another account", root, whole.replace("1101", "1102")],
      ["for objects of another class", root, whole.replace("bf967aba", "4828cc14")],
      ["that denies", root, whole.replace("(OA", "(OD")],
    ])("leaves an entry %s as it is", (_, on, entry) => {
      expect(stepsIn([adding(read), removing(on, entry)]).map(({ step }) => step.do)).toEqual([
        "add entries",
        "remove entries",
      ]);
    });
  });

  describe("where entries are to go from a value", () => {
    const removing = (...entries: string[]) =>
      entries.map((entry) => stepsOf([{ change: "remove entry", on: user, entry, of }]));

    it("writes the value once, without what any finding wants to go, and with every other entry", () => {
      const result = resultOf(removing(refusing, refusingToo));
      const [planned, ...others] = planOf(result, {}).steps;
      expect(others).toEqual([]);
      expect(planned).toMatchObject({
        step: { entries: [refusing, refusingToo], before: of.value },
        findings: [{}, {}],
      });
      expect(fileOf(result, "directory.ldif")).toContain(
        `dn: ${user}\nchangetype: modify\nreplace: msDS-GroupMSAMembership\nmsDS-GroupMSAMembership:: ${bytesOf(kept)}\n-\n`,
      );
      expect(fileOf(result, "directory.ps1")).toContain(
        `Edit-Descriptor -For "HS-000000000000", "HS-000000000001" -On "${user}" -Server "contoso.example" -Name "msDS-GroupMSAMembership" -After "${bytesOf(kept)}" -Before "${of.value}"`,
      );
      expect(fileOf(result, "plan.txt")).toContain(`with ${refusing} ${refusingToo}`);
    });

    it("is taken back to the value as it was, to the byte", () => {
      const result = resultOf(removing(refusing));
      expect(fileOf(result, "undo-directory.ldif")).toContain(`msDS-GroupMSAMembership:: ${of.value}\n-\n`);
      expect(fileOf(result, "undo-directory.ps1")).toContain(
        `-After "${of.value}" -Before "${bytesOf(`${refusingToo}${kept}`)}"`,
      );
    });

    it("has no step for an entry that is not in the value, or for a value that is none", () => {
      const change = { change: "remove entry", on: user, entry: refusing } as const;
      expect(stepsOf([{ ...change, of: { ...of, value: bytesOf(kept) } }])).toEqual([]);
      expect(stepsOf([{ ...change, of: { ...of, value: "AQAEgA==" } }])).toEqual([]);
      expect(stepsOf([{ ...change, of: { ...of, value: bytesOf("") } }])).toEqual([]);
    });
  });

  it("takes a value back that the directory does not keep as it was written", () => {
    const change = { change: "set attribute", on: user, attribute: "pwdLastSet", before: [0], after: [-1] } as const;
    const result = resultOf([stepsOf([change])]);
    expect(fileOf(result, "undo-directory.ps1")).toMatch(/^Edit-Attribute .* -Name "pwdLastSet" -After @\(0\)\r$/m);
    expect(fileOf(result, "undo-directory.ldif")).toContain("replace: pwdLastSet\npwdLastSet: 0\n-\n");
  });

  it("leaves to a person what two findings want the opposite of", () => {
    const opposite = stepsOf([
      { change: "add member", group: `CN=Readers,${root}`, member: user },
      { change: "remove member", group: `CN=Readers,${root}`, member: user },
    ]);
    const { steps: planned, byPerson } = planOf(resultOf(opposite.map((step) => [step])), {});
    expect(planned).toEqual([]);
    expect(byPerson.map(({ why }) => why)).toEqual(Array(2).fill("another finding asks for the opposite"));
  });

  it.each([
    [`CN=R\\C3\\A9sum\\C3\\A9,${root}`, `cn=R\\C3\\89SUM\\C3\\A9,${root.toLowerCase()}`],
    [`CN=Readers,${root}`, `cn=readers,${root.toLowerCase()}`],
  ])("takes two spellings of one name for one object: %s and %s", (one, other) => {
    const joining = (group: string) => stepsOf([{ change: "add member", group, member: user }]);
    const inherit = (on: string, to: boolean): Step => ({ do: "set inheritance", on, to });
    const removing = (on: string): Step => ({ do: "remove entries", on, entries: [entry] });
    const adding = (on: string): Step => ({
      do: "add entries",
      on,
      entries: [entry.replace(";CR;", ";WP;")],
      dsacls: null,
    });
    expect(planOf(resultOf([joining(one), joining(other)]), {}).steps).toMatchObject([{ findings: [{}, {}] }]);
    expect(planOf(resultOf([[inherit(one, true)], [inherit(other, false)]]), {}).steps).toEqual([]);
    const exchanged = planOf(resultOf([[removing(one)], [adding(other)]]), {}).steps;
    expect(exchanged.map(({ step }) => step.do)).toEqual(["exchange entries"]);
  });

  it("leaves to a person what was not verified, has no steps, or comes from an earlier version", () => {
    const [step] = steps;
    const results = [
      resultOf([step ? [step] : []], { verdict: "unobservable" }),
      resultOf([[]]),
      { ...all, findings: all.findings.slice(0, 1).map(({ steps: _, ...finding }) => finding) },
    ];
    for (const result of results) expect(planOf(result, {})).toMatchObject({ steps: [], byPerson: [{}] });
    for (const result of results) expect(planFiles(planOf(result, {})).map(({ name }) => name)).toEqual(["plan.txt"]);
  });

  it("is narrowed to an account or to findings, in whatever letter case", () => {
    const one = all.findings[3];
    expect(planOf(all, { findings: [one?.id.toUpperCase() ?? ""] }).steps).toHaveLength(1);
    expect(planOf(all, { account: "nobody" }).steps).toEqual([]);
    expect(planOf(all, { account: base.account ?? "" }).steps).toHaveLength(steps.length);
  });

  it("is taken back to what was observed, and says where it cannot be", () => {
    for (const step of steps) {
      const undo = undoOf(step);
      if (undo === null || undo.do === "take back entries" || undo.do === "restore attribute") continue;
      expect(undoOf(undo)).not.toEqual(undo);
    }
    const open = steps.filter((step) => undoOf(step) === null);
    // logonHours was not observed, SID history cannot be written, and two cmdlets have nothing that takes them back.
    expect(open).toHaveLength(4);
    expect(fileOf(all, "undo-directory.ps1").match(/By hand/g)).toHaveLength(3);
    expect(fileOf(all, "undo-sync-server.ps1")).toBe("");
    expect(fileOf(all, "plan.txt").match(/undo: {3}by hand/g)).toHaveLength(4);
  });

  it("is the same, byte for byte, of the same result", () => {
    expect(planFiles(planOf(all, {}))).toEqual(planFiles(planOf(structuredClone(all), {})));
  });
});

describe("a script of PowerShell", () => {
  const all = resultOf(stepsOf(changes).map((step) => [step]));

  it("is understood as a whole, and uses nothing but cmdlets of the catalogue with their parameters", () => {
    expect(scripts(all).map(({ name }) => name)).toHaveLength(5);
    for (const { name, text } of scripts(all)) {
      const { faults, calls } = readScript(text);
      expect(faults, name).toEqual([]);
      for (const { name: command, parameters } of calls) {
        const allowed = known.get(command);
        if (allowed === undefined) {
          expect(ownFunctions.test(command) || harmless.has(command) || command === "az", command).toBe(true);
        } else
          expect(
            parameters.filter((each) => !allowed.includes(each)),
            command,
          ).toEqual([]);
      }
    }
  });

  it("changes nothing that -WhatIf and -Confirm are not asked about", () => {
    for (const { name, text } of scripts(all)) {
      expect(text).toContain("[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]");
      const { calls } = readScript(text);
      // What asks whether a service principal is there runs az too, and changes nothing.
      const acting = calls.filter(({ name: command, within }) => changing.test(command) && !within.startsWith("Test-"));
      expect(acting.filter(({ asked }) => !asked).map((call) => `${name}: ${call.name}`)).toEqual([]);
    }
    expect(readScript(fileOf(all, "directory.ps1")).calls.some(({ name }) => name === "Set-ADObject")).toBe(true);
  });

  it("does nothing where it is asked for a finding that it has no step for", () => {
    for (const { name, text } of scripts(all)) {
      const [known] = /^Assert-Known .*$/m.exec(text) ?? [];
      const own = new Set(text.slice(text.search(/# Step \d+:/)).match(/"HS-\d{12}"/g));
      for (const id of own) expect(known, name).toContain(id);
      expect(text.indexOf("\nAssert-Known")).toBeLessThan(text.search(/# Step \d+:/));
    }
  });

  it("looks before it does what would fail a second time", () => {
    const [create, undo] = ["tenant.ps1", "undo-tenant.ps1"].map((name) => fileOf(all, name));
    const id = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";
    expect(create).toContain(
      [
        'if (Test-Chosen "HS-000000000013") {',
        `  if (Test-ServicePrincipal "${id}") { Write-Output "Already so: step 9" }`,
        "  else {",
        '    if ($PSCmdlet.ShouldProcess("step 9", "az")) {',
        `      az ad sp create --id ${id}`,
        "      if ($LASTEXITCODE -ne 0) { throw 'az has failed; see what it says above.' }",
        "    }",
        "  }",
        "}",
      ].join("\r\n"),
    );
    expect(undo).toContain(`if (-not (Test-ServicePrincipal "${id}")) { Write-Output`);
    expect(undo).toContain(`az ad sp delete --id ${id}`);
    const restored = resultOf([
      stepsOf([
        {
          change: "run",
          at: "tenant",
          program: "Restore-MgDirectoryDeletedItem",
          words: [{ parameter: "-DirectoryObjectId" }, { value: id }],
        },
      ]),
    ]);
    expect(fileOf(restored, "tenant.ps1")).toContain(`if (Test-User "${id}") { Write-Output "Already so: step 1" }`);
    expect(readScript(fileOf(restored, "tenant.ps1")).faults).toEqual([]);
  });

  it("would be found to change something unasked", () => {
    const { calls } = readScript("if ($x) { Set-ADObject -Identity 'a' } else { az ad }\nSet-ADObject -Identity 'b'");
    expect(calls.map(({ asked }) => asked)).toEqual([false, false, false]);
    expect(readScript("if ($PSCmdlet.ShouldProcess('a', 'b')) { az ad }").calls).toMatchObject([{ asked: true }]);
    expect(readScript("if (").faults).not.toEqual([]);
  });

  it("hands an attribute its values as what they are: texts, and integers of 32 or 64 bits", () => {
    const text = fileOf(all, "undo-directory.ps1");
    expect(text).toContain('-Name "accountExpires" -After @(([long]"133000000000000000")) -Before @(0)');
    expect(text).toContain('-Name "userWorkstations" -After @("SYNC01") -Before @()');
  });

  it("loads a module by its documented path before its cmdlet", () => {
    const text = fileOf(all, "sync-server.ps1");
    expect(text).toContain(
      'Import-Module "C:\\Program Files\\Microsoft Azure Active Directory Connect\\AdSyncConfig\\AdSyncConfig.psm1"; Set-ADSyncRestrictedPermissions -ADConnectorAccountDN',
    );
  });

  it("says in remarks which finding each step is for, and what is there before and after", () => {
    const text = fileOf(all, "directory.ps1");
    for (const { id } of all.findings.slice(0, 12)) expect(text).toContain(id);
    expect(text).toContain("#   Before: SYNC01\r\n#   After: (absent)\r\n");
    // Windows PowerShell 5.1 reads a file without the mark in another encoding.
    expect(text.startsWith("\uFEFF# Plan:")).toBe(true);
    expect(text.slice(1).replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it("holds letters beyond ASCII in remarks only", () => {
    const strange = resultOf(
      stepsOf([{ change: "remove entry", on: `OU=Kø“; calc; ”’,${root}`, entry }]).map((step) => [step]),
      { subject: "OU=Kø’; calc; ‘" },
    );
    const lines = fileOf(strange, "directory.ps1").slice(1).split("\r\n");
    expect(lines.filter((each) => !each.startsWith("#") && /[^ -~]/.test(each))).toEqual([]);
    expect(lines.some((each) => each.includes("OU=K\\C3\\B8\\E2\\80\\9C\\3B calc\\3B"))).toBe(true);
  });
});

const character = fc.constantFrom(
  ..."$(){}[]`'\"\u2018\u2019\u201a\u201b\u201c\u201d\u201e;|&<>\n\r\t\u0000%!-/@\u2013\u2015\\,=#~^*: aéß日\u202e\u200d\u0085\u2028",
);
const word = fc.constantFrom("$(calc)", "--%", "#>", "calc", "\n-\ndn: x", "# SIG #", "\\2C", " ", "REM", "\\0A");
const hostile = fc.array(fc.oneof(character, word), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(""));
const escaped = (value: string) => canonicalDistinguishedName(`CN=${value.replace(/[\s\S]/gu, hex)},${root}`);
const hex = (each: string) =>
  [...new TextEncoder().encode(each)].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("");

describe("whatever a name is", () => {
  it("its plain spelling names the same object, in signs that mean themselves everywhere", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const name = escaped(value);
        const plain = plainName(name);
        expect(plain).toMatch(plainNamePattern);
        expect(isSameName(plain ?? "", name)).toBe(true);
        expect(plain).not.toMatch(/[^A-Za-z0-9 _.()=,\\-]/);
      }),
      { numRuns: 300 },
    );
  });

  it("every script is understood, and holds it as one literal argument or in a remark", () => {
    fc.assert(
      fc.property(hostile, hostile, (value, text) => {
        const name = escaped(value);
        const own: readonly Change[] = [
          { change: "remove entry", on: name, entry },
          { change: "add member", group: name, member: name },
          { change: "set account control", on: name, flag: "ACCOUNTDISABLE", to: true },
          { change: "set attribute", on: name, attribute: "userWorkstations", before: [text], after: [] },
          {
            change: "run",
            at: "sync-server",
            program: "Set-ADSyncRestrictedPermissions",
            words: [{ parameter: "-ADConnectorAccountDN" }, { value: name }],
          },
        ];
        const steps = stepsOf(own);
        expect(steps).toHaveLength(own.length);
        const result = resultOf([steps], { subject: text, fact: text, consequence: text, remedy: text });
        const plain = plainName(name) ?? "";
        for (const { name: file, text: script } of scripts(result)) {
          // What comes before is the same in every script.
          const { faults, calls } = readScript(script.slice(script.search(/# Step \d+:/)));
          expect(faults, script).toEqual([]);
          const outside = calls.filter(({ within }) => within === "");
          const wanted = file.includes("sync-server")
            ? /^(?:Test-Chosen|Import-Module|Set-ADSyncRestrictedPermissions)$/
            : /^Edit-\w+$/;
          expect(outside.filter((call) => !wanted.test(call.name)).map((call) => call.name)).toEqual([]);
          for (const { literals } of outside.filter((call) => call.name.startsWith("Edit-")))
            expect(literals).toContain(plain);
        }
        for (const each of fileOf(result, "directory.cmd").split("\r\n"))
          expect(each).toMatch(/^(?:@echo off|rem [^%&|<>^!"]*|dsacls "[A-Za-z0-9 _.()=,\\-]+" .*)?$/);
      }),
      { numRuns: 60 },
    );
  });

  it("LDIF has it in a record of its own, and remarks hold no other", () => {
    fc.assert(
      fc.property(hostile, hostile, (value, text) => {
        const name = escaped(value);
        const steps = stepsOf([{ change: "set attribute", on: name, attribute: "description", after: [7] }]);
        const ldif = fileOf(resultOf([steps], { subject: text, fact: text }), "directory.ldif");
        const records = ldif.split("\n").filter((each) => !each.startsWith("#") && each !== "");
        expect(records).toEqual([
          line("dn", plainName(name) ?? ""),
          "changetype: modify",
          "replace: description",
          "description: 7",
          "-",
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it("a value goes into LDIF as it is, in base64 where it could be read otherwise", () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ minLength: 1, maxLength: 12 })), (value) => {
        const text = line("a", value);
        const [, mark, rest = ""] = /^a:(:?) ([\s\S]*)$/.exec(text) ?? [];
        expect(text).not.toMatch(/[\r\n]|[^ -~]/);
        expect(mark === ":" ? Buffer.from(rest, "base64").toString() : rest).toBe(Buffer.from(value).toString());
      }),
    );
    expect([" a", ":a", "<a", "a ", "é", ""].map((value) => line("a", value).slice(0, 3))).toEqual(
      Array(6).fill("a::"),
    );
  });
});

describe("a result that somebody wrote by hand", () => {
  const [step] = stepsOf([{ change: "remove entry", on: root, entry }]);
  it.each([
    { ...step, on: `${root}"; calc; "` },
    { ...step, on: "CN=a\u201d; calc" },
    { ...step, entries: ["(A;;GA;;;WD)'); calc; ('"] },
    { do: "set attribute", on: root, attribute: "a'; calc; '", before: null, after: [] },
    { do: "set attribute", on: root, attribute: "a", before: null, after: [{ integer: "1); calc; (" }] },
    { do: "set attribute", on: root, attribute: "a", before: null, after: [{ text: "a\ncalc" }] },
    { do: "add member", group: "a)(objectClass=*", domain: null, member: root },
    { do: "add member", group: root, domain: "x; calc", member: root },
    { do: "run", at: "tenant", program: "calc", words: [], undo: null },
    {
      do: "run",
      at: "tenant",
      program: "az",
      words: [{ value: "ad" }, { value: "sp" }, { value: "list" }],
      undo: null,
    },
    {
      do: "run",
      at: "tenant",
      program: "az",
      words: ["ad", "sp", "create", "--id", "x & calc"].map((value) => ({ value })),
      undo: null,
    },
    { do: "run", at: "directory", program: "Set-ADObject", words: [{ parameter: "-Credential" }], undo: null },
    {
      do: "run",
      at: "directory",
      program: "Set-ADObject",
      words: [],
      undo: { program: "Invoke-Expression", words: [{ value: "calc" }] },
    },
  ])("gets no step that is anything else: %j", (broken) => {
    expect(stepsSchema.safeParse([broken]).success).toBe(false);
  });

  it("has its text in remarks only, and is left to a person where its id is none", () => {
    const steps = step === undefined ? [] : [step];
    const result = resultOf([steps]);
    const broken = { ...result, findings: result.findings.map((finding) => ({ ...finding, id: "'; calc; '" })) };
    expect(planOf(broken, {})).toMatchObject({ steps: [], byPerson: [{ why: "its id is not one of this program" }] });
  });
});

describe("what has no exact step", () => {
  const cases: readonly (readonly Change[])[] = [
    [{ change: "remove entry", on: "CN=a+OU=b,DC=x", entry }],
    [{ change: "remove entry", on: "CN=\ud800,DC=x", entry }],
    [{ change: "remove entry", on: root, entry: "(XA;;CR;;;WD;(@User.a == 1))" }],
    [{ change: "remove member", group: root, member: "Müller’s Team" }],
    [
      { change: "grant", on: root, to: "A\\b", sid, ways: [onNew("user", { do: "write", attribute: "unknownThing" })] },
      { change: "remove entry", on: root, entry },
    ],
  ];
  it.each(cases.map((own) => [own] as const))("is for a person as a whole: %j", (own) => {
    expect(stepsOf(own)).toEqual([]);
  });

  it("has one where the forest's own schema was seen", () => {
    const guid = "66437984-c3c5-498f-b269-987819ef484b";
    const ways = [onNew("user", { do: "write", attribute: "msExchBlockedSendersHash" })];
    const guids = { msExchBlockedSendersHash: guid };
    const change = { change: "grant", on: root, to: "A\\b", sid, ways, guids } as const;
    expect(stepsOf([change])).toMatchObject([
      { entries: [`(OA;CIIO;WP;${guid};bf967aba-0de6-11d0-a285-00aa003049e2;${sid})`] },
    ]);
  });
});
