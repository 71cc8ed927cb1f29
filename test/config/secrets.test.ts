import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { showValue } from "../../config/secrets.ts";
import { ConfigurationError, parseSettings } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";

const withLive = (live: object) => ({
  ...healthySettings(),
  forests: [{ name: "contoso.example", directory: { live: { bindName: "CONTOSO\\svc-reader", ...live } } }],
});

/** Everything an error carries that someone may print. */
function everythingIn(values: Record<string, unknown>): string {
  try {
    parseSettings(values, { project: "hybrid-sync" });
    return "";
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [
      error.message,
      error.stack,
      JSON.stringify(error),
      JSON.stringify(error.problems),
      String(error.cause),
    ].join("\n");
  }
}

describe("a secret in the configuration", () => {
  it("is refused with a sentence of its own, and not repeated", () => {
    const attempt = () => parseSettings(withLive({ secret: "hunter2" }), { project: "hybrid-sync" });
    expect(attempt).toThrow(
      "hybrid-sync:forests[0].directory.live.secret must be an object with either file or environmentVariable: secrets " +
        "come from a file or an environment variable only, and the value given is not repeated here; change the secret " +
        "if this configuration has been stored or shared. Set it, with your own value, with:\n" +
        "  pulumi config rm --path 'hybrid-sync:forests[0].directory.live.secret'\n  pulumi config set --path --plaintext " +
        "'hybrid-sync:forests[0].directory.live.secret.environmentVariable' HYBRID_SYNC_READER_PASSWORD",
    );
    expect(everythingIn(withLive({ secret: "hunter2" }))).not.toContain("hunter2");
  });

  it("is refused as a password beside the source of the password", () => {
    const values = withLive({ secret: { environmentVariable: "READER_PASSWORD" }, password: "hunter2" });
    expect(everythingIn(values)).toContain(
      "hybrid-sync:forests[0].directory.live.password is not a key: secrets come from a file or an environment variable " +
        "only, and the value given is not repeated here; change the secret if this configuration has been stored or shared.",
    );
    expect(everythingIn(values)).not.toContain("hunter2");
  });

  it("is not repeated where the name of an environment variable belongs", () => {
    const values = withLive({ secret: { environmentVariable: "hunter2!" } });
    expect(everythingIn(values)).toContain(
      "must be the name of an environment variable: letters, digits and _, not beginning with a digit; " +
        "the value given is not repeated here, in case it is the secret itself.",
    );
    expect(everythingIn(values)).not.toContain("hunter2");
  });

  it("never occurs in an error, wherever a key that sounds secret holds it", () => {
    const key = fc.constantFrom(
      "secret",
      "password",
      "bindPassword",
      "Passwort-password",
      "clientSecret",
      "apiKey",
      "token",
    );
    const shape = fc.constantFrom<(secret: string) => unknown>(
      (secret) => secret,
      (secret) => ({ value: secret }),
      (secret) => ({ secure: secret }),
      (secret) => [secret],
      (secret) => JSON.stringify({ value: secret }),
      (secret) => `{"value": ${secret}`,
      (secret) => ({ file: [secret] }),
      (secret) => ({ environmentVariable: `${secret}!`, file: secret }),
    );
    const place = fc.constantFrom<(settings: ReturnType<typeof withLive>) => object>(
      (settings) => settings,
      (settings) => settings.forests[0]?.directory.live ?? {},
      (settings) => settings.forests[0]?.directory ?? {},
      (settings) => settings.forests[0] ?? {},
      (settings) => settings.cloudSync.accounts.domainAdministrator,
      (settings) => settings.connectSync,
    );
    fc.assert(
      fc.property(key, shape, place, fc.stringMatching(/^[A-Za-z0-9]{12}$/), (name, shaped, at, random) => {
        const secret = `Zq${random}`;
        const values = withLive({ secret: { environmentVariable: "READER_PASSWORD" } });
        Object.assign(at(values), { [name]: shaped(secret) });
        const text = everythingIn(values);
        expect(text).not.toBe("");
        expect(text).not.toContain(secret);
      }),
    );
  });
});

describe("a value in a message", () => {
  it.each([
    "P@ssw0rd",
    "Tr0ub4dor&3",
    "-----BEGIN PRIVATE KEY-----",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "ldaps://reader:hunter2@dc01.contoso.example",
    "password=hunter2",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
    "aBc8Q~1234567890abcdefghijklmnopqrstuvwxyz",
  ])("is not shown when it looks like a secret: %s", (value) => {
    expect(showValue(["cloudSync", "forest"], value)).toBe("a value that is not repeated here, in case it is a secret");
  });

  it.each([
    "CONTOSO\\svc-entra-connect-production",
    "eva_fabrikam.example#EXT#@contoso.onmicrosoft.com",
    "Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com",
    "CN=svc-connect,OU=Service Accounts,DC=contoso,DC=example",
    "connect-sync-local-administrator",
    "standalone managed service account",
    "2026-02-30",
    "ldaps://dc01.contoso.example",
  ])("is shown as it stands when it looks like a name: %s", (value) => {
    expect(showValue(["cloudSync", "forest"], value)).toBe(`"${value}"`);
  });

  it("is cut when it is long, and named by its kind when it holds others", () => {
    expect(showValue(["x"], "a b ".repeat(50))).toBe(`"${"a b ".repeat(20)}…"`);
    expect(showValue(["x"], { password: "hunter2" })).toBe("an object");
    expect(showValue(["x"], ["hunter2"])).toBe("a list");
    expect(showValue(["x"], null)).toBe("nothing");
  });
});
