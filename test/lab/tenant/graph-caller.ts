/** A caller of the practice tenant for tests: signed in, over TLS, certificates checked. */
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import { type PracticeTenant, type PracticeTenantOptions, startPracticeTenant } from "../../../lab/tenant/server.ts";

/** Trusted by everything in this process from here on. */
export const authority = await CertificateAuthority.create();
setDefaultCACertificates([...getCACertificates("default"), authority.certificate]);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at property by property, in the test that expects them
  readonly body: any;
}

export class GraphCaller implements AsyncDisposable {
  readonly tenant: PracticeTenant;
  readonly origin: string;
  readonly #token: string;

  private constructor(tenant: PracticeTenant, token: string) {
    this.tenant = tenant;
    this.origin = `https://${tenant.metadataHost}`;
    this.#token = token;
  }

  static async open(options: Omit<PracticeTenantOptions, "authority"> = {}): Promise<GraphCaller> {
    const tenant = await startPracticeTenant({ authority, ...options });
    const { body } = await requestToken(tenant, {});
    return new GraphCaller(tenant, body.access_token);
  }

  /** Sends a request to a path such as `/v1.0/users`, or to a whole address. */
  async send(method: string, path: string, body?: unknown, token: string | null = this.#token): Promise<Answer> {
    const address = path.startsWith("https:") ? path : `${this.origin}/graph${path}`;
    return answerOf(
      await fetch(address, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          "content-type": "application/json; charset=utf-8",
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.send("POST", path, body);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.send("PATCH", path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.send("DELETE", path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tenant.stop();
  }
}

/** Asks for a token with the environment's secret, unless other fields are given; null leaves a field out. */
export async function requestToken(
  tenant: PracticeTenant,
  fields: Record<string, string | null>,
  directory = tenant.tenantId,
): Promise<Answer> {
  const origin = `https://${tenant.metadataHost}`;
  const form = {
    grant_type: "client_credentials",
    client_id: tenant.environment.ARM_CLIENT_ID ?? "",
    client_secret: tenant.environment.ARM_CLIENT_SECRET ?? "",
    scope: `${origin}/graph/.default`,
    ...fields,
  };
  const sent = Object.entries(form).filter((field): field is [string, string] => field[1] !== null);
  return answerOf(
    await fetch(`${origin}/${directory}/oauth2/v2.0/token`, { method: "POST", body: new URLSearchParams(sent) }),
  );
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}

/** A body that creates a user. */
export function newUser(userPrincipalName: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    accountEnabled: true,
    displayName: "New user",
    mailNickname: "new.user",
    userPrincipalName,
    passwordProfile: { password: "Correct-horse-7", forceChangePasswordNextSignIn: true },
    ...more,
  };
}

export const unknownId = "0f0f0f0f-0000-4000-8000-000000000000";
export const hybridIdentityAdministrator = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
export const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
