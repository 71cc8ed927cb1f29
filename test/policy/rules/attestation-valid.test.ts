import { describe, expect, it } from "vitest";
import { attestationValid as rule } from "../../../policy/rules/attestation-valid.ts";
import { examples } from "../examples.ts";
import { judged, unknownText } from "../judged.ts";

const attestation = {
  name: "SRV9\\installer",
  by: "R. Okafor",
  on: "2026-11-10",
  evidence: "CHG-7",
  expires: "2026-12-31",
};
const withAttestation = (change: object | null) => ({
  ...examples["attested account"](),
  attestation: change && { ...attestation, ...change },
});

describe("attestation-valid", () => {
  it("accepts the word of a person up to and including the last day, in UTC", () => {
    const inputs = withAttestation({ expires: "2026-11-23" });
    const at = (time: string) => judged(rule, "attested account", inputs, new Date(time)).verdicts;
    expect(at("2026-11-23T23:59:59.999Z")).toEqual(["attested"]);
    expect(at("2026-11-24T00:00:00Z")).toEqual(["unmet"]);
  });

  it("names one that has expired", () => {
    expect(judged(rule, "attested account", withAttestation({ expires: "2026-11-22" }))).toMatchObject({
      verdicts: ["unmet"],
      levels: ["mandatory"],
      messages: [
        "The Local Administrator SRV9\\installer was attested by R. Okafor on 2026-11-10 (CHG-7), which expired on 2026-11-22; " +
          "no one knows whether the account exists and has its rights.\n" +
          "Ask R. Okafor or a successor to check the account again, and renew the entry with account connect-sync-local-administrator under hybrid-sync:attestations.",
      ],
    });
  });

  it("asks about a last day that is more than two years ahead, for its year may be misspelled", () => {
    expect(judged(rule, "attested account", withAttestation({ expires: "2062-12-31" }))).toMatchObject({
      verdicts: ["attested", "unmet"],
      levels: ["advisory"],
      messages: [expect.stringContaining("has an attestation that expires on 2062-12-31, more than 2 years from now;")],
    });
    expect(judged(rule, "attested account", withAttestation({ expires: "2028-11-23" })).verdicts).toEqual(["attested"]);
  });

  it("does not take the word about another account", () => {
    const { verdicts, levels, facts, messages } = judged(
      rule,
      "attested account",
      withAttestation({ name: "SRV8\\installer" }),
    );
    expect({ verdicts, levels }).toEqual({ verdicts: ["unmet"], levels: ["mandatory"] });
    expect(facts[0]).toContain(
      "is not the account that R. Okafor attested on 2026-11-10 (CHG-7): that is SRV8\\installer",
    );
    expect(messages[0]).toContain("\nAsk R. Okafor or a successor to check the account again");
    expect(judged(rule, "attested account", withAttestation({ name: "srv9\\INSTALLER" })).verdicts).toEqual([
      "attested",
    ]);
  });

  it("advises where the word names no account, and takes it", () => {
    const { name: _, ...unnamed } = attestation;
    const inputs = { ...examples["attested account"](), attestation: unnamed };
    const { verdicts, levels, messages } = judged(rule, "attested account", inputs);
    expect({ verdicts, levels }).toEqual({ verdicts: ["attested", "unmet"], levels: ["advisory"] });
    expect(messages[0]).toContain(
      "add name: SRV9\\installer to the entry with account connect-sync-local-administrator",
    );
    // Nothing is declared that it could name.
    expect(judged(rule, "attested account", { ...inputs, name: null }).verdicts).toEqual(["attested"]);
    expect(judged(rule, "attested account", { ...withAttestation({}), name: null }).verdicts).toEqual(["attested"]);
  });

  it("does not take a day that is still ahead", () => {
    const { verdicts, messages } = judged(rule, "attested account", withAttestation({ on: "2026-11-24" }));
    expect(verdicts).toEqual(["unmet"]);
    expect(messages[0]).toContain("is attested by R. Okafor on 2026-11-24 (CHG-7), a date in the future;");
    expect(messages[0]).toContain("\nAsk R. Okafor or a successor to check the account again");
  });

  it("cannot verify what nobody attests", () => {
    expect(judged(rule, "attested account", { ...withAttestation(null), name: null })).toMatchObject({
      verdicts: ["unobservable"],
      levels: ["mandatory"],
      messages: [
        "The Local Administrator: not verified, because no one attests it (the installer runs as a local administrator).\n" +
          "Ask the person responsible to check the account, and add an entry with account connect-sync-local-administrator, by, on, evidence and expires under hybrid-sync:attestations.",
      ],
    });
  });

  it("does not apply to an account that is not needed, attested or not", () => {
    for (const inputs of [withAttestation(null), withAttestation({ expires: "2020-01-01" })]) {
      const { verdicts, messages, facts } = judged(rule, "attested account", {
        ...inputs,
        needed: false,
        reason: "the database is LocalDB",
      });
      expect(verdicts).toEqual(["not applicable"]);
      expect(messages).toEqual([]);
      expect(facts[0]).toContain("is not needed: the database is LocalDB");
    }
  });

  it("concludes nothing from a date that is none", () => {
    const { verdicts, levels, messages } = judged(
      rule,
      "attested account",
      withAttestation({ expires: "next spring" }),
    );
    expect(verdicts).toEqual(["unobservable"]);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain("cannot verify: the rule attestation-valid failed (DateError)");
    expect(messages[0]).not.toContain("next spring");
  });

  it("is judged in the update when the attestation is not known yet", () => {
    for (const unknown of [
      { ...withAttestation({}), attestation: unknownText },
      { ...withAttestation({}), needed: unknownText },
      withAttestation({ expires: unknownText }),
    ]) {
      expect(judged(rule, "attested account", unknown).verdicts).toEqual(["not yet known"]);
    }
  });
});
