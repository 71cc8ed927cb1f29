import { resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

/** What a program prints whose SDK loads late what it rarely uses. */
async function run(program: string): Promise<string> {
  const { stdout } = await execa(
    process.execPath,
    ["--allow-natives-syntax", "--import", "./node-loading/lighter-sdk.js", "--input-type=commonjs", "--eval", program],
    { cwd: resolve(".") },
  );
  return stdout;
}

describe("the lighter SDK", () => {
  it("leaves unloaded what a program does not use", async () => {
    const loaded = await run(`
      require("@pulumi/pulumi");
      new (require("@azure/identity").AzureCliCredential)();
      const packages = ["@npmcli/arborist", "typescript", "js-yaml", "@pulumi/pulumi/automation", "@pulumi/pulumi/provider", "upath",
        "@grpc/grpc-js", "@opentelemetry/api", "@azure/core-client", "@azure/core-rest-pipeline",
        "jsonwebtoken"];
      console.log(packages.filter((one) => Object.keys(require.cache).some((file) => file.includes("node_modules/" + one + "/"))));
    `);
    expect(loaded).toBe("[]");
  });

  it("leaves unloaded Zod's messages in other languages than English, and has the English ones", async () => {
    const loaded = await run(`
      const loaded = [];
      require("node:module").registerHooks({ load: (url, context, load) => loaded.push(url) && load(url, context) });
      import("zod").then((z) => {
        console.log(z.string().safeParse(1).error.issues[0].message);
        console.log(loaded.flatMap((url) => url.match(/zod.v4.locales.(.*)/)?.[1] ?? []).join());
      });
    `);
    expect(loaded).toBe("Invalid input: expected string, received number\nen.js");
  });

  it("lets Zod compile nothing", async () => {
    const compiled = await run(`
      const make = Function;
      globalThis.Function = function compiling(...code) {
        if (code.join("") !== "") console.log("compiled");
        return make(...code);
      };
      import("zod").then((z) => console.log(z.object({ name: z.string() }).parse({ name: "kept", other: 1 })));
    `);
    expect(compiled).toBe("{ name: 'kept' }");
  });

  it("writes down no stack for a promise of the SDK, and goes on doing so for errors", async () => {
    const stacks = await run(`
      require("@pulumi/pulumi");
      const promise = Promise.resolve();
      require("@pulumi/pulumi/runtime/debuggable").debuggablePromise(promise, "resource");
      console.log(promise._debugCtx, promise._debugStackTrace.split("\\n").length, new Error().stack.includes(" at "));
    `);
    expect(stacks).toBe("resource 1 true");
  });

  it("has it all the same when it is used: functions become text", async () => {
    const text = await run(`
      const { runtime } = require("@pulumi/pulumi");
      const greeting = "hello";
      runtime.serializeFunction(() => greeting).then(({ text }) => console.log(text));
    `);
    expect(text).toContain("hello");
  });

  it("has it all the same when it is used: a provider says at which port it listens", async () => {
    const port = await run(`
      const { provider } = require("@pulumi/pulumi");
      const write = process.stdout.write;
      process.stdout.write = (text) => write.call(process.stdout, text, () => process.exit());
      provider.main({ version: "1.0.0" }, ["127.0.0.1:1"]);
    `);
    expect(Number(port)).toBeGreaterThan(0);
  });

  it("has it all the same when it is used: the code of a program is found", async () => {
    const paths = await run(`
      const { runtime } = require("@pulumi/pulumi");
      runtime.computeCodePaths({ extraIncludePaths: ["./policy"] }).then((paths) => console.log([...paths.keys()].includes("policy")));
    `);
    expect(paths).toBe("true");
  });

  it("has it all the same when it is used: the automation API answers", async () => {
    const name = await run(`
      const { automation } = require("@pulumi/pulumi");
      console.log(automation.fullyQualifiedStackName("org", "project", "stack"));
    `);
    expect(name).toBe("org/project/stack");
  });

  it("has it all the same when it is used: an error of gRPC is known as one", async () => {
    const known = await run(`
      const { isGrpcError } = require("@pulumi/pulumi");
      console.log([14, 99].map((code) => isGrpcError(Object.assign(new Error("lost"), { code }))).join());
    `);
    expect(known).toBe("true,false");
  });

  it("has it all the same when it is used: an engine is asked through gRPC", async () => {
    const code = await run(`
      const { runtime } = require("@pulumi/pulumi");
      runtime.resetOptions("project", "stack", 1, "127.0.0.1:1", "127.0.0.1:1", false, "organization");
      runtime.getEngine().getRootResource(new (require("@pulumi/pulumi/proto/engine_pb").GetRootResourceRequest)(), (error) => {
        console.log(error.code);
        process.exit();
      });
    `);
    expect(code).toBe("14");
  });

  it("has it all the same when it is used: a client secret signs in", async () => {
    const refused = await run(`
      const { ClientSecretCredential } = require("@azure/identity");
      const options = { authorityHost: "https://127.0.0.1:1", disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
      new ClientSecretCredential("tenant", "application", "secret", options).getToken("scope").catch((error) => console.log(error.name));
    `);
    expect(refused).toBe("CredentialUnavailableError");
  });

  it("has it all the same when it is used: a token is provided", async () => {
    const token = await run(`
      const { getBearerTokenProvider } = require("@azure/identity");
      const credential = { getToken: async () => ({ token: "token", expiresOnTimestamp: Date.now() + 3_600_000 }) };
      getBearerTokenProvider(credential, "scope")().then((token) => console.log(token));
    `);
    expect(token).toBe("token");
  });

  it("has it all the same when it is used: a certificate signs", async () => {
    const parts = await run(`
      const { ClientAssertion, CryptoProvider } = require("@azure/msal-node");
      const { privateKey } = require("node:crypto").generateKeyPairSync("rsa", {
        modulusLength: 2048,
        publicKeyEncoding: { type: "spki", format: "pem" },
        privateKeyEncoding: { type: "pkcs8", format: "pem" },
      });
      const assertion = ClientAssertion.fromCertificate("ab".repeat(20), privateKey);
      console.log(assertion.getJwt(new CryptoProvider(), "issuer", "audience").split(".").length);
    `);
    expect(parts).toBe("3");
  });
});
