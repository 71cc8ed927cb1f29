/**
 * A remediation plan on a domain controller: it is the same live and from a snapshot, what it says is carried out, the same check no longer has the findings, and what
 * takes it back brings the same findings back. Attributes and members through the plan's own LDIF; permissions, which no LDIF
 * can say, entry by entry as the plan names them.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { accountControlFlags } from "../../catalogue/directory-change.ts";
import { attributeGuids, classGuids } from "../../catalogue/schema-objects.ts";
import { recordStack } from "../../commands/snapshot/record-stack.ts";
import type { EntryDescription, ForestDescription } from "../../lab/active-directory/description.ts";
import { controlAccess } from "../../lab/active-directory/permission.ts";
import { type PracticeDirectory, startPracticeDirectory } from "../../lab/active-directory/practice-directory.ts";
import { contoso, contosoFaulty } from "../../lab/active-directory/sample-forests.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { projectRoot } from "../../lab/practice.ts";
import { type UndoStep, undoOf, valuesOf } from "../../report/remedy/plan.ts";
import { type Plan, planFiles, planOf } from "../../report/remedy.ts";
import { type Result, resultSchema } from "../../report/result.ts";
import { hybridSync, withoutTenant } from "../commands/run.ts";

// Every step of a plan in a process of its own, there and back.
vi.setConfig({ testTimeout: 180_000 });

/** The company whose accounts others can take over, and whose domain others can replicate: in every way a plan can end. */
function contosoTakenOver(): ForestDescription {
  const healthy = contoso();
  const reset = `CR;${controlAccessRights["User-Force-Change-Password"].guid}`;
  const keys = `WP;${attributeGuids["msDS-KeyCredentialLink"]}`;
  return {
    ...healthy,
    users: [
      ...healthy.users.map((user) => (user.name === "svc-connect" ? { ...user, enabled: false } : user)),
      { name: "svc-migration", ou: "Staff" },
      { name: "trainee", ou: "Staff" },
    ],
    computers: healthy.computers.map((each) => (each.name === "SYNC02" ? { ...each, enabled: false } : each)),
    groups: [
      ...healthy.groups.map((each) =>
        each.name === "Sync Servers" ? { ...each, members: ["SYNC01", "Sync Servers Berlin", "trainee"] } : each,
      ),
      { name: "Sync Servers Berlin", ou: "Tier 0/Sync/Groups", members: ["SYNC02", "svc-migration"] },
      { name: "Helpdesk", ou: "Groups", members: ["amelie.koch"] },
    ],
    entries: [
      ...healthy.entries,
      // On the account itself, by several entries of one trustee, of which each goes alone.
      {
        on: "svc-connect",
        sddl: `(OA;;${reset};;{SID of Helpdesk})(OA;;${keys};;{SID of Helpdesk})(A;;WD;;;{SID of trainee})`,
      },
      // Handed down from above, to one of which nobody may be taken everything: its members may read.
      {
        on: "Tier 0/Sync",
        sddl: `(A;CI;WO;;;{SID of Helpdesk})(OA;CIIO;${reset};${classGuids.user};{SID of trainee})`,
      },
      { on: "provAgentgMSA", sddl: "(A;;RPWP;;;{SID of trainee})" },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes"), to: "svc-migration" },
      { on: "domain root", grant: controlAccess("DS-Replication-Get-Changes-All"), to: "svc-migration" },
      { on: "domain root", sddl: "(A;;WD;;;{SID of trainee})" },
      {
        on: "domain root",
        sddl: `(OA;;CR;${controlAccessRights["DS-Replication-Get-Changes-All"].guid};;S-1-5-21-9-8-7-1104)`,
      },
    ],
  };
}

