import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerResourceOptions,
  ConfigureAnalyzerRequest,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import { execa } from "execa";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { rules } from "../../policy/rules.ts";
import { type Example, examples, noAccess, resource } from "./examples.ts";
import { unknownText } from "./judged.ts";

const require = createRequire(import.meta.url);
const runPolicyPack = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
const pack = fileURLToPath(new URL("../../policy", import.meta.url));
/** The values of the protocol's enumeration. */
const advisory = 0;
const mandatory = 1;

const start = (environment: Record<string, string>) =>
  execa(process.execPath, [runPolicyPack, "127.0.0.1:1", pack], {
    cwd: pack,
    env: { HYBRID_SYNC_LAB_CLOCK: "", ARM_METADATA_HOSTNAME: "", ...environment },
    reject: false,
  });

/** The port that the pack prints when it serves. */
async function port({ stdout }: ReturnType<typeof start>): Promise<string> {
  const [text] = await once(stdout, "data");
  return String(text).trim();
}

/** Calls one method of the client as a promise. */
function call<Request, Response>(
  method: (request: Request, callback: (error: Error | null, response: Response) => void) => unknown,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method(request, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

describe("the policy pack, over its own protocol", () => {
  const process = start({ HYBRID_SYNC_LAB_CLOCK: "2026-11-23T09:00:00Z", ARM_METADATA_HOSTNAME: "localhost:8443" });
  let client: AnalyzerClient;

  beforeAll(async () => {
    client = new AnalyzerClient(`127.0.0.1:${await port(process)}`, credentials.createInsecure());
  });
  afterAll(async () => {
    client?.close();
    process.kill();
    await process;
  });

  const analyze = async ({ type, name, inputs }: DeclaredResource): Promise<AnalyzeResponse> => {
    const request = new AnalyzeRequest();
    request.setType(type);
    request.setName(name);
    request.setUrn(`urn:pulumi:dev::hybrid-sync::${type}::${name}`);
    request.setProperties(Struct.fromJavaScript(inputs as Record<string, JavaScriptValue>));
    request.setOptions(new AnalyzerResourceOptions());
    return call<AnalyzeRequest, AnalyzeResponse>(client.analyze.bind(client), request);
  };
  const diagnostics = async (declared: DeclaredResource) =>
    (await analyze(declared)).getDiagnosticsList().map((diagnostic) => ({
      rule: diagnostic.getPolicyname(),
      level: diagnostic.getEnforcementlevel(),
      message: diagnostic.getMessage(),
    }));

  it("names itself and every rule, with description, level and link", async () => {
    const info = await call<Empty, AnalyzerInfo>(client.getAnalyzerInfo.bind(client), new Empty());
    expect([info.getName(), info.getVersion()]).toEqual(["hybrid-sync", "0.1.0"]);
    const served = info.getPoliciesList().map((policy) => ({
      name: policy.getName(),
      description: policy.getDescription(),
      level: policy.getEnforcementlevel(),
      url: policy.getUrl(),
      remedy: policy.getRemediationSteps(),
    }));
    // What hands the configuration on is asked first.
    expect(served[0]?.name).toBe("profile-and-thresholds");
    expect(served.at(-1)?.name).toBe("decisions-needed");
    expect(served.slice(1, -1)).toEqual(
      rules.map(({ name, description, enforcementLevel, reference, remedy }) => ({
        name,
        description,
        level: enforcementLevel === "mandatory" ? mandatory : advisory,
        url: reference,
        remedy: String(remedy),
      })),
    );
  });

  it.each(Object.keys(examples) as Example[])("has nothing against a healthy %s", async (example) => {
    expect(await diagnostics(resource(example, examples[example]()))).toEqual([]);
  });

  it("reports a violation at the rule's level, by its own message alone", async () => {
    const inputs = examples["ADSync service account"]();
    expect(
      await diagnostics(
        resource("ADSync service account", { ...inputs, database: "remote SQL Server", kind: "virtual account" }),
      ),
    ).toEqual([
      {
        rule: "adsync-service-account-supported",
        level: mandatory,
        message: expect.stringMatching(
          /^The ADSync service account as a virtual account is not supported with a remote SQL Server on a member server; .*\nSupported there: /,
        ),
      },
    ]);
  });

  it("reports what cannot be decided as an advice, by its own message alone, too", async () => {
    const inputs = examples["connector account"]();
    const protectedGroups = { undecided: { reason: "an entry asks for a claim" } };
    const observed = { ...inputs.observed, details: { ...inputs.observed.details, protectedGroups } };
    expect(await diagnostics(resource("connector account", { ...inputs, observed }))).toEqual([
      {
        rule: "connector-account-not-protected",
        level: advisory,
        message: expect.stringMatching(/^FABRIKAM\\svc-sync: undecided in which protected groups/),
      },
    ]);
  });

  it("judges by the pinned clock beside a simulated tenant", async () => {
    const attestation = { by: "R. Okafor", on: "2026-11-10", evidence: "CHG-7", expires: "2026-11-22" };
    const found = await diagnostics(resource("attested account", { ...examples["attested account"](), attestation }));
    expect(found.map(({ rule, level }) => [rule, level])).toEqual([["attestation-valid", mandatory]]);
  });

  it("reports nothing where a preview does not know a value yet", async () => {
    for (const example of Object.keys(examples) as Example[]) {
      const inputs = { ...examples[example](), observed: unknownText, account: unknownText };
      expect(await diagnostics(resource(example, inputs))).toEqual([]);
    }
  });

  it("fails closed, and not at all itself, on inputs that are no such thing", async () => {
    const found = await diagnostics({ ...resource("connector account", {}), inputs: { secret: "hunter2" } });
    expect(found.length).toBeGreaterThan(0);
    for (const { level, message } of found) {
      expect(level).toBe(mandatory);
      expect(message).toMatch(/cannot verify: \S+ is missing or has an unexpected value; nothing is concluded/);
      expect(message).not.toContain("hunter2");
    }
  });

  it("says of other resources that no rule is about them", async () => {
    const response = await analyze({ type: "azuread:index/user:User", name: "user", inputs: { displayName: "x" } });
    expect(response.getDiagnosticsList()).toEqual([]);
    expect(response.getNotApplicableList().map((rule) => rule.getPolicyName())).toEqual([
      "profile-and-thresholds",
      ...rules.map(({ name }) => name),
    ]);
  });

  it("takes profile and thresholds for every rule from one place of its configuration, and refuses what is no such thing", async () => {
    const configure = async (properties: Record<string, JavaScriptValue>) => {
      const request = new ConfigureAnalyzerRequest();
      const config = new PolicyConfig();
      config.setEnforcementlevel(advisory);
      config.setProperties(Struct.fromJavaScript(properties));
      request.getPolicyconfigMap().set("profile-and-thresholds", config);
      await call(client.configure.bind(client), request);
    };
    await configure({ connectorPasswordDays: 30, snapshotDay: 3 });
    const inputs = examples["connector account"]();
    const details = { ...inputs.observed.details, passwordLastSet: { observed: "2026-10-01T00:00:00.000Z" } };
    const observed = { ...inputs.observed, details };
    const old = resource("connector account", { ...inputs, observed });
    expect((await diagnostics(old)).map(({ rule, message }) => [rule, message.split("\n")[0]])).toEqual([
      [
        "connector-account-password-age",
        expect.stringContaining("since 2026-10-01, for more than 30 days, as the policy pack is configured;"),
      ],
    ]);
    expect(await diagnostics(resource("tenant", examples.tenant()))).toEqual([
      {
        rule: "profile-and-thresholds",
        // Whatever its level is said to be.
        level: mandatory,
        message:
          "The configuration of the policy pack cannot be used: profile-and-thresholds.snapshotDay is not known. Did you mean snapshotDays? Otherwise remove it.",
      },
    ]);
    await configure({});
    expect(await diagnostics(old)).toEqual([]);
  });

  it("leaves an organisation the last word on a rule's level", async () => {
    const request = new ConfigureAnalyzerRequest();
    const config = new PolicyConfig();
    config.setEnforcementlevel(advisory);
    config.setProperties(Struct.fromJavaScript({}));
    request.getPolicyconfigMap().set("service-account-enabled", config);
    await call(client.configure.bind(client), request);

    const inputs = examples["group managed service account"]();
    const observed = { ...inputs.observed, details: { ...inputs.observed.details, enabled: noAccess } };
    const found = await diagnostics(resource("group managed service account", { ...inputs, observed }));
    expect(found.map(({ rule, level }) => [rule, level])).toEqual([["service-account-enabled", advisory]]);
  });
});

describe("the policy pack, with a clock that is pinned without a simulated tenant", () => {
  it("does not start, and says why in one sentence", async () => {
    const { exitCode, stdout, stderr } = await start({ HYBRID_SYNC_LAB_CLOCK: "2020-01-01T00:00:00Z" });
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^HYBRID_SYNC_LAB_CLOCK is set to "2020-01-01T00:00:00Z", but .*; unset HYBRID_SYNC_LAB_CLOCK\.$/,
    );
  });
});
