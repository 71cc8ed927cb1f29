import { describe, expect, it } from "vitest";
import type { TenantInputs } from "../../../contract/entra.ts";
import { applicationWritersTrusted as rule } from "../../../policy/rules/application-writers-trusted.ts";
import { examples, noAccess } from "../examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheTenant } from "../missing-observation.ts";

const backup = {
  name: "Backup",
  objectId: "11111111-2222-3333-4444-555555555555",
  permissions: ["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"],
};

type Trusted = NonNullable<TenantInputs["observed"]["trustedApplications"]>;

/** What the trusted ones lead to is this; where undefined, an older version observed. */
function having(writers: readonly object[], trusted: readonly string[] = [], leadTo?: Trusted): object {
  const inputs = examples.tenant();
  const applicationWriters = { observed: { count: writers.length, sample: writers } };
  const observed = { ...inputs.observed, applicationWriters, trustedApplications: leadTo };
  return { ...inputs, trustedApplications: trusted, observed };
}

const found = (by: "id" | "display name", ...objectIds: readonly string[]): Trusted => ({
  observed: [
    {
      name: by === "id" ? backup.objectId : backup.name,
      by,
      found: { count: objectIds.length, sample: objectIds.map((objectId) => ({ objectId, name: backup.name })) },
    },
  ],
});

describe("application-writers-trusted", () => {
  it("accepts that there is none", () => {
    expect(judged(rule, "tenant", having([])).verdicts).toEqual(["met"]);
  });

  it.each([
    ["object id, also as an older version observed it", [backup.objectId.toUpperCase()], undefined],
    ["id of its application", ["99999999-2222-3333-4444-555555555555"], found("id", backup.objectId)],
  ] as const)("accepts anyone who is trusted by the %s", (_, trusted, leadTo) => {
    expect(judged(rule, "tenant", having([backup], trusted, leadTo)).verdicts).toEqual(["met"]);
  });

  it("trusts nobody by a display name, whether one has it or several, and gives the id", () => {
    const [one, several] = [found("display name", backup.objectId), found("display name", backup.objectId, "other")];
    for (const leadTo of [one, several, found("display name", "other"), found("display name"), undefined, noAccess]) {
      const { verdicts, messages } = judged(rule, "tenant", having([backup], ["Other", "backup"], leadTo));
      expect(verdicts).toEqual(["unmet"]);
      expect(messages[0]).toContain(
        "and is trusted only by its display name, which anyone who registers an application",
      );
      expect(messages[0]).toContain(`'hybrid-sync:tenant.trustedApplications[1]' ${backup.objectId}`);
    }
  });

  it("names anyone who is not, with the permissions and the way out", () => {
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