/** The company of whose connector account entries take rights away: at the domain root, for it and for a group; in a unit. */
function contosoDenying(): ForestDescription {
  const healthy = contoso();
  const write = (name: keyof typeof attributeGuids) => `WP;${attributeGuids[name]}`;
  return {
    ...healthy,
    groups: [...healthy.groups, { name: "Contractors", ou: "Groups", members: ["svc-connect"] }],
    entries: [
      ...healthy.entries,
      {
        on: "domain root",
        sddl:
          `(OD;;CR;${controlAccessRights["DS-Replication-Get-Changes"].guid};;{SID of svc-connect})` +
          `(OD;CIIO;${write("lockoutTime")};${classGuids.user};{SID of Contractors})` +
          `(OD;CIIO;WP;;${classGuids.inetOrgPerson};{SID of svc-connect})`,
      },
      { on: "Staff", sddl: `(OD;CI;${write("pwdLastSet")};;{SID of svc-connect})` },
    ],
  };
}

/** The company of whose sync servers entries take the right to retrieve a password away, where others hold it. */
function contosoRefusing(): ForestDescription {
  const healthy = contoso();
  const may = (name: string) => `(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;{SID of ${name}})`;
  const mayNot = (name: string) => `(D;;RP;;;{SID of ${name}})`;
  return {
    ...healthy,
    computers: [...healthy.computers, { name: "RETIRED01", ou: "Computers" }],
    organizationalUnits: [...healthy.organizationalUnits, "Computers"],
    groups: [...healthy.groups, { name: "Retired", ou: "Groups", members: ["AGENT02"] }],
    groupManagedServiceAccounts: healthy.groupManagedServiceAccounts.map((account) => ({
      ...account,
      attributes: {
        ...account.attributes,
        "msDS-GroupMSAMembership": {
          sddl:
            account.name === "gmsa-adsync"
              ? `O:BAD:${mayNot("SYNC02")}${may("Sync Servers")}`
              : `O:BAD:${mayNot("AGENT01")}${mayNot("Retired")}${mayNot("RETIRED01")}${may("AGENT01")}${may("AGENT02")}`,
        },
      },
    })),
  };
}

const forests = [
  {
    title: "in which servers are denied the password of their account",
    stack: "dev",
    forest: contosoRefusing(),
    owner: null,
    kinds: ["remove entries of attribute"],
    mends: 3,
    rules: ["gmsa-servers-may-retrieve-password", "adsync-servers-may-retrieve-password"],
  },
  {
    title: "in which rights are denied",
    stack: "dev",
    forest: contosoDenying(),
    owner: null,
    kinds: ["remove entries"],
    mends: 4,
    rules: [
      "connector-account-get-changes",
      "connector-account-feature-permissions",
      "connector-account-blocked-objects",
    ],
  },
  {
    title: "with faults seen in the field",
    stack: "faulty",
    forest: contosoFaulty(),
    owner: null,
    kinds: ["add entries", "remove entries", "remove member", "set attribute", "run"],
    mends: 9,
    rules: ["connector-account-excess", "connector-account-feature-permissions", "domain-replication-rights-known"],
  },
  {
    title: "whose connector account may replicate every secret for a feature that is off",
    stack: "dev",
    forest: contoso(),
    owner: null,
    without: "password-hash-sync",
    mends: 1,
    kinds: ["remove entries"],
    rules: ["connector-account-get-changes-all"],
  },
  {
    title: "whose accounts others can take over",
    stack: "dev",
    forest: contosoTakenOver(),
    owner: { on: "OU=Sync,OU=Tier 0,DC=contoso,DC=example", by: "trainee" },
    kinds: ["remove entries", "remove member", "set owner", "set account control"],
    mends: 10,
    rules: [
      "connector-account-takeover",
      "gmsa-takeover",
      "adsync-service-account-takeover",
      "domain-replication-rights-known",
      "service-account-enabled",
      "sync-servers-enabled",
    ],
  },
];

