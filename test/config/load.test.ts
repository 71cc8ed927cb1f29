import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadValues } from "../../config/load.ts";
import { ConfigurationError, loadSettings, parseSettings } from "../../config.ts";
import { healthySettings } from "../fixtures/settings.ts";

/** The healthy configuration as an engine hands it to a program: everything is text. */
function stack(changes: Record<string, string> = {}): Record<string, string> {
  const own = Object.entries(healthySettings()).map(([key, value]) => [`hybrid-sync:${key}`, JSON.stringify(value)]);
  return { ...Object.fromEntries(own), "azuread:tenantId": "11111111-2222-3333-4444-555555555555", ...changes };
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return "";
}

describe("settings of a running stack", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    pulumi.runtime.setAllConfig({});
  });

  it("are read from the configuration that the engine gives, other namespaces aside", () => {
    pulumi.runtime.setAllConfig(stack());
    expect(loadSettings(new pulumi.Config("hybrid-sync"))).toEqual(
      parseSettings(healthySettings(), { project: "hybrid-sync" }),
    );
  });

  it("are refused with an error that Pulumi shows without a stack trace", () => {
    pulumi.runtime.setAllConfig(stack({ "hybrid-sync:conectSync": "{}" }));
    const attempt = () => loadSettings(new pulumi.Config("hybrid-sync"));
    expect(attempt).toThrow(pulumi.RunError);
    expect(messageOf(attempt)).toBe(
      "The configuration has one problem; the program has done nothing.\n\n" +
        "- hybrid-sync:conectSync is not a key: did you mean connectSync? " +
        "Known here are forests, tenant, judgement, profile, cloudSync, connectSync, guardRails, azure, attestations, exceptions, thresholds. Remove it with:\n" +
        "  pulumi config rm --path hybrid-sync:conectSync\n",
    );
  });

  it("contain no encrypted value, and its plain text is not repeated", () => {
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(["hybrid-sync:cloudSync", "azuread:clientSecret"]));
    pulumi.runtime.setAllConfig(stack({ "hybrid-sync:cloudSync": '{"phase":"decrypted-text"}' }));
    const message = messageOf(() => loadSettings(new pulumi.Config("hybrid-sync")));
    expect(message).toMatch(
      /^The configuration has one problem; the program has done nothing\.\n\n- hybrid-sync:cloudSync holds an encrypted value, but no value in this configuration may be encrypted: secrets come from a file or an environment variable only\. Set it/,
    );
    expect(message).not.toContain("decrypted-text");
  });
});

describe("settings of a whole configuration", () => {
  const load = (values: Record<string, unknown>) => () =>
    loadValues(values, { project: "hybrid-sync", secretKeys: [] });

  it("tell the place where JSON ends to be JSON, where the parser knows it", () => {
    const error = messageOf(load(stack({ "hybrid-sync:attestations": '[{"by": "hunter2", }]' })));
    expect(error).toMatch(
      /- hybrid-sync:attestations must be a list, got text that is not valid JSON, from character 20 on\./,
    );
    expect(error).not.toContain("hunter2");
  });

  it("are those of the project's own namespace", () => {
    expect(load({ "other:forests": "[]" })).toThrow(ConfigurationError);
    expect(messageOf(load({ "other:forests": "[]" }))).toContain("hybrid-sync:forests is missing");
  });
});
