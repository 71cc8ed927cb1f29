import { describe, expect, it } from "vitest";
import { applicationWritersTrusted as rule } from "../../../policy/rules/application-writers-trusted.ts";
import { examples } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const backup = {
  name: "Backup",
  objectId: "11111111-2222-3333-4444-555555555555",
  permissions: ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"],
};

function having(writers: readonly object[], trustedApplications: readonly string[] = []): object {
  const inputs = examples.tenant();
  const applicationWriters = { observed: { count: writers.length, sample: writers } };
  return { ...inputs, trustedApplications, observed: { ...inputs.observed, applicationWriters } };
}

describe("application-writers-trusted", () => {
  it.each([[], [backup.name.toUpperCase()], [backup.objectId]])("accepts whoever is trusted, here %s", (...trusted) => {
    const writers = trusted.length === 0 ? [] : [backup];
    expect(judged(rule, "tenant", having(writers, trusted)).verdicts).toEqual(["met"]);
  });

  it("names whoever is not, with the permissions and the way out", () => {
    expect(judged(rule, "tenant", having([backup]))).toMatchObject({
      levels: ["advisory"],
      facts: [
        'The application "Backup" holds AppRoleAssignment.ReadWrite.All and Application.ReadWrite.All ' +
          "(service principal 11111111-2222-3333-4444-555555555555)",
      ],
      messages: [
        expect.stringContaining(
          "pulumi config set --path 'hybrid-sync:tenant.trustedApplications[0]' 11111111-2222-3333-4444-555555555555",
        ),
      ],
    });
  });

  it("has nothing to say where Connect Sync has no application", () => {
    const inputs = examples.tenant();
    const identity = { kind: "user", name: "Sync_SRV9_0a1b@fabrikam.onmicrosoft.com" };
    const asUser = { ...inputs, connectSync: { ...inputs.connectSync, identity } };
    expect(judged(rule, "tenant", asUser).verdicts).toEqual(["not applicable"]);
  });

  itNeedsTheTenant(rule, ["applicationWriters"]);
});
