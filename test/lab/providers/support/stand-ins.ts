import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { CertificateAuthority } from "../../../../lab/certificate-authority.ts";
import { installStandIns } from "../../../../lab/providers/install-stand-ins.ts";
import { Plugin } from "./plugin.ts";
import { RecordingTenant } from "./recording-tenant.ts";

/** Stand-ins installed in a PULUMI_HOME of their own, and a tenant that records. */
export class StandIns implements AsyncDisposable {
  readonly folder: string;
  readonly authority: CertificateAuthority;
  readonly tenant: RecordingTenant;
  readonly #plugins: Plugin[] = [];

  private constructor(folder: string, authority: CertificateAuthority, tenant: RecordingTenant) {
    this.folder = folder;
    this.authority = authority;
    this.tenant = tenant;
  }

  static async open(): Promise<StandIns> {
    const folder = await mkdtemp(join(tmpdir(), "hybrid-sync-stand-in-"));
    const authority = await CertificateAuthority.create();
    await writeFile(join(folder, "authority.pem"), authority.certificate);
    return new StandIns(folder, authority, await RecordingTenant.start(authority));
  }

  get authorityFile(): string {
    return join(this.folder, "authority.pem");
  }

  /** Starts a stand-in that is not configured yet. */
  async start(
    name: "azuread" | "azure-native",
    environment: Readonly<Record<string, string>> = { ...this.tenant.environment, SSL_CERT_FILE: this.authorityFile },
    args: readonly string[] = [],
  ): Promise<Plugin> {
    const installed = await installStandIns(this.folder, resolve("."));
    const standIn = installed.find((candidate) => candidate.name === name);
    const plugin = await Plugin.start(standIn?.folder ?? "", environment, args);
    this.#plugins.push(plugin);
    return plugin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#plugins.map((plugin) => plugin[Symbol.asyncDispose]()));
    await this.tenant.stop();
    await rm(this.folder, { recursive: true });
  }
}