describe.each(forests)(
  "a remediation plan of a forest $title",
  ({ stack, forest, owner, kinds, mends, rules, ...more }) => {
    const off = "without" in more ? more.without : undefined;
    let folder: string;
    let practice: PracticeDirectory;
    let before: Result;
    /** The same, from a snapshot of it. */
    let recorded: Result;
    let plan: Plan;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "hybrid-sync-remedy-"));
      const authority = await CertificateAuthority.create();
      await writeFile(join(folder, "authority.pem"), authority.certificate);
      practice = await startPracticeDirectory(forest, { authority });
      if (owner !== null) await change({ dn: owner.on, owner: practice.sidOf(owner.by) });
      await writeFile(join(folder, "Pulumi.live.yaml"), stringify(await liveConfiguration()));
      before = await check();
      recorded = await checkRecorded();
      const { exitCode, stderr } = await run("remedy", "--from", "recorded.json", "--out", "plan");
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      plan = planOf(recorded, {});
    });
    afterAll(async () => {
      await practice?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    async function liveConfiguration(): Promise<{ readonly config: object }> {
      const { config } = parse(await readFile(join(projectRoot, `Pulumi.${stack}.yaml`), "utf8"));
      const live = {
        domainController: practice.address,
        bindName: practice.reader.bindName,
        secret: { environmentVariable: "READER_SECRET" },
        certificateAuthorityFile: join(folder, "authority.pem"),
      };
      for (const each of config["hybrid-sync:connectSync"].forests)
        each.features = each.features.filter((feature: string) => feature !== off);
      return { config: { ...config, "hybrid-sync:forests": [{ name: practice.domain, directory: { live } }] } };
    }

    function run(...command: readonly string[]) {
      return hybridSync(command, { cwd: folder, env: { ...withoutTenant, READER_SECRET: practice.reader.password } });
    }

    /** What the directory shows now. */
    function check(): Promise<Result> {
      return checked("Pulumi.live.yaml", "result.json");
    }

    async function checkRecorded(): Promise<Result> {
      const { file } = await recordStack({
        configFile: join(folder, "Pulumi.live.yaml"),
        projectRoot: folder,
        environment: { READER_SECRET: practice.reader.password },
        // The stacks have a day of their own.
        now: () => new Date(before.obtained.at),
      });
      const { config } = await liveConfiguration();
      const forests = [{ name: practice.domain, directory: { snapshot: { file } } }];
      await writeFile(
        join(folder, "Pulumi.recorded.yaml"),
        stringify({ config: { ...config, "hybrid-sync:forests": forests } }),
      );
      return await checked("Pulumi.recorded.yaml", "recorded.json");
    }

    async function checked(configuration: string, saved: string): Promise<Result> {
      await run("check", "--config-file", configuration, "--save", saved);
      return resultSchema.parse(JSON.parse(await readFile(join(folder, saved), "utf8")));
    }

    async function applyLdif(name: string): Promise<void> {
      await change({ text: await readFile(join(folder, "plan", name), "utf8") });
    }

    async function change(request: object): Promise<unknown> {
      const { configurationFile: configuration, samDatabase: database } = practice;
      const { stdout } = await execa("/usr/bin/python3", ["-B", "-I", join(projectRoot, "test/lab/modify_ldif.py")], {
        input: JSON.stringify({ configuration, database, ...request }),
      });
      return JSON.parse(stdout);
    }

    const ofAttributes = () =>
      plan.steps.flatMap(({ step }) => (step.do === "remove entries of attribute" ? [step] : []));

    /** What the directory holds of each value of which entries are to go. */
    function storedValues(): Promise<readonly unknown[]> {
      return Promise.all(ofAttributes().map(({ on, attribute }) => change({ dn: on, binary: attribute })));
    }

    /** What LDIF leaves out. A server's own cmdlets are none of a directory's: false for these. */
    async function carriedOut(step: UndoStep): Promise<boolean> {
      switch (step.do) {
        case "add entries":
          await practice.change({ add: { entries: step.entries.map((sddl) => ({ on: step.on, sddl })) } });
          return true;
        case "remove entries":
        case "take back entries":
          await practice.change({
            remove: { entries: step.entries.map((sddl): EntryDescription => ({ on: step.on, sddl })) },
          });
          return true;
        case "exchange entries":
          await carriedOut({ do: "remove entries", on: step.on, entries: [...step.entries] });
          return await carriedOut({ do: "add entries", on: step.on, entries: [...step.by], dsacls: null });
        case "add member":
        case "remove member":
          // By its account name, which a group has where the way to it was read from names only.
          if (/^S-1-|=/.test(step.group)) return true;
          await changeMembers(step.do === "add member" ? "add" : "remove", step.group, step.member);
          return true;
        case "set attribute":
        case "remove entries of attribute":
        case "restore attribute":
          return true;
        case "set owner":
          await change({ dn: step.on, owner: step.owner });
          return true;
        case "set account control": {
          const bit = accountControlFlags[step.flag];
          const isComputer = step.on.includes("OU=Servers");
          const usual = isComputer ? 0x1000 : 0x200;
          await change({
            text: `dn: ${step.on}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: ${step.to ? usual | bit : usual}\n-\n`,
          });
          return true;
        }
        default:
          return false;
      }
    }

    async function changeMembers(how: "add" | "remove", group: string, member: string): Promise<void> {
      const name = (forest.users ?? []).find((user) => practice.dnOf(user.name) === member)?.name ?? member;
      await practice.change({ [how]: { members: [{ group, members: [name] }] } });
    }

    const idsOf = ({ findings }: Result) => findings.map(({ id }) => id).toSorted();

    it("has steps of many kinds", () => {
      const seen = new Set(plan.steps.map(({ step }) => step.do));
      for (const kind of kinds) expect([...seen]).toContain(kind);
      const own = plan.steps.flatMap(({ findings }) => findings.map(({ rule }) => rule));
      for (const rule of rules) expect(own).toContain(rule);
    });

    it("is the same live and from a snapshot", () => {
      const { stack: name, obtained } = before;
      const filesOf = (result: Result) =>
        planFiles(planOf({ ...result, stack: name, obtained }, {})).map((file) => ({
          ...file,
          text: file.text.replaceAll(" (snapshot of 2026-11-23)", ""),
        }));
      expect(recorded.obtained.directories).toMatchObject([{ source: "snapshot" }]);
      expect(filesOf(recorded)).toEqual(filesOf(before));
    });

    it("leaves nothing of what it is for, and is taken back to what was there", async () => {
      const stored = await storedValues();
      const done: boolean[] = [];
      for (const { step } of plan.steps) done.push(await carriedOut(step));
      if (planFiles(plan).some(({ name }) => name === "directory.ldif")) await applyLdif("directory.ldif");
      expect(await storedValues()).toEqual(ofAttributes().map((step) => [valuesOf(step).after]));

      const after = await check();
      const mended = before.findings.filter(
        (finding) =>
          plan.steps.some(({ findings }) => findings.some(({ id }) => id === finding.id)) &&
          plan.steps.every(({ findings }, index) => done[index] || !findings.some(({ id }) => id === finding.id)),
      );
      expect(mended.length).toBeGreaterThanOrEqual(mends);
      const left = new Set(idsOf(after));
      expect(mended.filter(({ id }) => left.has(id)).map(({ rule, fact }) => `${rule}: ${fact}`)).toEqual([]);
      // Nothing that a feature needs has gone: what is said now was said before. What was left to a server's own cmdlet may
      // be said with fewer details.
      const known = new Set(idsOf(before));
      const open = before.findings.filter((finding) => !mended.includes(finding));
      const appeared = after.findings.filter(
        ({ id, rule, resource }) =>
          !known.has(id) && !open.some((finding) => finding.rule === rule && finding.resource === resource),
      );
      expect(appeared.map(({ rule, fact }) => `${rule}: ${fact}`)).toEqual([]);

      for (const { step } of plan.steps.toReversed()) {
        const undo = undoOf(step);
        if (undo !== null) await carriedOut(undo);
      }
      if (planFiles(plan).some(({ name }) => name === "undo-directory.ldif")) await applyLdif("undo-directory.ldif");
      expect(idsOf(await check())).toEqual(idsOf(before));
      expect(await storedValues()).toEqual(stored);
    });
  },
);
