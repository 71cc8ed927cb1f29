import { describe, expect, it } from "vitest";
import { adSyncServiceAccountSupported as rule } from "../../../policy/rules/adsync-service-account-supported.ts";
import { examples } from "../examples.ts";
import { judged, notObservedYet, unknownText } from "../judged.ts";

const combination = (kind: string, database: string, onDomainController: boolean) =>
  notObservedYet({ ...examples["ADSync service account"](), kind, database, onDomainController });

const local = ["local database", "local SQL Server"];
const managed = ["standalone managed service account", "group managed service account"];

describe("adsync-service-account-supported", () => {
  it.each(
    local.flatMap((database) => [
      ...["virtual account", "local account", ...managed].map((kind) => [kind, database, false] as const),
      ...managed.map((kind) => [kind, database, true] as const),
    ]),
  )("accepts a %s with a %s (domain controller: %s)", (kind, database, onDomainController) => {
    expect(judged(rule, "ADSync service account", combination(kind, database, onDomainController)).verdicts).toEqual([
      "met",
    ]);
  });

  it.each([false, true])("accepts a gMSA with a remote SQL Server (domain controller: %s)", (onDomainController) => {
    const inputs = combination("group managed service account", "remote SQL Server", onDomainController);
    expect(judged(rule, "ADSync service account", inputs).verdicts).toEqual(["met"]);
  });

  it.each([...local, "remote SQL Server"].flatMap((database) => [false, true].map((dc) => [database, dc] as const)))(
    "recommends a gMSA in place of a domain user with a %s (domain controller: %s)",
    (database, onDomainController) => {
      const inputs = combination("domain user", database, onDomainController);
      const before = judged(rule, "ADSync service account", { ...inputs, phase: "before-install" });
      expect(before.levels).toEqual(["advisory"]);
      expect(before.messages[0]).toContain("but a group managed service account is recommended");
      expect(before.messages[0]).toContain("pulumi config set --path");
      const after = judged(rule, "ADSync service account", { ...inputs, phase: "after-install" });
      expect(after.levels).toEqual(["advisory"]);
      expect(after.messages[0]).toContain("The account of an installed server cannot be changed.");
    },
  );

  it.each([
    ["virtual account", "remote SQL Server", false],
    ["virtual account", "remote SQL Server", true],
    ["standalone managed service account", "remote SQL Server", false],
    ["standalone managed service account", "remote SQL Server", true],
    ["virtual account", "local database", true],
    ["virtual account", "local SQL Server", true],
    ["local account", "remote SQL Server", false],
    ["local account", "local database", true],
    ["local account", "local SQL Server", true],
  ])("refuses a %s with a %s (domain controller: %s)", (kind, database, onDomainController) => {
    const { verdicts, levels } = judged(
      rule,
      "ADSync service account",
      combination(kind, database, onDomainController),
    );
    expect(verdicts).toEqual(["unmet"]);
    expect(levels).toEqual(["mandatory"]);
  });

  it("says what is supported instead", () => {
    const inputs = combination("standalone managed service account", "remote SQL Server", false);
    expect(judged(rule, "ADSync service account", inputs).messages).toEqual([
      "The ADSync service account as a standalone managed service account is not supported with a remote SQL Server on a member server; " +
        "the installation fails or is unsupported, and the account cannot be changed afterwards.\n" +
        'Supported there: group managed service account (recommended) and domain user (supported). Set it with: pulumi config set --path hybrid-sync:connectSync.accounts.serviceAccount.kind "group managed service account"',
    ]);
  });

  it("is judged in the update when the combination is not known yet", () => {
    for (const unknown of ["kind", "database", "onDomainController"]) {
      const inputs = { ...examples["ADSync service account"](), [unknown]: unknownText };
      expect(judged(rule, "ADSync service account", inputs).verdicts).toEqual(["not yet known"]);
    }
  });
});
