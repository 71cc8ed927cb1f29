import { Client } from "ldapts";
import { SecurityDescriptorControl } from "../../directory/live/security-descriptor-control.ts";
import type { PracticeDirectory } from "../active-directory/practice-directory.ts";

/** Reads as one account, over LDAP: only there does the server keep back what an account may not read. */
export class Reader implements AsyncDisposable {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async signIn(practice: PracticeDirectory, account: string): Promise<Reader> {
    const client = new Client({
      url: `ldaps://${practice.address}:${practice.port}`,
      tlsOptions: { ca: practice.authorityCertificate, servername: practice.dnsName },
      timeout: 120_000,
      connectTimeout: 10_000,
    });
    const { bindName, password } = practice.credentialsOf(account);
    await client.bind(bindName, password);
    return new Reader(client);
  }

  /** For each object at and below `base` that shows, the attributes that can be read. */
  async read(base: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const { searchEntries } = await this.#client.search(
      base,
      { scope: "sub", attributes: ["*", "nTSecurityDescriptor"], explicitBufferAttributes: ["nTSecurityDescriptor"] },
      new SecurityDescriptorControl(),
    );
    return new Map(
      searchEntries.map(({ dn, ...attributes }) => [
        dn,
        new Set(Object.keys(attributes).filter((name) => attributes[name]?.length !== 0)),
      ]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.unbind();
  }
}
