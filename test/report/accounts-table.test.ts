import { describe, expect, it } from "vitest";
import { accounts } from "../../catalogue/accounts.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { accountsTable, renderAccountsTable, renderReport } from "../../report/accounts-table.ts";
import {
  createdAdministrator,
  type Example,
  examples,
  noAccess,
  resource,
  snapshot,
  today,
} from "../policy/examples.ts";
import { unknownText } from "../policy/judged.ts";

const named = (name: string, example: Example, inputs: object): DeclaredResource => ({
  ...resource(example, inputs),
  name,
});

/** A stack with both tools and all ten accounts. */
const stack = (): DeclaredResource[] => [
  named("connect-connector", "connector account", examples["connector account"]()),
  named("connect-service", "ADSync service account", examples["ADSync service account"]()),
  named("connect-identity", "entra connector identity", examples["entra connector identity"]()),
  named("connect-local", "attested account", examples["attested account"]()),
  named("connect-enterprise", "privileged administrator", examples["privileged administrator"]()),
  named("connect-administrator", "entra administrator", examples["entra administrator"]()),
  named("connect-sql", "attested account", {
    ...examples["attested account"](),
    account: "connect-sync-sql-administrator",
    name: "sa",
    needed: false,
    reason: "the database is LocalDB",
    attestation: null,
  }),
  named("cloud-gmsa", "group managed service account", examples["group managed service account"]()),
  named("cloud-domain", "privileged administrator", {
    ...examples["privileged administrator"](),
    account: "cloud-sync-domain-administrator",
    phase: "after-install",
  }),
  named("cloud-administrator", "entra administrator", {
    ...createdAdministrator(),
    account: "cloud-sync-hybrid-identity-administrator",
  }),
];

/** The stack with one resource's inputs changed. */
const withChange = (name: string, change: (inputs: Record<string, unknown>) => object): DeclaredResource[] =>
  stack().map((one) => (one.name === name ? { ...one, inputs: { ...one.inputs, ...change({ ...one.inputs }) } } : one));

const rowOf = (resources: readonly DeclaredResource[], account: string) =>
  accountsTable(resources, today).rows.find((row) => row.account === account);

