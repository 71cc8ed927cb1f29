import { describe, expect, it } from "vitest";
import { observed } from "../../../catalogue/fact.ts";
import type { Entry } from "../../../directory/entries.ts";
import { observeLogon } from "../../../directory/inspection/logon.ts";
import { Issuers } from "../../../directory/issuers.ts";
import type { LogonToken } from "../../../directory/logon-token.ts";
import { descriptor, domain, hidden, memoryForest, object, unreachable } from "../memory-forest.ts";

const account = object("svc-connect", { rid: 1101 });
const name = account.distinguishedName;
const never = "9223372036854775807";

/** What a domain controller says of an account that nobody has restricted. */
const free = {
  accountExpires: [never],
  "msDS-User-Account-Control-Computed": ["0"],
  "msDS-UserPasswordExpiryTimeComputed": [never],
  userAccountControl: ["66048"],
};

const token: LogonToken = {
  sids: new Map(),
  incomplete: null,
  mayHold: () => false,
  issuers: new Issuers([domain()], "wingtip.test"),
};

function observe(attributes: Entry["attributes"], others: readonly Entry[] = [], held = observed(token)) {
  const entries = [{ distinguishedName: name, attributes }, ...others];
  return observeLogon(memoryForest({ objects: [account], entries }), account, held);
}

/** The permissions can be read, and nothing else. */
const nothingReadable = { nTSecurityDescriptor: [Buffer.from(descriptor([])).toString("base64")] };

function notReadable(attribute: string, owner = name) {
  return {
    unobservable: {
      reason: `WINGTIP\\reader cannot read ${attribute} of ${owner}`,
      remedy: `Grant WINGTIP\\reader Read ${attribute} on ${owner}`,
    },
  };
}

