/** What `hybrid-sync init` writes of what it was told, and of what it found. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import { makeStack } from "../../commands/init/command.ts";
import type { FoundForest } from "../../commands/init/discover-forest.ts";
import type { FoundTenant } from "../../commands/init/discover-tenant.ts";
import type { InitOptions } from "../../commands/init/options.ts";
import { propose } from "../../commands/init/proposal.ts";
import type { Questions } from "../../commands/init/questions.ts";
import { stackText } from "../../commands/init/stack-text.ts";
import type { Told } from "../../commands/init/told.ts";
import { readStackFile } from "../../config/stack-file.ts";
import type { Settings } from "../../config.ts";
import { startTenant } from "../tenant/practice.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hybrid-sync-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const told: Told = {
  stack: "fresh",
  forest: "contoso.example",
  tools: ["cloud-sync", "connect-sync"],
  secret: { environmentVariable: "CONTOSO_READER_SECRET" },
};

const forest: FoundForest = {
  name: "contoso.example",
  domainController: "dc1.contoso.example",
  domains: [
    { dnsName: "contoso.example", netBiosName: "CONTOSO" },
    { dnsName: "emea.contoso.example", netBiosName: "EMEA" },
  ],
  connectorAccounts: [{ name: "CONTOSO\\MSOL_0123456789ab", because: "the installer gives such names" }],
  serviceAccounts: [{ name: "CONTOSO\\AAD_0123456789ab", because: "the installer gave such names" }],
  managedAccounts: [
    { name: "CONTOSO\\provAgentgMSA$", because: "the installer", isAgents: true, servers: ["AGENT01", "AGENT02"] },
  ],
  otherReplicators: ["CONTOSO\\Backup Operators of Old", "CONTOSO\\provAgentgMSA$"],
  syncServers: ["SYNC07"],
  unseen: [],
};

const tenant: FoundTenant = {
  initialDomain: "contoso.onmicrosoft.com",
  isSynchronized: true,
  cloudSync: ["contoso.example"],
  connectUsers: [{ userPrincipalName: "Sync_SYNC07_0123456789ab@contoso.onmicrosoft.com", server: "SYNC07" }],
  connectApplications: [],
  administrators: ["hia@contoso.onmicrosoft.com"],
  unseen: [],
};

/** Written and read again, as every command reads it. */
function written(proposal: ReturnType<typeof propose>): { readonly text: string; readonly settings: Settings } {
  const text = stackText(proposal, ["introduction"]);
  const file = join(folder, "Pulumi.written.yaml");
  writeFileSync(file, text);
  return { text, settings: readStackFile(file) };
}

