/**
 * No false alarm: a healthy forest with an untidy child domain that neither tool synchronizes violates nothing mandatory.
 * Domain controllers that answer from a table stand in for real ones, because Samba serves one domain.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attributeGuids } from "../../catalogue/schema-objects.ts";
import { encodeGuid } from "../../directory/security/guid.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import { encodeSecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { encodeSid } from "../../directory/security/sid.ts";
import { optionalAttributes } from "../../directory/visibility.ts";
import { connectorRights } from "../../lab/active-directory/connector-rights.ts";
import { lockedDown } from "../../lab/active-directory/lock-down.ts";
import { controlAccess, entrySddl } from "../../lab/active-directory/permission.ts";
import { Surroundings } from "../../lab/practice.ts";
import { sampleClock, samples } from "../../lab/sample-tenants.ts";
import type { ScriptedEntry } from "../../lab/scripted-directory/entry.ts";
import type { ScriptedDomain, ScriptedForest } from "../../lab/scripted-directory/forest.ts";
import { group, user } from "../../lab/scripted-directory/objects.ts";
import { emea, emeaSid, forest, readerName, wingtip, wingtipSid } from "../directory/live/scripted-forest.ts";
import { sampleConfiguration } from "../fixtures/sample-configuration.ts";
import { recordedConfiguration } from "./live-and-recorded.ts";
import { TwoDomains } from "./two-domains.ts";

const stack = "dev";
const descriptor = (sddl: string, domain = wingtipSid) =>
  encodeSecurityDescriptor(parseSddl(sddl, { domain, forestRoot: wingtipSid }));
const administrators = ["SY", "DA", "EA", "BA"].map((who) => `(A;CI;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${who})`).join("");
const readable = `O:DAG:DAD:AI${administrators}(A;CI;RPLCLORC;;;AU)`;
const locked = (lockedDown.nTSecurityDescriptor as { readonly sddl: string }).sddl;

function told(...rids: readonly number[]) {
  const groups = rids.map((rid) => encodeSid(`${wingtipSid}-${rid}`));
  return { tokenGroups: groups, tokenGroupsGlobalAndUniversal: groups };
}

const account = (name: string, rid: number, attributes: ScriptedEntry["attributes"] = {}) =>
  user(`CN=${name},CN=Users,${wingtip}`, `${wingtipSid}-${rid}`, {
    ...told(513),
    ...attributes,
  });
const computerClass = ["top", "person", "organizationalPerson", "user", "computer"];
const computer = (name: string, rid: number, attributes: ScriptedEntry["attributes"] = {}) =>
  account(name, rid, {
    objectClass: computerClass,
    sAMAccountName: [`${name}$`],
    userAccountControl: ["4096"],
    primaryGroupID: ["515"],
    ...told(515),
    ...attributes,
  });
/** A gMSA whose password the named computers retrieve. */
const gmsa = (name: string, rid: number, retrievers: readonly number[]) =>
  computer(name, rid, {
    objectClass: [...computerClass, "msDS-GroupManagedServiceAccount"],
    nTSecurityDescriptor: [descriptor(locked)],
    "msDS-SupportedEncryptionTypes": ["24"],
    "msDS-GroupMSAMembership": [
      descriptor(
        `O:BAD:${retrievers.map((each) => `(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${wingtipSid}-${each})`).join("")}`,
      ),
    ],
  });

const [connector, agentAccount] = [1100, 1108];
const healthyRoot = [
  ...connectorRights(
    ["basic-read", "password-hash-sync", "ms-ds-consistency-guid", "password-writeback"],
    `${wingtipSid}-${connector}`,
  ),
  ...connectorRights(["basic-read", "password-hash-sync"], `${wingtipSid}-${agentAccount}`),
]
  .flatMap((entry) => ("grant" in entry ? [entrySddl("grant", entry.grant, entry.to)] : []))
  .join("");
const unit = (name: string, below: string): ScriptedEntry => ({
  distinguishedName: `OU=${name},${below}`,
  attributes: { objectClass: ["top", "organizationalUnit"], ou: [name] },
});

