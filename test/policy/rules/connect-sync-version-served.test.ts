import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
import { connectSyncVersionServed as rule } from "../../../policy/rules/connect-sync-version-served.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";

function withVersion(version: string | null, change: Partial<NonNullable<TenantInputs["connectSync"]>> = {}): object {
  const { connectSync, ...inputs } = examples.tenant();
  if (connectSync === null) throw new Error("the example declares no Connect Sync");
  const servers = [{ name: "SRV9", mode: "active", version }] as const;
  return { ...inputs, connectSync: { ...connectSync, servers, ...change } };
}

describe("connect-sync-version-served", () => {
  it.each(["2.5.79.0", "2.5.79.1", "2.5.190.0", "2.6.1.0", "3.0.0.0", "10.0.0.0"])("accepts %s", (version) => {
    expect(judged(rule, "tenant", withVersion(version)).verdicts).toEqual(["met"]);
  });

  it.each(["2.5.78.9", "2.5.8.0", "2.4.190.0", "1.6.79.0"])("objects to %s, and names the server", (version) => {
    expect(judged(rule, "tenant", withVersion(version))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      facts: [`SRV9 is declared to run Connect Sync ${version}, older than 2.5.79.0`],
    });
  });

  it("only warns while the service still serves older ones", () => {
    const now = new Date("2026-09-29T23:59:59Z");
    expect(judged(rule, "tenant", withVersion("2.5.3.0"), now)).toMatchObject({ levels: ["advisory"] });
  });

  it("cannot verify what nobody declares, once it is installed", () => {
    expect(judged(rule, "tenant", withVersion(null))).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
      facts: [
        "SRV9 cannot verify which version of Connect Sync it runs: no directory shows the version, and none is declared",
      ],
    });
    const before = withVersion(null, { phase: "before-install" });
    expect(judged(rule, "tenant", before).verdicts).toEqual(["not applicable"]);
  });

  it("is not about a tenant without Connect Sync", () => {
    expect(judged(rule, "tenant", { ...examples.tenant(), connectSync: null }).verdicts).toEqual(["not applicable"]);
  });
});