describe("a proposal", () => {
  it("of nothing but a forest and the tools is valid, and says what is open", () => {
    const proposal = propose({ told, forest: null, tenant: null });
    const { settings, text } = written(proposal);
    expect(settings.cloudSync?.phase).toBe("before-install");
    expect(settings.connectSync?.phase).toBe("before-install");
    // Every name that nobody told is marked.
    for (const example of ["AGENT01", "SYNC01", "svc-reader@contoso.example"]) expect(text).toContain(example);
    const open = proposal.open.map(({ path }) => path.join("."));
    for (const path of [
      "forests.0.directory.live.bindName",
      "cloudSync.agentServers",
      "cloudSync.accounts.domainAdministrator",
      "cloudSync.accounts.hybridIdentityAdministrator.adopt",
      "connectSync.servers.0.name",
      "connectSync.accounts.localAdministrator.name",
    ])
      expect(open).toContain(path);
    expect(text.match(/# OPEN: /g)).toHaveLength(proposal.open.length);
  });

  it.each([["cloud-sync"], ["connect-sync"]] as const)("for %s alone declares no other tool", (tool) => {
    const { settings } = written(propose({ told: { ...told, tools: [tool] }, forest: null, tenant: null }));
    expect(settings.cloudSync === undefined).toBe(tool === "connect-sync");
    expect(settings.connectSync === undefined).toBe(tool === "cloud-sync");
  });

  it("takes what a forest and a tenant show", () => {
    const { settings } = written(propose({ told: { ...told, reader: "CONTOSO\\svc-reader" }, forest, tenant }));
    expect(settings.cloudSync).toMatchObject({
      phase: "after-install",
      domains: ["contoso.example", "emea.contoso.example"],
      agentServers: ["AGENT01", "AGENT02"],
      accounts: {
        serviceAccount: { name: "CONTOSO\\provAgentgMSA$" },
        hybridIdentityAdministrator: { adopt: "hia@contoso.onmicrosoft.com" },
      },
    });
    expect(settings.connectSync).toMatchObject({
      phase: "after-install",
      forests: [{ connectorAccount: "CONTOSO\\MSOL_0123456789ab" }],
      servers: [{ name: "SYNC07", mode: "active" }],
      identity: { kind: "user", userPrincipalName: "Sync_SYNC07_0123456789ab@contoso.onmicrosoft.com" },
      accounts: { serviceAccount: { kind: "domain user", name: "CONTOSO\\AAD_0123456789ab" } },
    });
  });

  it("trusts nobody by itself, and names who else may replicate", () => {
    const proposal = propose({ told, forest, tenant });
    expect(written(proposal).settings.forests[0]?.tierZero).toEqual([]);
    const point = proposal.open.find(({ path }) => path.join(".") === "forests.0.tierZero");
    expect(point?.what).toContain("CONTOSO\\Backup Operators of Old.");
  });

  it("has one active server, the others in staging", () => {
    const { settings } = written(
      propose({ told, forest: { ...forest, syncServers: ["SYNC07", "SYNC08"] }, tenant: null }),
    );
    expect(settings.connectSync?.servers.map(({ name, mode }) => [name, mode])).toEqual([
      ["SYNC07", "active"],
      ["SYNC08", "staging"],
    ]);
  });

  it("of an application that the wizard made says so, and does not declare one of that name", () => {
    const application = "ConnectSyncProvisioning_SYNC09_0123456789ab";
    const proposal = propose({
      told,
      forest: null,
      tenant: { ...tenant, connectUsers: [], connectApplications: [application] },
    });
    const { settings } = written(proposal);
    expect(settings.connectSync).toMatchObject({ phase: "after-install", servers: [{ name: "SYNC09" }] });
    expect(settings.connectSync?.identity).toMatchObject({ displayName: "Entra Connect Sync SYNC09" });
    expect(proposal.open.map(({ what }) => what).join("\n")).toContain(`signs in as ${application}`);
  });

  it("keeps names from a directory within their comment and their value", () => {
    const hostile = 'CONTOSO\\x"\n  hybrid-sync:judgement: policy-pack\n# \u202e';
    const { text, settings } = written(
      propose({
        told,
        forest: {
          ...forest,
          otherReplicators: [hostile],
          serviceAccounts: [
            { name: "CONTOSO\\AAD_: no name of an account", because: hostile },
            { name: "CONTOSO\\AAD_ {a} #b", because: hostile },
          ],
        },
        tenant,
      }),
    );
    expect(settings.judgement).toBe("program");
    expect(text).not.toContain("\u202e");
    // What no configuration may name is left out.
    expect(settings.connectSync?.accounts.serviceAccount.name).toBe("CONTOSO\\AAD_ {a} #b");
  });
});

const silent = { say: () => {}, environment: {}, questions: undefined };
const make = (options: InitOptions, more: Partial<Parameters<typeof makeStack>[0]> = {}) =>
  makeStack({ ...silent, options: { discover: false, ...options }, projectRoot: folder, ...more });

describe("without a terminal", () => {
  it.each([
    [{}, "--stack NAME, --forest NAME or --domain-controller HOST, --tool TOOL"],
    [{ stack: "a" }, "--forest NAME or --domain-controller HOST, --tool TOOL"],
    [{ stack: "a", forest: "contoso.example" }, "--tool TOOL"],
  ] as const)("names every option that is missing: %j", async (options, missing) => {
    await expect(make(options)).rejects.toThrow(
      `There is no terminal at which to ask questions. Add these options: ${missing}. Every option: hybrid-sync init --help.`,
    );
  });

  it("writes a skeleton of what was told, and ends with the next steps", async () => {
    const lines = await make({
      stack: "skeleton",
      forest: "contoso.example",
      tool: "both",
      secretFile: join(folder, "pw"),
    });
    const settings = readStackFile(join(folder, "Pulumi.skeleton.yaml"));
    expect(settings.forests[0]).toMatchObject({
      name: "contoso.example",
      directory: { live: { secret: { file: "pw" } } },
    });
    expect(lines[0]).toBe("Wrote Pulumi.skeleton.yaml.");
    expect(lines.join("\n")).toContain(
      "Put the password of the read account into the file pw, which only its owner may read",
    );
    expect(lines.at(-1)).toBe("  3. npx hybrid-sync check --stack skeleton");
  });

  it("overwrites nothing", async () => {
    const file = join(folder, "Pulumi.mine.yaml");
    writeFileSync(file, "mine");
    await expect(make({ stack: "mine", forest: "contoso.example", tool: "both" })).rejects.toThrow(
      "Pulumi.mine.yaml is there already, and is not overwritten.",
    );
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("names every option that says something impossible, and writes nothing", async () => {
    const impossible: InitOptions = {
      stack: "bad",
      forest: "not a name",
      domainController: "a b",
      reader: "svc-reader",
      secretVariable: "1PASSWORD",
      secretFile: "pw",
      port: "many",
      tool: "both",
    };
    const message = await make(impossible).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(message.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "--forest",
      "--domain-controller",
      "--reader",
      "--secret-variable",
      "--port",
      "--secret-variable",
    ]);
    expect(message).toContain('got "svc-reader": a simple bind needs the domain with the name.');
  });

  it("takes the name of a stack as Pulumi does, and leaves no half of a file", async () => {
    expect(await make({ stack: "org/project/named", forest: "contoso.example", tool: "both" })).toContain(
      "Wrote Pulumi.named.yaml.",
    );
    await expect(make({ stack: "a b", forest: "contoso.example", tool: "both" })).rejects.toThrow(
      "--stack: Use letters",
    );
    mkdirSync(join(folder, "Pulumi.folder.yaml"), { recursive: true });
    await expect(make({ stack: "folder", forest: "contoso.example", tool: "both" })).rejects.toThrow(
      "is there already",
    );
    const nowhere = join(folder, "nowhere", "Pulumi.x.yaml");
    await expect(make({ stack: "x", configFile: nowhere, forest: "contoso.example", tool: "both" })).rejects.toThrow(
      "its folder does not exist",
    );
    expect(readdirSync(folder).filter((name) => name.startsWith(".") || name.includes("bad"))).toEqual([]);
  });

  it("goes on without a forest that cannot be reached and a tenant that nobody can sign in to", async () => {
    const said: string[] = [];
    const lines = await make(
      {
        stack: "alone",
        forest: "contoso.example",
        tool: "both",
        discover: true,
        domainController: "127.0.0.1",
        port: "1",
        reader: "CONTOSO\\svc-reader",
      },
      { say: (line) => said.push(line), environment: { ARM_USE_CLI: "false", CONTOSO_READER_SECRET: "geheim" } },
    );
    expect(said.join("\n")).toContain("The forest was not read: 127.0.0.1:1 refuses the connection.");
    expect(said.join("\n")).toContain("The tenant was not read: there is nothing to sign in with");
    expect([...said, ...lines, readFileSync(join(folder, "Pulumi.alone.yaml"), "utf8")].join("\n")).not.toContain(
      "geheim",
    );
  });
});

describe("a tenant with signs of one tool only", () => {
  const connectUser = {
    userPrincipalName: "Sync_SYNC07_0123456789ab@contoso.onmicrosoft.com",
    displayName: "On-Premises Directory Synchronization Service Account",
  };
  const holder = {
    userPrincipalName: connectUser.userPrincipalName,
    role: directoryRoles["directory-synchronization-accounts"].templateId,
  };

  it.each([
    [
      "cloud-sync",
      { users: [connectUser], roleAssignments: [holder] },
      "Cloud Sync is not proposed, because it was not found: no configuration of it in the tenant. If it is in use, or will be, add --tool both.",
    ],
    [
      "connect-sync",
      { cloudSyncConfigurations: [{ name: "contoso.example" }] },
      "Connect Sync is not proposed, because it was not found: no Sync_… user and no application of its wizard in the tenant. If it is in use, or will be, add --tool both.",
    ],
  ] as const)("makes init say why %s is not proposed", async (other, seed, why) => {
    await using found = await startTenant(seed);
    const said: string[] = [];
    const stack = `without-${other}`;
    await make(
      { stack, forest: "contoso.example", discover: true },
      { say: (line) => said.push(line), environment: found.environment },
    );
    expect(said.filter((line) => line.includes("not proposed"))).toEqual([why]);
    const settings = readStackFile(join(folder, `Pulumi.${stack}.yaml`));
    expect([settings.cloudSync === undefined, settings.connectSync === undefined]).toEqual(
      other === "cloud-sync" ? [true, false] : [false, true],
    );
  });
});

describe("at a terminal", () => {
  /** Answers by the beginning of the question; the default where there is none. */
  const answering = (answers: Readonly<Record<string, string>>): Questions & { readonly asked: string[] } => {
    const asked: string[] = [];
    const answerTo = (message: string) => {
      asked.push(message);
      return Object.entries(answers).find(([beginning]) => message.startsWith(beginning))?.[1];
    };
    return {
      asked,
      text: async ({ message, default: proposal = "", check }) => {
        const answer = answerTo(message) ?? proposal;
        expect(check?.(answer), message).toBeUndefined();
        return answer;
      },
      choice: async ({ message, choices, default: proposal }) => {
        const given = answerTo(message);
        const answer = choices.find(({ value }) => value === given)?.value ?? proposal ?? choices[0]?.value;
        if (answer === undefined) throw new Error("no choice");
        return answer;
      },
      password: async (message) => answerTo(message) ?? "",
    };
  };

  it("asks for what was not told, and for nothing twice", async () => {
    const questions = answering({
      "Name of the stack": "asked",
      "DNS name": "contoso.example",
      "Sync tool": "connect-sync",
      "The read account": "CONTOSO\\svc-reader",
    });
    await make({}, { questions });
    expect(readStackFile(join(folder, "Pulumi.asked.yaml"))).toMatchObject({
      forests: [{ name: "contoso.example", directory: { live: { bindName: "CONTOSO\\svc-reader" } } }],
    });
    expect(new Set(questions.asked).size).toBe(questions.asked.length);
    const few = answering({});
    await make(
      {
        stack: "flags",
        forest: "contoso.example",
        tool: "both",
        reader: "a@contoso.example",
        certificateAuthority: "ca.pem",
        tenant: "contoso.onmicrosoft.com",
      },
      { questions: few },
    );
    expect(few.asked).toEqual([]);
  });
});