const healthy: readonly ScriptedEntry[] = [
  account("svc-connect", connector, { nTSecurityDescriptor: [descriptor(locked)] }),
  account("reader", 1101, { userPrincipalName: [readerName] }),
  account("adm-cloudsync", 1102, told(513, 512)),
  account("adm-connect", 1103, told(513, 519)),
  ...["SYNC01", "SYNC02", "AGENT01", "AGENT02"].map((name, index) => computer(name, 1104 + index)),
  gmsa("provAgentgMSA", agentAccount, [1106, 1107]),
  gmsa("gmsa-adsync", 1109, [1104, 1105]),
  group(`CN=Domain Admins,CN=Users,${wingtip}`, `${wingtipSid}-512`, "global", [
    `CN=Administrator,CN=Users,${wingtip}`,
    `CN=adm-cloudsync,CN=Users,${wingtip}`,
  ]),
  group(`CN=Enterprise Admins,CN=Users,${wingtip}`, `${wingtipSid}-519`, "universal", [
    `CN=adm-connect,CN=Users,${wingtip}`,
  ]),
  unit("Staff", wingtip),
  unit("Groups", wingtip),
  ...["Berlin", "Lisbon"].map((name) => unit(name, `OU=Staff,${wingtip}`)),
];

/** What administrators find untidy: rights that people and departments have kept, and people who have left. */
const untidyRoot = [
  entrySddl("grant", controlAccess("DS-Replication-Get-Changes"), `${emeaSid}-2001`),
  entrySddl("grant", controlAccess("DS-Replication-Get-Changes-All"), `${emeaSid}-2001`),
  entrySddl("grant", controlAccess("User-Force-Change-Password", { descendants: "user" }), `${emeaSid}-2002`),
  "(A;CI;GA;;;S-1-5-21-1004336348-1177238915-682003330-2201)",
].join("");
const untidy: readonly ScriptedEntry[] = [
  user(`CN=svc-sharepoint,CN=Users,${emea}`, `${emeaSid}-2001`),
  group(`CN=Service Desk,CN=Users,${emea}`, `${emeaSid}-2002`, "global", [`CN=left,CN=Users,${emea}`]),
  user(`CN=left,CN=Users,${emea}`, `${emeaSid}-2003`, { userAccountControl: ["514"] }),
  user(`CN=former.admin,CN=Users,${emea}`, `${emeaSid}-2004`, {
    adminCount: ["1"],
    nTSecurityDescriptor: [descriptor("O:DAG:DAD:PAI(A;;RPLCLORC;;;AU)", emeaSid)],
  }),
];

/** rightsGuid of the property set User-Account-Restrictions. */
const accountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";
/** The stand-ins have only the attributes of which the catalogue knows the identifiers. */
const schema: readonly ScriptedEntry[] = optionalAttributes
  .filter((name) => !(name in attributeGuids))
  .map((name, index) => ({
    distinguishedName: `CN=${name} attribute,CN=Schema,CN=Configuration,${wingtip}`,
    attributes: {
      objectClass: ["top", "attributeSchema"],
      lDAPDisplayName: [name],
      schemaIDGUID: [Buffer.from(String(index).padStart(16, "0"))],
      searchFlags: ["0"],
      ...(name === "userAccountControl" ? { attributeSecurityGUID: [encodeGuid(accountRestrictions)] } : {}),
    },
  }));

/** The domain with grants at its root, and objects that everyone may read unless they say otherwise. */
function secured(domain: ScriptedDomain, granted: string): ScriptedDomain {
  const usual = descriptor(readable, domain.sid);
  return {
    ...domain,
    securityDescriptor: descriptor(`${readable}${granted}`, domain.sid),
    entries: domain.entries.map(({ attributes, ...entry }) => ({
      ...entry,
      attributes: { nTSecurityDescriptor: [usual], ...attributes },
    })),
  };
}

