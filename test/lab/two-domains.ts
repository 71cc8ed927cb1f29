/** A running forest of two domains, wingtip.test and emea.wingtip.test, each with a stand-in for its domain controller. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScriptedDomainController } from "../../lab/scripted-directory/domain-controller.ts";
import type { ScriptedForest } from "../../lab/scripted-directory/forest.ts";
import { authority, readerName, readerPassword, startController } from "../directory/live/scripted-forest.ts";

const childAddress = "127.0.0.2";

export class TwoDomains {
  /** `forests[].directory.live` of a stack that reads both. */
  readonly live: Readonly<Record<string, unknown>>;
  readonly child: ScriptedDomainController;
  readonly #root: ScriptedDomainController;
  readonly #folder: string;

  private constructor(folder: string, root: ScriptedDomainController, child: ScriptedDomainController) {
    this.#folder = folder;
    this.#root = root;
    this.child = child;
    this.live = {
      ...{ domainController: root.address, port: root.port, bindName: readerName },
      domainControllers: [{ domain: "emea.wingtip.test", host: childAddress }],
      secret: { file: join(folder, "secret") },
      certificateAuthorityFile: join(folder, "authority.pem"),
    };
  }

  static async start(table: ScriptedForest): Promise<TwoDomains> {
    const folder = await mkdtemp(join(tmpdir(), "hybrid-sync-domains-"));
    await writeFile(join(folder, "authority.pem"), authority.certificate);
    await writeFile(join(folder, "secret"), readerPassword, { mode: 0o600 });
    const root = await startController(table, "wingtip.test");
    // A stack names one port for all domain controllers of a forest.
    const child = await startController(table, "emea.wingtip.test", { address: childAddress, port: root.port });
    return new TwoDomains(folder, root, child);
  }

  async close(): Promise<void> {
    await this.#root.close();
    await this.child.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
