/**
 * A forest of two domains, of which Connect Sync synchronizes one. Domain controllers that answer from a table stand in
 * for real ones: Samba serves one domain and refuses a cross-reference to another that is absent.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import { Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import { user } from "../../lab/scripted-directory/objects.ts";
import { forest, readerName, wingtip, wingtipSid } from "../directory/live/scripted-forest.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { recordedConfiguration } from "./live-and-recorded.ts";
import { TwoDomains } from "./two-domains.ts";

const told = [encodeSid(`${wingtipSid}-513`)];
const tokens = { tokenGroups: told, tokenGroupsGlobalAndUniversal: told };
const svc = user(`CN=svc,CN=Users,${wingtip}`, `${wingtipSid}-1100`, tokens);
const server = user(`CN=SYNC01,CN=Users,${wingtip}`, `${wingtipSid}-1101`, {
  ...tokens,
  objectClass: ["top", "person", "organizationalPerson", "user", "computer"],
  sAMAccountName: ["SYNC01$"],
  userAccountControl: ["4096"],
  primaryGroupID: ["515"],
});
const reader = user(`CN=reader,CN=Users,${wingtip}`, `${wingtipSid}-1102`, {
  ...tokens,
  userPrincipalName: [readerName],
});
/** Everyone may read the roots, on which nothing is granted. */
const securityDescriptor = encodeSecurityDescriptor(parseSddl("O:BAG:BAD:(A;CI;RPLCLORC;;;AU)", {}));
const table = forest({ wingtip: [svc, server, reader], facts: { securityDescriptor } });

let forestOfTwo: TwoDomains;
beforeAll(async () => {
  forestOfTwo = await TwoDomains.start(table);
});
afterAll(() => forestOfTwo?.close());

/** The sample's Connect Sync for this forest; all of its domains where none are named. */
function configuration(domains: { readonly domains?: readonly string[] }): Record<string, unknown> {
  const { "hybrid-sync:connectSync": connectSync, "hybrid-sync:attestations": attestations } = sampleConfiguration();
  const { accounts, database: _, ...rest } = connectSync as Record<string, Record<string, object>>;
  const { localAdministrator, hybridIdentityAdministrator } = accounts ?? {};
  const features = ["password-hash-sync", "password-writeback"];
  const synchronized = { forest: "wingtip.test", connectorAccount: "WINGTIP\\svc", features, ...domains };
  return {
    "hybrid-sync:forests": [{ name: "wingtip.test", directory: { live: forestOfTwo.live } }],
    "hybrid-sync:connectSync": {
      ...rest,
      forests: [synchronized],
      servers: [{ name: "SYNC01" }],
      accounts: {
        localAdministrator,
        hybridIdentityAdministrator,
        serviceAccount: { kind: "virtual account" },
        enterpriseAdministrator: { name: "WINGTIP\\Administrator" },
      },
    },
    "hybrid-sync:attestations": (attestations as readonly object[]).slice(0, 1),
  };
}

/** The rules that say something of emea, live and from a snapshot, which have to be the same. */
async function aboutEmea(domains: { readonly domains?: readonly string[] }): Promise<readonly string[]> {
  const common = { stack: "dev", clock: sampleClock, tenant: samples.dev?.tenant ?? {} };
  const said = async (surroundings: Surroundings) => {
    const { findings } = await surroundings.check();
    // The account lacks what its own domain needs, so that it was looked at.
    expect(findings.map(({ rule }) => rule)).toContain("connector-account-get-changes-all");
    const found = findings.filter(({ subject, fact, cause }) => /emea/i.test(`${subject} ${fact} ${cause}`));
    return [...new Set(found.map(({ rule, verdict }) => `${rule}: ${verdict}`))].toSorted();
  };
  await using live = await Surroundings.open({ ...common, configuration: configuration(domains) });
  const rules = await said(live);
  const recorded = await recordedConfiguration(live, configuration(domains));
  await using replayed = await Surroundings.open({ ...common, configuration: recorded });
  expect(await said(replayed)).toEqual(rules);
  return rules;
}

const leftOut = { domains: ["wingtip.test"] };

describe("a domain that Connect Sync leaves out, with stand-ins for its domain controllers,", () => {
  it("is asked for nothing, which is demanded where it is synchronized", async () => {
    expect(await aboutEmea(leftOut)).toEqual([]);
    expect(await aboutEmea({})).toContain("connector-account-get-changes-all: unmet");
  });

  it("is no obstacle where it does not answer, which it is where it is synchronized", async () => {
    await forestOfTwo.child.close();
    expect(await aboutEmea(leftOut)).toEqual([]);
    expect(await aboutEmea({})).toContain("connector-account-get-changes-all: unobservable");
  });
});
