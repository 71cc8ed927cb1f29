import { describe, expect, it } from "vitest";
import { accounts } from "../../catalogue/accounts.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { makeResult } from "../../report/make-result.ts";
import type { Finding, Result } from "../../report/result.ts";
import { renderTerminal, type TerminalOptions } from "../../report/terminal.ts";
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

const resultOf = (resources: readonly DeclaredResource[]): Result =>
  makeResult(resources, { stack: "test", by: "check", clock: today, program: "0.0.0", appliedStack: true });

const rowOf = (resources: readonly DeclaredResource[], account: string) =>
  resultOf(resources).accounts.find((row) => row.account === account);

const report = (resources: readonly DeclaredResource[], options: Partial<TerminalOptions> = {}) =>
  renderTerminal(resultOf(resources), { colour: false, all: true, ...options });

describe("the table of accounts", () => {
  it("counts how an administrator holds its roles in the tenant for its row, also before that is known", () => {
    const account = "connect-sync-hybrid-identity-administrator";
    const holding = (observed: unknown) => [
      ...stack(),
      named("connect-roles", "entra role holdings", { ...examples["entra role holdings"](), observed }),
    ];
    expect(rowOf(holding(examples["entra role holdings"]().observed), account)?.verdict).toBe("met");
    expect(rowOf(holding(unknownText), account)?.verdict).toBe("not yet known");
    const { accounts: rows } = resultOf(holding({ holdings: { observed: [] } }));
    expect(rows.filter((row) => row.account === account)).toMatchObject([
      {
        verdict: "unmet",
        level: "mandatory",
        evidence: "does not have Hybrid Identity Administrator directly in the tenant",
      },
    ]);
  });

  it("has a row for each of the ten accounts, in the order of the catalogue, and no violation of a healthy stack", () => {
    const { accounts: rows, findings } = resultOf(stack());
    expect(rows.map(({ account }) => account)).toEqual(Object.keys(accounts));
    expect(findings).toEqual([]);
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
    const rows = resultOf([...stack(), second]).accounts.filter(
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
      level: "mandatory",
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
      level: "mandatory",
      evidence: "cannot verify whether it is a guest: the reader cannot read it",
    });
  });

  it("says where advice is all there is", () => {
    const resources = withChange("connect-identity", () => ({ kind: "user", name: "Sync_SRV9@fabrikam.example" }));
    expect(rowOf(resources, "connect-sync-entra-connector-account")).toMatchObject({
      verdict: "unmet",
      level: "advisory",
    });
    expect(report(resources, { all: false })).toMatch(
      /1 advisory.*\n {2}\[\w+\] entra-connector-application HS-\w{12}: /,
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

  it("hides the accounts of a tool that is not configured", () => {
    const cloudSync = stack().filter(({ name }) => name.startsWith("cloud-"));
    expect(resultOf(cloudSync).accounts).toHaveLength(10);
    expect(report(cloudSync)).not.toContain("Connect Sync");
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
    expect(resultOf([user]).accounts.every(({ configured }) => !configured)).toBe(true);
  });

  it("puts mandatory violations first, each with its message", () => {
    const resources = withChange("connect-identity", () => ({ kind: "user" })).map((one) =>
      one.name === "connect-local" ? { ...one, inputs: { ...one.inputs, attestation: null } } : one,
    );
    const { findings } = resultOf(resources);
    expect(findings.map(({ level, rule }) => [level, rule])).toEqual([
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
    const { findings } = resultOf([...stack(), assignment]);
    expect(findings.map(({ rule }) => rule)).toEqual(["directory-synchronization-role-not-assigned"]);
  });
});

describe("the table in plain text", () => {
  it("reads like this", () => {
    const resources = withChange("cloud-gmsa", ({ observed }) => {
      const { details, ...rest } = observed as { details: object };
      return { observed: { ...rest, details: { ...details, encryptionTypes: { observed: 4 } } } };
    });
    expect(`\n${report(resources, { width: 120 })}\n`).toMatchSnapshot();
  });

  it("keeps to the width it is given, from 106 columns on", () => {
    for (const width of [106, 120, 160]) {
      const table = report(stack(), { width })
        .split("\n")
        .filter((line) => /^[┌│└├]/.test(line));
      expect(Math.max(...table.map((line) => line.length))).toBe(width);
    }
  });

  it("is a paragraph to each account on a narrow terminal, and keeps to its width", () => {
    const text = report(stack(), { width: 80 });
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).not.toContain("│");
    expect(text).toContain("Connect Sync: SQL SA, sa\n  not applicable: ");
  });

  it("is a line to each account where not everything is asked for, and keeps to its width", () => {
    for (const width of [50, 80, 120]) {
      const lines = report(stack(), { width, all: false }).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.filter((line) => line.includes("gMSA service account"))).toHaveLength(1);
    }
  });

  it("shows the verdict of each account and the id of each finding, however narrow the terminal and without colour", () => {
    const advised = withChange("connect-identity", () => ({ kind: "user", name: "Sync_SRV9@fabrikam.example" }));
    const ids = resultOf(advised).findings.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    for (const width of [40, 60, 80]) {
      const text = report(advised, { width, all: false });
      for (const id of ids) expect(text).toContain(id);
      const lines = text.split("\n");
      for (const { verdict, title, configured } of resultOf(advised).accounts)
        if (configured) expect(text).toMatch(new RegExp(`^${verdict}(?: \\(advisory\\))?: ${title.slice(0, 15)}`, "m"));
      expect(Math.max(...lines.map((line) => (line.startsWith("    > ") ? 0 : line.length)))).toBeLessThanOrEqual(
        width,
      );
    }
  });

  it("cuts a long fact between two words, and shows the ordinary one whole on a narrow terminal, too", () => {
    const [finding] = resultOf(withChange("connect-identity", () => ({ kind: "user" }))).findings as [Finding];
    const shown = (fact: string, width: number) => {
      const result = { ...resultOf(stack()), findings: [{ ...finding, level: "mandatory" as const, fact }] };
      return renderTerminal(result, { colour: false, width }).replaceAll(/\s+/g, " ");
    };
    const ordinary =
      "lacks Write lockoutTime on user objects below DC=contoso,DC=example, which Password writeback needs";
    for (const width of [40, 80, 120]) expect(shown(ordinary, width)).toContain(`${ordinary};`);
    const long = Array.from({ length: 80 }, (_, index) => `object${index}`).join(", ");
    const { consequence } = finding;
    expect(shown(long, 120)).toMatch(/, object\d+ …; /);
    expect(shown(long, 120)).toContain(String(consequence).replaceAll(/\s+/g, " "));
  });

  it("tells a remedy that several findings share once", () => {
    const resources = withChange("connect-administrator", ({ observed }) => ({
      observed: { ...(observed as object), user: noAccess },
    }));
    const shared = resultOf(resources).findings.map(({ remedy }) => remedy);
    const [remedy = ""] = shared;
    expect(shared.filter((one) => one === remedy).length).toBeGreaterThan(2);
    expect(report(resources).split(remedy)).toHaveLength(2);
  });

  it("colours only when asked", () => {
    const sequence = "\u001b[";
    expect(report(stack())).not.toContain(sequence);
    expect(report(stack(), { colour: true })).toContain(sequence);
  });

  it("lets no name of a directory reach the terminal as it stands", () => {
    const resources = withChange("connect-connector", () => ({ name: "FABRIKAM\\\u001b[2Jsvc" }));
    expect(report(resources)).toContain("\\u{1b}[2Jsvc");
  });
});
