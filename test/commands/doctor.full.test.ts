/** `hybrid-sync doctor` on a running practice directory and tenant, with faults that are really there. */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { Line } from "../../commands/doctor/line.ts";
import { startTlsFront } from "../../lab/active-directory/tls-front.ts";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { projectRoot, Surroundings } from "../../lab/practice.ts";
import { samples } from "../../lab/sample-tenants.ts";
import { type GraphPermission, graphPermissions } from "../../lab/tenant/graph-permissions.ts";
import { startPracticeTenant, type TenantSeed } from "../../lab/tenant/server.ts";
import { tcpServer, tlsServer } from "../directory/live/tls-servers.ts";
import { startDnsServer } from "./dns-server.ts";
import { hybridSync } from "./run.ts";

const secretVariable = "HYBRID_SYNC_PRACTICE_READER_SECRET";

let lab: Surroundings;
let authority: CertificateAuthority;
let stackFile: string;
beforeAll(async () => {
  const sample = samples.dev;
  if (sample === undefined) throw new Error("there is no sample dev");
  lab = await Surroundings.open({ stack: "dev", tenant: sample.tenant, forest: sample.forest() });
  stackFile = join(lab.folder, "project", "Pulumi.dev.yaml");
  // Of the servers that tests put in the place of a domain controller; the stack trusts it beside the lab's own.
  authority = await CertificateAuthority.create("second authority");
  const both = `${readFileSync(lab.environment.NODE_EXTRA_CA_CERTS ?? "", "utf8")}${authority.certificate}`;
  writeFileSync(join(lab.folder, "both.pem"), both);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

interface Live {
  readonly domainController?: string;
  readonly [setting: string]: unknown;
}

/** The stack with other settings of its live forest; undefined takes one away. */
function stackWith(live: Record<string, unknown>): string {
  const content = parse(readFileSync(stackFile, "utf8"));
  const forest = content.config["hybrid-sync:forests"][0];
  const settings: Live = { ...forest.directory.live, certificateAuthorityFile: join(lab.folder, "both.pem"), ...live };
  forest.directory.live = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const file = join(lab.folder, "project", "Pulumi.changed.yaml");
  writeFileSync(file, stringify(content));
  return file;
}

interface Run {
  readonly file?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

async function doctor({ file = stackFile, environment = {} }: Run = {}) {
  const { stdout, stderr, exitCode } = await hybridSync(["doctor", "--config-file", file, "--json"], {
    cwd: projectRoot,
    env: { ...lab.environment, ...environment },
  });
  expect(stderr).toBe("");
  expect(stdout, "a secret is shown").not.toContain(lab.environment[secretVariable]);
  expect(stdout, "a secret is shown").not.toContain(lab.environment.ARM_CLIENT_SECRET);
  const { lines } = JSON.parse(stdout) as { readonly lines: readonly Line[] };
  const bad = lines.filter(({ status, subject }) => status !== "ok" && !/^(?:Pulumi|Plugin|Node)/.test(subject));
  return { lines, bad, exitCode };
}

/** What is wrong, in one text a line. */
const told = (lines: readonly Line[]) =>
  lines.map(({ subject, status, finding, remedy }) => `${status} | ${subject} | ${finding} | ${remedy}`);

describe("a lab in which everything is right", () => {
  it("has nothing but lines that are ok", async () => {
    const { lines, bad, exitCode } = await doctor();
    expect(told(bad)).toEqual([]);
    expect(exitCode).toBe(0);
    const of = (subject: string) => lines.find((line) => line.subject === subject)?.finding;
    expect(of("TLS")).toMatch(/^TLSv1\.3, certificate for dc1\.contoso\.example, .*, valid from \d{4}-\d\d-\d\d to /);
    expect(of("Logon")).toMatch(/^CONTOSO\\[\w-]+ on dc1\.contoso\.example$/);
    expect(of("Tenant")).toBe("contoso.onmicrosoft.com");
    expect(of("Domains")).toBe("contoso.example");
    expect(of("Clock")).toBe("this machine's is within a minute of: dc1.contoso.example, Microsoft Graph");
  });
});

describe("a fault of the directory", () => {
  it("that is a wrong password is one line", async () => {
    const { address, port, reader } = lab.directory ?? { address: "", port: 0, reader: { bindName: "" } };
    const { bad, exitCode } = await doctor({ environment: { [secretVariable]: "Wr0ng-password" } });
    expect(told(bad)).toEqual([
      `failed | Logon | ${address}:${port} does not accept the name or password of ${reader.bindName} | Correct forests[].directory.live.bindName or the password where forests[].directory.live.secret says`,
    ]);
    expect(exitCode).toBe(1);
  });

  it("that is a missing password says where it should be", async () => {
    const { bad } = await doctor({ environment: { [secretVariable]: undefined } });
    expect(told(bad)).toEqual([
      `failed | Password of the read account | The environment variable ${secretVariable}, which should hold the password of the read account, is not set | Set ${secretVariable}, or name another place in forests[].directory.live.secret`,
    ]);
  });

  it("that is a file with the password which others can read comes with the command that closes it", async () => {
    const secret = join(lab.folder, "reader-password");
    writeFileSync(secret, lab.environment[secretVariable] ?? "");
    chmodSync(secret, 0o644);
    const { bad, exitCode } = await doctor({ file: stackWith({ secret: { file: secret } }) });
    expect(told(bad)).toEqual([
      `warning | Password of the read account | other accounts of this machine can read ${secret} | Let only its owner read it: chmod 600 '${secret}'`,
    ]);
    expect(exitCode).toBe(0);
  });

  it("that is a dead domain controller is told of that one, and the others are examined", async () => {
    const { address = "" } = lab.directory ?? {};
    const file = stackWith({
      domainController: address,
      domainControllers: [{ domain: "contoso.example", host: "127.0.0.7" }],
    });
    const { bad, lines, exitCode } = await doctor({ file });
    expect(told(bad)).toEqual([
      expect.stringMatching(
        /^failed \| TLS \| 127\.0\.0\.7:\d+ refuses the connection \| Check that a domain controller/,
      ),
    ]);
    expect(lines.find(({ subject }) => subject === "Logon")?.status).toBe("ok");
    expect(exitCode).toBe(1);
  });

  const day = 86_400_000;
  it.each([
    [
      "for another name",
      { dnsNames: ["dc9.contoso.example"] },
      /^failed \| TLS \| The certificate of 127\.0\.0\.1:\d+ does not name 127\.0\.0\.1; the certificate is for dc9\.contoso\.example, from second authority, valid .* \| Name the domain controller/,
    ],
    [
      "that has expired",
      { addresses: ["127.0.0.1"], notAfter: new Date(Date.now() - 3 * day) },
      new RegExp(
        `^failed \\| TLS \\| The certificate of .* has expired; .* to ${new Date(Date.now() - 3 * day).toISOString().slice(0, 10)} \\| Renew it`,
      ),
    ],
  ])("that is a certificate %s names what is presented", async (_, request, sentence) => {
    await using server = await tlsServer(await authority.issue({ commonName: "dc1.contoso.example", ...request }));
    const { bad, exitCode } = await doctor({ file: stackWith({ domainController: "127.0.0.1", port: server.port }) });
    expect(told(bad)).toEqual([expect.stringMatching(sentence)]);
    expect(server.received().toString("latin1")).toBe("");
    expect(exitCode).toBe(1);
  });

  it("that is a certificate which ends soon is a warning, with the days that are left", async () => {
    const { directory } = lab;
    if (directory === undefined) throw new Error("there is no practice directory");
    const issued = await authority.issue({
      commonName: directory.dnsName,
      addresses: ["127.0.0.1"],
      notAfter: new Date(Date.now() + 5.5 * day),
    });
    const front = await startTlsFront({
      address: "127.0.0.1",
      socketPath: join(directory.folder, "private", "ldapi"),
      dnsName: directory.dnsName,
      certificateAuthority: directory.authorityCertificate,
      ...issued,
    });
    const { bad, exitCode } = await doctor({ file: stackWith({ domainController: "127.0.0.1", port: front.port }) });
    await front.close();
    expect(told(bad)).toEqual([
      expect.stringMatching(
        /^warning \| TLS \| TLSv1\.3, certificate for 127\.0\.0\.1, .*: 5 days left \| Renew the certificate/,
      ),
    ]);
    expect(exitCode).toBe(0);
  });

  it("that is a host which accepts and says nothing ends in time", async () => {
    await using server = await tcpServer();
    const { bad } = await doctor({ file: stackWith({ domainController: "127.0.0.1", port: server.port }) });
    expect(told(bad)).toEqual([
      expect.stringMatching(/^failed \| TLS \| 127\.0\.0\.1:\d+ does not answer in time \| Try again/),
    ]);
  });

  it("is none where StartTLS is what the stack declares", async () => {
    const plainPort = lab.directory?.plainPort ?? null;
    // Only root may listen on port 389, and what these tests install needs root as well.
    if (plainPort === null)
      throw new Error("The practice directory does not listen on port 389. Run the tests as root.");
    const { bad, lines } = await doctor({ file: stackWith({ transport: "starttls", port: plainPort }) });
    expect(told(bad)).toEqual([]);
    expect(lines.find(({ subject }) => subject === "TLS")?.finding).toMatch(/^TLSv1\.[23], /);
  });

  it("that is an authority which nobody trusts names the setting", async () => {
    const { bad } = await doctor({
      file: stackWith({ certificateAuthorityFile: undefined }),
      environment: { NODE_EXTRA_CA_CERTS: undefined },
    });
    expect(told(bad)[0]).toMatch(
      /^failed \| TLS \| The certificate of .* comes from a certificate authority that is not trusted; the certificate is for dc1\.contoso\.example.* \| Put the PEM file of the issuing certificate authority into forests\[\]\.directory\.live\.certificateAuthorityFile$/,
    );
  });
});

describe("DNS", () => {
  const service = "_ldap._tcp.dc._msdcs.contoso.example";
  const run = async (
    zone: Parameters<typeof startDnsServer>[0],
    live: Record<string, unknown> = {},
    environment: Record<string, string> = {},
  ) => {
    await using server = await startDnsServer(zone);
    return await doctor({
      file: stackWith({ domainController: undefined, ...live }),
      environment: {
        TEST_DNS_SERVER: server.address,
        NODE_OPTIONS: `--import ${join(projectRoot, "test/commands/names.js")}`,
        ...environment,
      },
    });
  };

  it("leads a wrong password to one domain controller, and the others are named beside its refusal", async () => {
    const { address = "" } = lab.directory ?? {};
    const names = ["dc1.contoso.example", "contoso.example"];
    const { bad } = await run(
      { services: {}, addresses: Object.fromEntries(names.map((name) => [name, address])) },
      { domainControllers: names.map((host) => ({ domain: "contoso.example", host })) },
      { [secretVariable]: "Wr0ng-password" },
    );
    expect(told(bad)).toEqual([
      expect.stringMatching(
        /^failed \| Logon \| dc1\.contoso\.example:\d+ does not accept .*; not tried on contoso\.example:\d+, because a second refusal could lock the account \| Correct /,
      ),
    ]);
  });

  it("is asked for every domain controller, and each of them is examined", async () => {
    const { address = "" } = lab.directory ?? {};
    const { bad, lines } = await run({
      services: { [service]: ["dc1.contoso.example", "dc2.contoso.example", "dc3.contoso.example"] },
      addresses: { "dc1.contoso.example": address, "dc2.contoso.example": "127.0.0.7" },
    });
    expect(lines.find(({ subject }) => subject === "DNS")?.finding).toBe(
      "lists dc1.contoso.example, dc2.contoso.example, dc3.contoso.example",
    );
    expect(lines.find(({ subject }) => subject === "Logon")).toMatchObject({
      status: "ok",
      of: expect.stringMatching(/^dc1/),
    });
    expect(told(bad).sort()).toEqual([
      expect.stringMatching(/^failed \| Address \| DNS has no address for dc3\.contoso\.example \| Correct the name/),
      expect.stringMatching(/^failed \| TLS \| dc2\.contoso\.example:\d+ refuses the connection/),
    ]);
  });

  it("without the service records is one line, with what can be set in their place", async () => {
    const { bad, exitCode } = await run({ services: {}, addresses: {} });
    expect(told(bad)).toEqual([
      `failed | DNS | DNS knows no domain controller of contoso.example (${service}: ENOTFOUND) | Use a DNS server that knows the forest, or name one in forests[].directory.live.domainController`,
    ]);
    expect(exitCode).toBe(1);
  });
});

describe("a clock", () => {
  const shifted = (minutes: number) =>
    `--import data:text/javascript,${encodeURIComponent(`const now=Date.now;Date.now=()=>now()+${minutes}*60000;`)}`;

  it.each([
    [2, "warning", "this machine's is 2 minutes ahead of dc1.contoso.example, Microsoft Graph"],
    [-20, "failed", "this machine's is 20 minutes behind dc1.contoso.example, Microsoft Graph"],
  ])("that is %i minutes off is %s, and once for all who disagree with it", async (minutes, status, finding) => {
    const { bad } = await doctor({ environment: { NODE_OPTIONS: shifted(minutes) } });
    expect(told(bad)).toEqual([
      `${status} | Clock | ${finding} | Set the clock of this machine, and let it follow a time server`,
    ]);
  });
});

describe("a tenant", () => {
  it("that lacks permissions has a line for each, with the permission", async () => {
    const lacking: readonly GraphPermission[] = [
      "Policy.Read.All",
      "Synchronization.Read.All",
      "OnPremDirectorySynchronization.Read.All",
      "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    ];
    // What contains them is missing, too.
    const isWider = (name: string) => /^Policy\.|^Directory\./.test(name);
    const permissions = (Object.keys(graphPermissions) as GraphPermission[]).filter(
      (name) => !lacking.includes(name) && !isWider(name),
    );
    const lab2 = await CertificateAuthority.create("tenant");
    const group = "Application team";
    const seed: TenantSeed = {
      ...samples.dev?.tenant,
      permissions,
      groups: [{ displayName: group, isAssignableToRole: true }],
      roleAssignments: [
        ...(samples.dev?.tenant.roleAssignments ?? []),
        { group, role: directoryRoles["hybrid-identity-administrator"].templateId },
      ],
    };
    await using tenant = await startPracticeTenant({ authority: lab2, seed });
    const trusted = join(lab.folder, "tenant.pem");
    writeFileSync(trusted, lab2.certificate);
    const { bad, exitCode } = await doctor({ environment: { ...tenant.environment, NODE_EXTRA_CA_CERTS: trusted } });
    const permissionsTold = bad.map(({ status, remedy }) => [
      status,
      /application permission (\S+),/.exec(remedy ?? "")?.[1],
    ]);
    expect(permissionsTold).toContainEqual(["failed", "Policy.Read.All"]);
    expect(permissionsTold).toContainEqual(["warning", "OnPremDirectorySynchronization.Read.All"]);
    expect(permissionsTold).toContainEqual(["warning", "PrivilegedEligibilitySchedule.Read.AzureADGroup"]);
    expect(new Set(bad.map(({ remedy }) => remedy)).size).toBe(bad.length);
    expect(exitCode).toBe(1);
  });

  it("that may only be read is no fault, and a note says which permissions an update needs besides", async () => {
    const permissions = (Object.keys(graphPermissions) as GraphPermission[]).filter((name) => !/Write/.test(name));
    const lab2 = await CertificateAuthority.create("tenant");
    await using tenant = await startPracticeTenant({ authority: lab2, seed: { ...samples.dev?.tenant, permissions } });
    const trusted = join(lab.folder, "tenant.pem");
    writeFileSync(trusted, lab2.certificate);
    const { bad, exitCode } = await doctor({
      environment: { ...tenant.environment, NODE_EXTRA_CA_CERTS: trusted },
    });
    expect(told(bad)).toEqual([
      "note | Update | check and preview need nothing more. hybrid-sync up also needs RoleManagement.ReadWrite.Directory, User.ReadWrite.All, Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All, which this token does not have | For updates, grant these application permissions of Microsoft Graph, with admin consent, to another application, which only the pipeline of updates uses",
    ]);
    expect(exitCode).toBe(0);
  });

  it("that refuses the client secret is one line", async () => {
    const { bad } = await doctor({ environment: { ARM_CLIENT_SECRET: "wr0ng~secret" } });
    expect(told(bad)).toEqual([
      expect.stringMatching(
        /^failed \| Sign-in \| the application .* cannot sign in: AADSTS7000215: .* \| Set ARM_CLIENT_SECRET/,
      ),
    ]);
  });

  it("that cannot be reached through the proxy of the environment is one line, without its address", async () => {
    const { bad, lines } = await doctor({
      environment: { HTTPS_PROXY: "http://proxyuser:geheim@127.0.0.1:1", ARM_METADATA_HOSTNAME: undefined },
    });
    expect(bad.map(({ subject, status }) => [subject, status])).toEqual([["Sign-in", "failed"]]);
    expect(lines.find(({ subject }) => subject === "Proxy")?.finding).toBe("that of HTTPS_PROXY; LDAP never uses one");
    expect(JSON.stringify(lines)).not.toContain("geheim");
  });
});