describe("the table of accounts", () => {
  it("counts how an administrator holds its roles in the tenant for its row, also before that is known", () => {
    const account = "connect-sync-hybrid-identity-administrator";
    const holding = (observed: unknown) => [
      ...stack(),
      named("connect-roles", "entra role holdings", { ...examples["entra role holdings"](), observed }),
    ];
    expect(rowOf(holding(examples["entra role holdings"]().observed), account)?.verdict).toBe("met");
    expect(rowOf(holding(unknownText), account)?.verdict).toBe("not yet known");
    const { rows } = accountsTable(holding({ holdings: { observed: [] } }), today);
    expect(rows.filter((row) => row.account === account)).toMatchObject([
      {
        verdict: "unmet",
        enforcementLevel: "mandatory",
        evidence: "does not have Hybrid Identity Administrator directly in the tenant",
      },
    ]);
  });

  it("has a row for each of the ten accounts, in the order of the catalogue, and no violation of a healthy stack", () => {
    const { rows, violations } = accountsTable(stack(), today);
    expect(rows.map(({ account }) => account)).toEqual(Object.keys(accounts));
    expect(violations).toEqual([]);
    expect(rows.map(({ verdict }) => verdict)).toEqual([
      "met",
      "met",
      "met",
      "met",
      "met",
      "met",
      "attested",
      "met",
      "met",
      "not applicable",
    ]);
  });

  it("has a row for each forest where an account is one to a forest", () => {
    const second = named("connect-connector-2", "connector account", {
      ...examples["connector account"](),
      forest: "tailspin.example",
      name: null,
      phase: "before-install",
      observed: { ...examples["connector account"]().observed, account: { observed: null }, details: null },
    });
    const rows = accountsTable([...stack(), second], today).rows.filter(
      ({ account }) => account === "connect-sync-connector-account",
    );
    expect(rows.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["FABRIKAM\\svc-sync", "met"],
      [null, "installer creates it"],
    ]);
  });

  it("shows the worst of what the rules conclude, with its fact", () => {
    const resources = withChange("connect-administrator", ({ observed }) => ({
      observed: { ...(observed as object), user: { observed: null } },
    }));
    expect(rowOf(resources, "connect-sync-hybrid-identity-administrator")).toMatchObject({
      verdict: "unmet",
      enforcementLevel: "mandatory",
      evidence: "was not found in the tenant",
    });
  });

  it("puts what cannot be verified at the mandatory level before what is unmet at the advisory one", () => {
    const resources = withChange("connect-administrator", ({ observed }) => ({
      roles: ["global-administrator"],
      observed: { ...(observed as object), user: noAccess },
    }));
    expect(rowOf(resources, "connect-sync-hybrid-identity-administrator")).toMatchObject({
      verdict: "unobservable",
      enforcementLevel: "mandatory",
      evidence: "cannot verify whether it is a guest: the reader cannot read it",
    });
  });

  it("says where advice is all there is", () => {
    const resources = withChange("connect-identity", () => ({ kind: "user", name: "Sync_SRV9@fabrikam.example" }));
    expect(rowOf(resources, "connect-sync-entra-connector-account")).toMatchObject({
      verdict: "unmet",
      enforcementLevel: "advisory",
    });
    expect(renderReport(resources, { clock: today, colour: false })).toContain(
      "[advisory] entra-connector-application",
    );
  });

  it("says what is not known yet, and names nothing that is not", () => {
    const resources = withChange("cloud-administrator", () => ({
      userPrincipalName: unknownText,
      observed: unknownText,
    }));
    expect(rowOf(resources, "cloud-sync-hybrid-identity-administrator")).toMatchObject({
      name: "not yet known",
      verdict: "not yet known",
    });
  });

  it("says of a snapshot when it was recorded", () => {
    const resources = withChange("cloud-gmsa", ({ observed }) => ({
      observed: { ...(observed as object), evidence: snapshot("2026-11-20T07:00:00Z") },
    }));
    expect(rowOf(resources, "cloud-sync-service-account")?.evidence).toContain("(snapshot of 2026-11-20)");
  });

  it("hides the accounts of a tool that is not configured, unless asked for them", () => {
    const cloudSync = stack().filter(({ name }) => name.startsWith("cloud-"));
    const table = accountsTable(cloudSync, today);
    expect(table.rows).toHaveLength(10);
    expect(renderAccountsTable(table, { colour: false })).not.toContain("Connect Sync");
    expect(renderAccountsTable(table, { colour: false, showUnconfigured: true })).toContain(
      "Connect Sync is not configured",
    );
  });

  it("shows an account of a configured tool that is not declared or not needed", () => {
    const without = stack().filter(({ name }) => name !== "connect-enterprise");
    expect(rowOf(without, "connect-sync-enterprise-administrator")).toMatchObject({
      verdict: "not applicable",
      evidence: "not declared",
      configured: true,
    });
    expect(rowOf(stack(), "connect-sync-sql-administrator")?.evidence).toBe("is not needed: the database is LocalDB");
  });

  it("takes no other resource for an account", () => {
    const user = { type: "azuread:index/user:User", name: "user", inputs: { account: "cloud-sync-service-account" } };
    expect(accountsTable([user], today).rows.every(({ configured }) => !configured)).toBe(true);
  });

  it("puts mandatory violations first, each with its message", () => {
    const resources = withChange("connect-identity", () => ({ kind: "user" })).map((one) =>
      one.name === "connect-local" ? { ...one, inputs: { ...one.inputs, attestation: null } } : one,
    );
    const { violations } = accountsTable(resources, today);
    expect(violations.map(({ enforcementLevel, rule }) => [enforcementLevel, rule.name])).toEqual([
      ["mandatory", "attestation-valid"],
      ["advisory", "entra-connector-application"],
    ]);
  });

  it("lists violations that stand for no account as well", () => {
    const assignment = {
      type: "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
      name: "role",
      inputs: { roleId: "d29b2b05-8046-44ba-8758-1e26182fcf32", principalObjectId: unknownText },
    };
    const { violations } = accountsTable([...stack(), assignment], today);
    expect(violations.map(({ rule }) => rule.name)).toEqual(["directory-synchronization-role-not-assigned"]);
  });
});

describe("the table in plain text", () => {
  it("reads like this", () => {
    const resources = withChange("cloud-gmsa", ({ observed }) => {
      const { details, ...rest } = observed as { details: object };
      return { observed: { ...rest, details: { ...details, encryptionTypes: { observed: 4 } } } };
    });
    expect(`\n${renderReport(resources, { clock: today, colour: false, width: 120 })}\n`).toMatchSnapshot();
  });

  it("keeps to the width it is given, from 106 columns on", () => {
    for (const width of [106, 120, 160]) {
      const [table = ""] = renderReport(stack(), { clock: today, colour: false, width }).split("\n\n");
      expect(Math.max(...table.split("\n").map((line) => line.length))).toBe(width);
    }
  });

  it("is a paragraph to each account on a narrow terminal, and keeps to its width", () => {
    const report = renderReport(stack(), { clock: today, colour: false, width: 80 });
    expect(Math.max(...report.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(report).not.toContain("│");
    expect(report).toContain("Connect Sync: SQL SA, sa\n  not applicable: ");
  });

  it("names the violated rules without their messages when asked", () => {
    const resources = withChange("connect-identity", () => ({ kind: "user" }));
    const lines = renderReport(resources, { clock: today, colour: false, violations: "by name" }).split("\n");
    expect(lines.slice(lines.lastIndexOf("") + 1)).toEqual(["[advisory] entra-connector-application"]);
  });

  it("colours only when asked", () => {
    const sequence = "\u001b[";
    expect(renderReport(stack(), { clock: today, colour: false })).not.toContain(sequence);
    expect(renderReport(stack(), { clock: today, colour: true })).toContain(sequence);
  });

  it("lets no name of a directory reach the terminal as it stands", () => {
    const resources = withChange("connect-connector", () => ({ name: "FABRIKAM\\\u001b[2Jsvc" }));
    expect(renderReport(resources, { clock: today, colour: false })).toContain("\\u{1b}[2Jsvc");
  });
});
