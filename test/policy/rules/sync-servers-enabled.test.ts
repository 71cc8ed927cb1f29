import { describe, expect, it } from "vitest";
import { syncServersEnabled as rule } from "../../../policy/rules/sync-servers-enabled.ts";
import { examples, noAccess, snapshot, unreachable } from "../examples.ts";
import { judged } from "../judged.ts";

const example = "ADSync service account";

function withServer(change: object, declared: object = {}): object {
  const inputs = examples[example]();
  const [first, second] = inputs.observed.servers ?? [];
  return { ...inputs, ...declared, observed: { ...inputs.observed, servers: [{ ...first, ...change }, second] } };
}

const gone = { computer: { observed: null }, enabled: { observed: false } };

describe("sync-servers-enabled", () => {
  it("accepts servers whose computer accounts are enabled", () => {
    expect(judged(rule, example, examples[example]()).verdicts).toEqual(["met", "met"]);
  });

  it("objects to a disabled one, with the command", () => {
    const { levels, messages } = judged(rule, example, withServer({ enabled: { observed: false } }));
    expect(levels).toEqual(["mandatory"]);
    expect(messages).toEqual([
      "FABRIKAM\\SRV9$ is disabled; the server cannot sign in to the domain, and the ADSync service cannot start there.\n" +
        'Enable it with: Enable-ADAccount -Identity "CN=SRV9,OU=Servers,DC=fabrikam,DC=example" -Server "fabrikam.example"',
    ]);
  });

  it("objects to one that is gone, and only advises before the installation", () => {
    const { levels, facts } = judged(rule, example, withServer(gone));
    expect(levels).toEqual(["mandatory"]);
    expect(facts[0]).toBe("The sync server SRV9 was not seen on dc1.fabrikam.example");
    expect(judged(rule, example, withServer(gone, { phase: "before-install" })).levels).toEqual(["advisory"]);
  });

  it("only advises where an account of the server itself leaves open to which forest it is joined", () => {
    const observed = { ...examples[example]().observed, account: null, details: null };
    for (const kind of ["virtual account", "local account"]) {
      const inputs = withServer(gone, { kind, name: null }) as { observed: object };
      const of = { ...inputs, observed: { ...inputs.observed, account: observed.account, details: null } };
      expect(judged(rule, example, of).levels).toEqual(["advisory"]);
    }
  });

  it("cannot verify what could not be read", () => {
    expect(judged(rule, example, withServer({ computer: noAccess })).levels).toEqual(["advisory"]);
    expect(judged(rule, example, withServer({ enabled: noAccess })).levels).toEqual(["advisory"]);
  });

  it("cannot verify servers that an older version did not observe", () => {
    const inputs = examples[example]();
    const { servers: _, ...observed } = inputs.observed;
    expect(judged(rule, example, { ...inputs, observed })).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["advisory"],
      facts: [expect.stringContaining("another version of hybrid-sync recorded the observation")],
    });
    expect(judged(rule, example, { ...inputs, observed: { ...observed, servers: [] } }).verdicts).toEqual([
      "unobservable",
    ]);
  });

  it("cannot verify by a snapshot that is too old, or when the directory could not be opened", () => {
    const inputs = examples[example]();
    const old = { ...inputs, observed: { ...inputs.observed, evidence: snapshot("2026-11-02T06:00:00Z") } };
    expect(judged(rule, example, old).verdicts).toEqual(["unobservable"]);
    const servers = inputs.signsInOn.map((server) => ({
      server,
      computer: unreachable,
      enabled: unreachable,
      mayRetrieve: null,
    }));
    const closed = { evidence: { source: "none" }, account: null, details: null, servers };
    const { verdicts, messages } = judged(rule, example, { ...inputs, kind: "virtual account", observed: closed });
    expect(verdicts).toEqual(["unobservable"]);
    expect(messages[0]).toContain("refused the connection on port 636");
  });
});
