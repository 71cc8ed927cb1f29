import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleValues } from "../../fixtures/sample-configuration.ts";
import { ProviderClient } from "./provider-client.ts";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const connectorAccount = {
  subject: "connector account",
  account: "connect-sync-connector-account",
  phase: "before-install",
  forest: "contoso.example",
  name: "CONTOSO\\svc-connect",
  features: ["password-hash-sync"],
};

describe("the provider, over its own protocol", () => {
  let client: ProviderClient;
  beforeAll(async () => {
    client = await ProviderClient.start(sampleValues());
  });
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]();
  });

  it("observes in check and returns what was declared with it", async () => {
    const checked = await client.check({}, connectorAccount);
    expect(checked).toMatchObject(connectorAccount);
    expect(checked.observed).toMatchObject({
      evidence: { source: "snapshot" },
      account: { observed: { name: "CONTOSO\\svc-connect", objectClass: "user" } },
      details: { enabled: { observed: true } },
    });
  });

  it("observes the same twice, and so reports no difference", async () => {
    const first = await client.check({}, connectorAccount);
    const { outputs } = await client.create(first);
    const second = await client.check(first, connectorAccount);
    expect(await client.diff(outputs, second)).toBe("none");
  });

  it("reports a difference when something else is observed", async () => {
    const checked = await client.check({}, connectorAccount);
    const drifted = structuredClone(checked) as { observed: { details: { enabled: unknown } } };
    drifted.observed.details.enabled = { observed: false };
    expect(await client.diff(drifted, checked)).toBe("some");
  });

  it("reports no difference when there are only more objects to see", async () => {
    const checked = await client.check({}, connectorAccount);
    const text = JSON.stringify(checked);
    expect(text).toMatch(/"visible":\d+/);
    const before = JSON.parse(text.replace(/"visible":\d+/g, '"visible":1'));
    expect(await client.diff(before, checked)).toBe("none");
  });

  it("records what was observed, under an id that says which account of which forest", async () => {
    const checked = await client.check({}, connectorAccount);
    const { id, outputs } = await client.create(checked);
    expect(id).toBe("contoso.example/connect-sync-connector-account");
    expect(outputs).toEqual(checked);
    expect(await client.update(outputs, checked)).toEqual(checked);
  });

  it("observes again on a refresh and hands the observation to inputs and outputs alike", async () => {
    const checked = await client.check({}, connectorAccount);
    const read = await client.read("some-id", { ...connectorAccount, observed: { stale: true } });
    expect(read.id).toBe("some-id");
    expect(read.outputs).toEqual(checked);
    expect(read.inputs).toEqual(checked);
  });

  it("forgets on deletion, and does nothing else", async () => {
    await expect(client.delete("some-id", connectorAccount)).resolves.toBeUndefined();
  });

  it("says that nothing is known yet while an input is not", async () => {
    const checked = await client.check({}, { ...connectorAccount, name: unknown });
    expect(checked.observed).toBe(unknown);
  });

  it("keeps an attested account as it was declared", async () => {
    const attested = { subject: "attested account", account: "connect-sync-local-administrator", needed: true };
    expect(await client.check({}, attested)).toEqual(attested);
  });

  it("looks up nothing but whether the name is free for an application, which the program itself declares", async () => {
    const application = { subject: "entra connector identity", kind: "application", name: "Sync of SRV9" };
    const { observed } = await client.check({}, application);
    expect(observed).toEqual({ user: null, nameTaken: { unobservable: expect.anything() } });
    const recorded = { ...application, observed: { user: null, nameTaken: { observed: false } } };
    expect(await client.check(recorded, application)).toEqual(recorded);
  });

  it("prints nothing", () => {
    expect(client.output).toBe("");
  });
});

describe("a provider whose directory cannot be read", () => {
  it("records why, without a stack trace, and goes on", async () => {
    const config = sampleValues();
    config.forests = [{ name: "contoso.example", directory: { snapshot: { file: "samples/no-such.snapshot.json" } } }];
    await using client = await ProviderClient.start(config);
    const checked = await client.check({}, connectorAccount);
    expect(checked.observed).toMatchObject({
      evidence: { source: "none" },
      account: { unobservable: { reason: expect.stringContaining("samples/no-such.snapshot.json") } },
    });
    expect(client.output).toBe("");
  });

  it("records a configuration that is wrong as the reason too", async () => {
    await using client = await ProviderClient.start({ forests: "nonsense" });
    const checked = await client.check({}, connectorAccount);
    expect(checked.observed).toMatchObject({ evidence: { source: "none" }, account: { unobservable: {} } });
    expect(client.output).toBe("");
  });
});
