import { describe, expect, it } from "vitest";
import { passwordResetServicePrincipalEnabled as rule } from "../../../policy/rules/password-reset-service-principal-enabled.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";

function withService(passwordResetService: unknown): object {
  const inputs = examples.tenant();
  return { ...inputs, observed: { ...inputs.observed, passwordResetService } };
}

describe("password-reset-service-principal-enabled", () => {
  it("has nothing to say where no application writes passwords back", () => {
    expect(judged(rule, "tenant", examples.tenant()).verdicts).toEqual(["not applicable"]);
  });

  it("accepts one that exists and is enabled", () => {
    expect(judged(rule, "tenant", withService({ observed: { enabled: true } })).verdicts).toEqual(["met"]);
  });

  it("says how to create one that is not there, and how to enable one that is disabled", () => {
    const absent = judged(rule, "tenant", withService({ observed: null }));
    expect(absent).toMatchObject({
      levels: ["mandatory"],
      messages: [
        'The service principal "Microsoft password reset service" does not exist in the tenant; the permissions of password ' +
          "writeback cannot be granted to the application.\nEnable self-service password reset, or create it with: az ad sp create " +
          "--id 93625bc8-bfe2-437a-97e0-3d0060024faa",
      ],
    });
    const disabled = judged(rule, "tenant", withService({ observed: { enabled: false } }));
    expect(disabled.levels).toEqual(["mandatory"]);
    expect(disabled.messages[0]).toContain("Enable it with: az ad sp update");
  });

  it("cannot verify when it may not be read", () => {
    expect(judged(rule, "tenant", withService(noAccess)).verdicts).toEqual(["unobservable"]);
  });
});