describe("the logon of an account", () => {
  it("has nothing in its way where nobody has restricted it", async () => {
    expect(await observe(free)).toEqual({
      expires: { observed: null },
      password: { observed: { state: "never expires" } },
      lockedOut: { observed: false },
      smartCardRequired: { observed: false },
      workstations: { observed: null },
      deniedHours: { observed: 0 },
      protectedUsers: { observed: [] },
      authenticationPolicies: { observed: [] },
    });
  });

  it("ends on the day that the account expires; zero is no day", async () => {
    const expires = async (stored: string) => (await observe({ ...free, accountExpires: [stored] })).expires;
    expect(await expires("134275968000000000")).toEqual({ observed: "2026-07-04T00:00:00.000Z" });
    expect(await expires("0")).toEqual({ observed: null });
  });

  it("rests on the expiry of the password that the domain controller computes", async () => {
    const password = async (stored: string) =>
      (await observe({ ...free, "msDS-UserPasswordExpiryTimeComputed": [stored] })).password;
    expect(await password("0")).toEqual({ observed: { state: "must be changed" } });
    expect(await password("134275968000000000")).toEqual({
      observed: { state: "expires", on: "2026-07-04T00:00:00.000Z" },
    });
  });

  it("is refused while the account is locked out, and without a smart card where one is required", async () => {
    const restricted = { ...free, "msDS-User-Account-Control-Computed": ["16"], userAccountControl: ["262656"] };
    expect(await observe(restricted)).toMatchObject({
      lockedOut: { observed: true },
      smartCardRequired: { observed: true },
    });
  });

  it("may be bound to computers, named once each", async () => {
    expect((await observe({ ...free, userWorkstations: ["SYNC02, SYNC01,,SYNC02"] })).workstations).toEqual({
      observed: ["SYNC01", "SYNC02"],
    });
  });

  it("may be bound to hours of the week, of which the denied ones are counted", async () => {
    const weekend = Buffer.alloc(21, 0xff).fill(0, 0, 3).fill(0b1111_0000, 3, 4);
    expect((await observe({ ...free, logonHours: [weekend.toString("base64")] })).deniedHours).toEqual({
      observed: 28,
    });
  });

  it("may be subject to silos and policies, which are enforced or audited only", async () => {
    const silo = "CN=Tier 0,CN=AuthN Silos,CN=AuthN Policy Configuration,CN=Services,CN=Configuration";
    const policy = "CN=Servers,CN=AuthN Policies,CN=AuthN Policy Configuration,CN=Services,CN=Configuration";
    const assigned = { ...free, "msDS-AssignedAuthNPolicySilo": [silo], "msDS-AssignedAuthNPolicy": [policy] };
    const { authenticationPolicies } = await observe(assigned, [
      {
        distinguishedName: silo,
        attributes: { "msDS-AuthNPolicySiloEnforced": ["TRUE"] },
      },
      { distinguishedName: policy, attributes: {} },
    ]);
    expect(authenticationPolicies).toEqual({
      observed: [
        { kind: "silo", distinguishedName: silo, enforced: { observed: true } },
        { kind: "policy", distinguishedName: policy, enforced: { observed: false } },
      ],
    });
    const unseen = await observe(assigned, [
      { distinguishedName: silo, attributes: nothingReadable },
      { distinguishedName: policy, attributes: nothingReadable },
    ]);
    expect(unseen.authenticationPolicies).toMatchObject({
      observed: [
        { kind: "silo", enforced: notReadable("msDS-AuthNPolicySiloEnforced", silo) },
        { kind: "policy", enforced: notReadable("msDS-AuthNPolicyEnforced", policy) },
      ],
    });
  });

  it("is not called free where an attribute without a value may be one that the reader may not read", async () => {
    expect(await observe(nothingReadable)).toEqual({
      expires: notReadable("accountExpires"),
      password: notReadable("msDS-UserPasswordExpiryTimeComputed"),
      lockedOut: notReadable("msDS-User-Account-Control-Computed"),
      smartCardRequired: notReadable("userAccountControl"),
      workstations: notReadable("userWorkstations"),
      deniedHours: notReadable("logonHours"),
      protectedUsers: { observed: [] },
      authenticationPolicies: notReadable("msDS-AssignedAuthNPolicySilo"),
    });
  });

  it.each([
    ["accountExpires", "expires", ["", "soon", "-1", "1.5", "9223372036854775808", "9".repeat(400), "\ufffd"]],
    ["msDS-UserPasswordExpiryTimeComputed", "password", ["", "soon", "-1", "9".repeat(400)]],
    ["msDS-User-Account-Control-Computed", "lockedOut", ["", "many", "0x10", "4294967296", "9".repeat(400)]],
    ["userAccountControl", "smartCardRequired", ["", "many", "1e3", "-2147483649", "9".repeat(400)]],
    ["userWorkstations", "workstations", ["", "SYNC\ufffd01"]],
    ["logonHours", "deniedHours", ["", "/w==", "////////////////////////////////", "A".repeat(100_000)]],
    ["msDS-AssignedAuthNPolicy", "authenticationPolicies", ["", "CN=\ufffd,DC=wingtip,DC=test"]],
    ["msDS-AssignedAuthNPolicySilo", "authenticationPolicies", [""]],
  ] as const)("takes a senseless value of %s neither for none nor for one", async (attribute, fact, values) => {
    const whole = await observe(free);
    for (const value of values) {
      const found = await observe({ ...free, [attribute]: [value] });
      const reason = expect.stringContaining(`${attribute} of ${name} cannot be decoded: `);
      const rest = attribute === "userAccountControl" ? {} : whole;
      expect(found).toMatchObject({ ...rest, [fact]: { unobservable: { reason } } });
    }
    if (!attribute.includes("Assigned")) {
      const twice = await observe({ ...free, [attribute]: ["1", "2"] });
      expect(twice[fact]).toMatchObject({ unobservable: { reason: expect.stringContaining("has 2 values") } });
    }
  });

  it("does not know whether a policy is enforced where the directory says neither yes nor no", async () => {
    const policy = `CN=Servers,CN=AuthN Policies,DC=wingtip,DC=test`;
    const stored = { distinguishedName: policy, attributes: { "msDS-AuthNPolicyEnforced": ["maybe"] } };
    const { authenticationPolicies } = await observe({ ...free, "msDS-AssignedAuthNPolicy": [policy] }, [stored]);
    expect(authenticationPolicies).toMatchObject({
      observed: [{ enforced: { unobservable: { reason: expect.stringContaining("neither TRUE nor FALSE") } } }],
    });
  });

  it("counts Protected Users of every domain, through groups too, and not those of a token that is not known", async () => {
    const sid = "S-1-5-21-9-9-9-525";
    const held = new Map([
      [sid, { name: "OTHER\\Protected Users", path: ["WINGTIP\\Tier 0", "OTHER\\Protected Users"] }],
    ]);
    expect((await observe(free, [], observed({ ...token, sids: held }))).protectedUsers).toEqual({
      observed: [{ group: "OTHER\\Protected Users", sid, through: ["WINGTIP\\Tier 0"] }],
    });
    const source = memoryForest({ objects: [account], entries: [{ distinguishedName: name, attributes: free }] });
    expect((await observeLogon(source, account, hidden)).protectedUsers).toEqual(hidden);
  });

  it("is unobservable where the domain controller does not answer, or shows no such object", async () => {
    const why = { unobservable: { reason: unreachable.reason, remedy: unreachable.remedy } };
    const failing = await observeLogon(memoryForest({ failing: { entries: unreachable } }), account, observed(token));
    expect(failing).toMatchObject({ expires: why, workstations: why, authenticationPolicies: why });
    const unseen = await observeLogon(memoryForest(), account, observed(token));
    expect(unseen).toMatchObject({ expires: notReadable("anything"), deniedHours: notReadable("anything") });
  });
});