function table(): ScriptedForest {
  const {
    domains: [root, ...children],
  } = forest({ wingtip: healthy, emea: untidy });
  return {
    configuration: schema,
    domains: [secured(root, healthyRoot), ...children.map((child) => secured(child, untidyRoot))],
  };
}

let forestOfTwo: TwoDomains;
beforeAll(async () => {
  forestOfTwo = await TwoDomains.start(table());
});
afterAll(() => forestOfTwo?.close());

type Tool = "cloudSync" | "connectSync";

/** The healthy sample's, of this forest, with some of its tools. */
function configuration(tools: readonly Tool[], domains: readonly string[]): Record<string, unknown> {
  const config = JSON.parse(
    JSON.stringify(sampleConfiguration())
      .replaceAll("contoso.example", "wingtip.test")
      .replaceAll("DC=contoso,DC=example", wingtip)
      .replaceAll("CONTOSO", "WINGTIP"),
  );
  // The account of a tool that the stack does not declare.
  const tierZero = [
    ...(tools.includes("cloudSync") ? [] : ["WINGTIP\\provAgentgMSA$"]),
    ...(tools.includes("connectSync") ? [] : ["WINGTIP\\svc-connect"]),
  ];
  config["hybrid-sync:forests"] = [{ name: "wingtip.test", tierZero, directory: { live: forestOfTwo.live } }];
  config["hybrid-sync:cloudSync"].domains = domains;
  config["hybrid-sync:connectSync"].forests[0].domains = domains;
  if (!tools.includes("cloudSync")) delete config["hybrid-sync:cloudSync"];
  if (!tools.includes("connectSync")) {
    delete config["hybrid-sync:connectSync"];
    delete config["hybrid-sync:attestations"];
  }
  return config;
}

/** What is mandatory and not met, live and from a snapshot, which have to be the same. */
async function mandatory(tools: readonly Tool[], domains: readonly string[]): Promise<readonly string[]> {
  const tenant = { ...samples[stack]?.tenant, cloudSyncConfigurations: [{ name: "wingtip.test" }] };
  const common = { stack, clock: sampleClock, tenant };
  const said = async (surroundings: Surroundings) => {
    const { findings, stops, verdicts } = await surroundings.check();
    expect(stops).toEqual([]);
    // It was looked at.
    expect(verdicts.length).toBeGreaterThan(30);
    const found = findings.filter(({ level }) => level === "mandatory");
    return found.map(({ rule, verdict, subject, fact }) => `${rule}: ${verdict}: ${subject} ${fact}`).toSorted();
  };
  await using live = await Surroundings.open({ ...common, configuration: configuration(tools, domains) });
  const found = await said(live);
  const recorded = await recordedConfiguration(live, configuration(tools, domains));
  await using replayed = await Surroundings.open({ ...common, configuration: recorded });
  expect(await said(replayed)).toEqual(found);
  return found;
}

describe("an untidy child domain, with stand-ins for the domain controllers of both domains,", () => {
  it.each<readonly [string, readonly Tool[]]>([
    ["Cloud Sync", ["cloudSync"]],
    ["Connect Sync", ["connectSync"]],
    ["both", ["cloudSync", "connectSync"]],
  ])("gives no mandatory finding where it is in no scope of %s, live and from a snapshot", async (_, tools) => {
    expect(await mandatory(tools, ["wingtip.test"])).toEqual([]);
  });

  it("gives some of each tool, and of its own untidiness, where it is in scope of both", async () => {
    const found = await mandatory(["cloudSync", "connectSync"], ["wingtip.test", "emea.wingtip.test"]);
    const rules = found.flatMap((each) => (each.includes("DC=emea") ? (/^[^:]+: [^:]+/.exec(each)?.[0] ?? []) : []));
    expect([...new Set(rules)]).toEqual([
      "connector-account-feature-permissions: unmet",
      "connector-account-get-changes-all: unmet",
      "connector-account-get-changes: unmet",
      "domain-replication-rights-known: unmet",
      "gmsa-feature-permissions: unmet",
    ]);
  });
});
