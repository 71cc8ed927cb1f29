import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { judgedAt } from "../../components/gatekeeper.ts";

const pinned = "2026-11-20T09:00:00Z";
const left = { HYBRID_SYNC_LAB_CLOCK: pinned, ARM_METADATA_HOSTNAME: "127.0.0.1:8443" };
const configured = (values: Readonly<Record<string, string>>) => ({ get: (key: string) => values[key] });

describe("the clock of a stack", () => {
  it("is pinned beside a simulated tenant", () => {
    expect(judgedAt(configured({}), left).toISOString()).toBe("2026-11-20T09:00:00.000Z");
    expect(judgedAt(configured({ "azuread:metadataHost": "localhost:8443" }), left)).toEqual(new Date(pinned));
  });

  it("is not pinned for the real tenant of the stack's configuration, whatever the environment still says", () => {
    const real = configured({ "azuread:metadataHost": "login.microsoftonline.com" });
    expect(() => judgedAt(real, left)).toThrow(pulumi.RunError);
    expect(() => judgedAt(real, left)).toThrow("unset HYBRID_SYNC_LAB_CLOCK");
  });
});
