import { describe, expect, it } from "vitest";
import { judge } from "../../../policy/judge-stack.ts";
import { toldIn } from "../../../policy/judgement/judged-rule.ts";
import type { Rule } from "../../../policy/judgement/rule.ts";
import { connectorAccountFeaturePermissions as rule } from "../../../policy/rules/connector-account-feature-permissions.ts";
import { connectorObject, examples, noAccess, resource, today } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";
import { itNeedsAnObservation } from "../missing-observation.ts";
import { withAdSyncConfig } from "../modules.ts";
import { type Grants, lacking, withGrants, withoutObjects, withRights } from "../permission-rows.ts";

const root = "DC=fabrikam,DC=example";
const entry =
  "(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1104)";
const lockoutTime = "password-writeback/write lockoutTime/user";

const withFeatures = (features: readonly string[], grants: Grants = {}) =>
  withGrants({ ...examples["connector account"](), features }, "fabrikam.example", grants);

describe("connector-account-feature-permissions", () => {
  it("accepts an account that holds what reading and its features need, and says so for every domain", () => {
    const { verdicts, facts } = judged(rule, "connector account", withFeatures(["password-writeback"]));
    expect(verdicts).toEqual(["met", "met", "met", "met"]);
    expect(facts.at(-1)).toBe(`${connectorObject.name} has the permissions that Password writeback needs on ${root}`);
  });

  it("names what is missing, what goes wrong, the cmdlet and the line for dsacls", () => {
    expect(
      judged(rule, "connector account", withFeatures(["password-writeback"], { [lockoutTime]: lacking(entry) })),
    ).toMatchObject({
      verdicts: ["met", "met", "met", "unmet"],
      levels: ["mandatory"],
      messages: [
        `FABRIKAM\\svc-sync lacks Write lockoutTime on user objects below ${root} that inherit permissions, which Password writeback needs; accounts will not be unlocked, and password writeback fails.\n` +
          `Grant it with: ${withAdSyncConfig}Set-ADSyncPasswordWritebackPermissions -ADConnectorAccountDN "CN=svc-sync,OU=Services,DC=fabrikam,DC=example" ; or grant only what is missing with: dsacls "${root}" /I:S /G "FABRIKAM\\svc-sync:WP;lockoutTime;user"`,
      ],
    });
  });

  it("blocks where the right is one on the domain root itself, and only shows what may be granted below it unseen", () => {
    const grants: Grants = {
      [lockoutTime]: lacking(entry),
      "password-writeback/Unexpire-Password/domain root": lacking("(root)"),
    };
    const inputs = withoutObjects(withFeatures(["password-writeback"], grants), "fabrikam.example");
    const { levels, messages } = judged(rule, "connector account", inputs);
    expect(levels).toEqual(["advisory", "mandatory"]);
    expect(messages[1]).toContain('lacks "Unexpire Password" on');
  });

  it("is content where organizational units in scope grant what the domain root does not", () => {
    const inputs = withFeatures(["password-writeback"], { [lockoutTime]: lacking(entry) });
    const onUnits = withRights(inputs, "fabrikam.example", [lockoutTime], {
      held: 80,
      grantedFrom: { count: 1, sample: [`OU=Staff,${root}`] },
    });
    expect(judged(rule, "connector account", onUnits).verdicts).toEqual(["met", "met", "met", "met"]);
    const empty = withRights(onUnits, "fabrikam.example", [lockoutTime], { objects: 0, held: 0 });
    expect(judged(rule, "connector account", empty).verdicts).toEqual(["met", "met", "met", "met"]);
  });

  it("finds each missing permission by itself, and tells those of one feature in one message", () => {
    const grants: Grants = {
      [lockoutTime]: lacking(entry),
      "password-writeback/User-Force-Change-Password/user": lacking("(second)"),
    };
    const both = withFeatures(["password-writeback"], grants);
    const { ids } = judged(rule, "connector account", both);
    expect(new Set(ids).size).toBe(2);
    // Who accepted one has not accepted the other, whichever is missing alone.
    const alone = withFeatures(["password-writeback"], { [lockoutTime]: lacking(entry) });
    expect(ids).toEqual(expect.arrayContaining([...judged(rule, "connector account", alone).ids]));
    const [told, ...others] = toldIn(judge([resource("connector account", both)], today, [rule as Rule]));
    expect(others).toEqual([]);
    expect(told?.message).toContain(
      `lacks "Reset Password" [${ids[0]}]; Write lockoutTime [${ids[1]}] on user objects below ${root} that inherit permissions`,
    );
    expect(told?.message).toContain(
      "passwords that people reset in the cloud will not be written back; accounts will not be unlocked, and password writeback fails.",
    );
    expect(told?.message.split("\n")).toEqual([
      expect.any(String),
      expect.stringMatching(
        /^Grant it with: .*Set-ADSyncPasswordWritebackPermissions .*; or grant only what is missing with: dsacls .*CA;Reset Password;user.* ; dsacls .*WP;lockoutTime;user/,
      ),
    ]);
  });

  it("says nothing about features that are off", () => {
    const { verdicts } = judged(rule, "connector account", withFeatures([], { [lockoutTime]: lacking(entry) }));
    expect(verdicts).toEqual(["met", "met"]);
  });

  it("leaves replication rights to the rules about them", () => {
    const grants: Grants = {
      "basic-read/DS-Replication-Get-Changes/domain root": lacking(""),
      "password-hash-sync/DS-Replication-Get-Changes/domain root": lacking(""),
      "password-hash-sync/DS-Replication-Get-Changes-All/domain root": lacking(""),
    };
    expect(judged(rule, "connector account", withFeatures(["password-hash-sync"], grants)).verdicts).toEqual([
      "met",
      "met",
    ]);
  });

  it("advises where reading is missing, which stops nothing", () => {
    const grants: Grants = { "basic-read/read all properties/user": lacking("(A;CIIO;RP;;;x)") };
    expect(judged(rule, "connector account", withFeatures([], grants))).toMatchObject({
      verdicts: ["met", "unmet"],
      levels: ["advisory"],
      messages: [expect.stringContaining("lacks Read all properties on user objects below")],
    });
  });

  it("names the trustee of an entry that denies, which no grant would mend", () => {
    const grants: Grants = { [lockoutTime]: { granted: false, deniedTo: "FABRIKAM\\Contractors", entry } };
    expect(judged(rule, "connector account", withFeatures(["password-writeback"], grants)).messages).toEqual([
      `FABRIKAM\\svc-sync is denied Write lockoutTime on user objects below ${root} that inherit permissions, which Password writeback needs, by an ACE for FABRIKAM\\Contractors; accounts will not be unlocked, and password writeback fails.\n` +
        `Remove the deny ACE for FABRIKAM\\Contractors from ${root}.`,
    ]);
  });

  it("gives the command for each entry that denies once, and where none was made, names the schema", () => {
    const denies = `(D;CI;WP;;;S-1-5-21-1-2-3-1104)`;
    const denial = { on: root, to: "FABRIKAM\\svc-sync", entry: denies };
    const deniedBy = (entries: readonly (typeof denial)[]) => {
      const grant = { granted: false, deniedTo: "FABRIKAM\\svc-sync", deniedBy: entries, entry } as const;
      const grants: Grants = { [lockoutTime]: grant, "password-writeback/write pwdLastSet/user": grant };
      const denied = resource("connector account", withFeatures(["password-writeback"], grants));
      return toldIn(judge([denied], today, [rule as Rule])).map(({ message }) => message);
    };
    const [message = "", ...others] = deniedBy([denial, denial]);
    expect(others).toEqual([]);
    expect(message.split(`("D:${denies}")`)).toHaveLength(2);
    expect(message).not.toContain("applies to everyone");
    expect(deniedBy([])[0]).toContain("from the default security descriptor of their class.");
  });

  it("advises what the schema lacks for a feature", () => {
    const grants: Grants = {
      "exchange-hybrid/write msExchArchiveStatus/user": { granted: false, notInSchema: ["msExchArchiveStatus"] },
      "exchange-hybrid/write msExchArchiveStatus/inetOrgPerson": {
        granted: false,
        notInSchema: ["msExchArchiveStatus"],
      },
    };
    expect(judged(rule, "connector account", withFeatures(["exchange-hybrid"], grants))).toMatchObject({
      levels: ["advisory"],
      messages: [
        expect.stringContaining(
          `FABRIKAM\\svc-sync cannot do everything that Exchange hybrid writeback includes in ${root}: the schema of the forest has no msExchArchiveStatus; msExchArchiveStatus will not be written back.\nExtend the schema`,
        ),
      ],
    });
  });

  it("says nothing about classes to be read that the schema does not have", () => {
    const grants: Grants = {
      "basic-read/read all properties/inetOrgPerson": { granted: false, notInSchema: ["inetOrgPerson"] },
    };
    expect(judged(rule, "connector account", withFeatures([], grants)).messages).toEqual([]);
  });

  it("says of device writeback that nobody can judge it", () => {
    const { verdicts, levels, messages } = judged(rule, "connector account", withFeatures(["device-writeback"]));
    expect(verdicts).toEqual(["met", "met", "undecided"]);
    expect(levels).toEqual(["advisory"]);
    expect(messages[0]).toContain(
      "undecided whether it has the permissions that Device writeback needs: Microsoft does not publish",
    );
  });

  it("does not decide where groups may be created when no container was seen, and finds it missing when none grants it", () => {
    const inputs = withFeatures(["group-writeback"], { "group-writeback/create/group": lacking("(x)") });
    const { verdicts, levels } = judged(rule, "connector account", withoutObjects(inputs, "fabrikam.example"));
    expect(verdicts).toEqual(["met", "met", "met", "undecided"]);
    expect(levels).toEqual(["advisory"]);
    expect(judged(rule, "connector account", inputs)).toMatchObject({
      verdicts: ["met", "met", "met", "unmet"],
      levels: ["mandatory"],
    });
  });

  it("cannot verify what was not looked for, or could not be", () => {
    const inputs = withFeatures(["password-writeback"], { [lockoutTime]: undefined });
    expect(judged(rule, "connector account", inputs)).toMatchObject({
      verdicts: ["met", "met", "met", "unobservable"],
      // As the gap itself would be.
      levels: ["mandatory"],
      messages: [expect.stringContaining("it was not observed")],
    });
    const example = examples["connector account"]();
    const [emea] = example.observed.details?.permissions ?? [];
    const veiled = { ...example.observed.details, permissions: [{ ...emea, requirements: noAccess }] };
    expect(
      judged(rule, "connector account", { ...example, observed: { ...example.observed, details: veiled } }),
    ).toMatchObject({
      verdicts: ["unobservable"],
      messages: [
        expect.stringContaining(
          "cannot verify its permissions on DC=emea,DC=fabrikam,DC=example: the reader cannot read it.",
        ),
      ],
    });
  });

  it("says once what could not be verified for the same reason", () => {
    const example = { ...examples["connector account"](), features: ["password-writeback"] };
    const permissions = (example.observed.details?.permissions ?? []).map((domain) =>
      "observed" in domain.requirements && domain.domain === "fabrikam.example"
        ? {
            ...domain,
            objects: noAccess,
            requirements: {
              observed: domain.requirements.observed.map((row) =>
                /\/write |read all properties\/(user|group)/.test(row.requirement) ? { ...row, grant: noAccess } : row,
              ),
            },
          }
        : domain,
    );
    const observed = { ...example.observed, details: { ...example.observed.details, permissions } };
    const unread = { ...example, observed };
    const { verdicts, levels, ids } = judged(rule, "connector account", unread);
    expect(verdicts).toEqual(["met", "met", "unobservable", "unobservable", "unobservable", "unobservable"]);
    expect(new Set(levels)).toEqual(new Set(["advisory"]));
    const [told, ...others] = toldIn(judge([resource("connector account", unread)], today, [rule as Rule]));
    expect(others).toEqual([]);
    expect(told?.message).toContain("Write lockoutTime");
    expect(told?.message).toContain("Write pwdLastSet");
    expect(told?.message).toContain("that inherit permissions: the reader cannot read it.");
    for (const id of ids) expect(told?.message).toContain(`[${id}]`);
  });

  it("judges every other domain when one is not known yet", () => {
    const example = examples["connector account"]();
    const [emea, own] = example.observed.details?.permissions ?? [];
    const details = { ...example.observed.details, permissions: [{ ...emea, requirements: unknownText }, own] };
    expect(
      judged(rule, "connector account", { ...example, observed: { ...example.observed, details } }).verdicts,
    ).toEqual(["not yet known", "met"]);
  });

  it("cannot verify when no domain was seen", () => {
    const example = examples["connector account"]();
    const details = { ...example.observed.details, permissions: [] };
    const { verdicts, messages } = judged(rule, "connector account", {
      ...example,
      observed: { ...example.observed, details },
    });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("no domain of fabrikam.example is visible to the read account");
  });

  itNeedsAnObservation(rule, "connector account");
});
