/** What a forest shows of what a stack has to name: its domains, likely accounts and servers. */

import { domainHolding } from "../../catalogue/distinguished-name.ts";
import type { Entry } from "../../directory/entries.ts";
import { textOf, textsOf } from "../../directory/entry-values.ts";
import { factOf, valueOr } from "../../directory/fact-of.ts";
import { nobodyElse } from "../../directory/inspection/takeover.ts";
import { kindOfClasses } from "../../directory/principal-kind.ts";
import { decodeSecurityDescriptor, SecurityDescriptorError } from "../../directory/security/security-descriptor.ts";
import { type DirectorySource, DirectoryUnavailableError, type DomainFacts } from "../../directory/source.ts";
import { observeReplication } from "../../directory/takeover/replication-holders.ts";
import { Survey } from "../../directory/takeover/survey.ts";

export interface FoundDomain {
  readonly dnsName: string;
  readonly netBiosName: string;
}

/** An account that a sync tool may use. */
export interface FoundAccount {
  /** `CONTOSO\name`. */
  readonly name: string;
  /** Why it is likely. */
  readonly because: string;
}

export interface FoundForest {
  readonly name: string;
  readonly domainController: string;
  readonly domains: readonly FoundDomain[];
  /** `MSOL_…`, and users who may replicate secrets; the likeliest first. */
  readonly connectorAccounts: readonly FoundAccount[];
  /** `AAD_…`. */
  readonly serviceAccounts: readonly FoundAccount[];
  /** Group managed service accounts; those of the agents first. */
  readonly managedAccounts: readonly (FoundAccount & {
    /** Whose computers may retrieve its password: names of computers, and of groups in brackets. */
    readonly servers: readonly string[];
    readonly isAgents: boolean;
  })[];
  /** Others who may replicate the secrets of a domain: groups, computers, and accounts that are no users. */
  readonly otherReplicators: readonly string[];
  /** Servers that the installers of Connect Sync wrote into the descriptions of their accounts. */
  readonly syncServers: readonly string[];
  /** What could not be read, in sentences without a full stop. */
  readonly unseen: readonly string[];
}

/** Throws DirectoryUnavailableError. */
export async function discoverForest(
  source: DirectorySource,
  forest: string,
  progress: (what: string) => void,
): Promise<FoundForest> {
  progress(`domains of ${forest}`);
  const domains = await source.domains();
  const { domainController } = await source.evidence();
  progress("accounts");
  const unseen: string[] = [];
  const entries = (await Promise.all(domains.map((domain) => accountsIn(source, domain, unseen)))).flat();
  progress("who may replicate");
  const replicators = await replicatorsIn(source, domains, unseen);
  const installers = entries.filter(({ account }) => /^MSOL_/i.test(account));
  const users = replicators.filter(
    ({ kind, name }) => kind === "user" && !installers.some((each) => each.name === name),
  );
  return {
    name: forest,
    domainController,
    domains: domains.map(({ dnsName, netBiosName }) => ({ dnsName, netBiosName })),
    connectorAccounts: [
      ...installers.map(({ name }) => ({ name, because: "the Connect Sync installer uses such names" })),
      ...users.map(({ name }) => ({ name, because: "may replicate secrets" })),
    ],
    serviceAccounts: entries
      .filter(({ account, kind }) => /^AAD_/i.test(account) && kind === "user")
      .map(({ name }) => ({ name, because: "older Connect Sync installers used such names" })),
    managedAccounts: await managedAccountsAmong(source, entries),
    otherReplicators: replicators.filter(({ kind }) => kind !== "user").map(({ name }) => name),
    syncServers: [...new Set(entries.flatMap(({ entry, account }) => serverIn(account, textOf(entry, "description"))))],
    unseen,
  };
}

interface Found {
  readonly entry: Entry;
  /** sAMAccountName. */
  readonly account: string;
  readonly name: string;
  readonly kind: ReturnType<typeof kindOfClasses>;
}

const attributes = ["objectClass", "sAMAccountName", "description", "msDS-GroupMSAMembership"];

const likelyNames = ["MSOL_", "AAD_", "provAgentgMSA"];

async function accountsIn(source: DirectorySource, domain: DomainFacts, unseen: string[]): Promise<readonly Found[]> {
  const { distinguishedName, netBiosName, dnsName } = domain;
  try {
    const entries = await source.entries({
      base: distinguishedName,
      scope: "sub",
      where: {
        any: [
          { attribute: "objectClass", equals: "msDS-GroupManagedServiceAccount" },
          ...likelyNames.map((startsWith) => ({ attribute: "sAMAccountName", startsWith })),
        ],
      },
      attributes,
    });
    return entries.flatMap((entry) => {
      const account = textOf(entry, "sAMAccountName");
      const kind = kindOfClasses(textsOf(entry, "objectClass"));
      return account === null ? [] : [{ entry, account, name: `${netBiosName}\\${account}`, kind }];
    });
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    unseen.push(`the accounts of ${dnsName}: ${error.reason}`);
    return [];
  }
}

async function replicatorsIn(source: DirectorySource, domains: readonly DomainFacts[], unseen: string[]) {
  const survey = await factOf(() => Survey.open(source, nobodyElse));
  const open = valueOr(survey, null);
  if (open === null) {
    unseen.push("who may replicate secrets");
    return [];
  }
  const found = new Map<string, { readonly name: string; readonly kind: string }>();
  for (const domain of domains) {
    const { holders } = await observeReplication(open, domain);
    if (!("observed" in holders)) {
      unseen.push(`who may replicate the secrets of ${domain.dnsName}`);
      continue;
    }
    for (const { principal, by } of holders.observed.sample) {
      const name = principal.name ?? principal.sid;
      if (by !== "granting them to itself") found.set(name, { name, kind: principal.kind });
    }
  }
  return [...found.values()];
}

async function managedAccountsAmong(source: DirectorySource, entries: readonly Found[]) {
  const managed = entries.filter(({ kind }) => kind === "managed service account");
  const found = await Promise.all(
    managed.map(async ({ entry, account, name }) => {
      const isAgents = /^provAgentgMSA/i.test(account);
      const because = isAgents ? "the agent's installer uses this name" : "a group managed service account";
      return { name, because, isAgents, servers: await serversIn(source, entry) };
    }),
  );
  return found.toSorted((a, b) => Number(b.isAgents) - Number(a.isAgents) || (a.name < b.name ? -1 : 1));
}

/** Trustees that are looked up: more than these serve no sync tool. */
const mostTrustees = 20;

async function serversIn(source: DirectorySource, entry: Entry): Promise<readonly string[]> {
  const membership = textOf(entry, "msDS-GroupMSAMembership");
  if (membership === null) return [];
  const trustees = trusteesIn(Buffer.from(membership, "base64")).slice(0, mostTrustees);
  const names = await Promise.all(
    trustees.map(async (sid): Promise<string[]> => {
      const object = valueOr(await factOf(() => source.objectWithSid(sid)), null);
      const account = object?.samAccountName ?? null;
      if (object === null || account === null) return [];
      const kind = kindOfClasses(object.objectClass);
      if (kind === "computer") return [account.replace(/\$$/, "")];
      if (kind !== "group") return [];
      const members = valueOr(await factOf(() => computersIn(source, object.distinguishedName)), []);
      return members.length === 0 ? [`[${account}]`] : [...members];
    }),
  );
  return [...new Set(names.flat())].sort();
}

/** Of the group's own domain, where servers usually are. */
async function computersIn(source: DirectorySource, group: string): Promise<readonly string[]> {
  const domain = domainHolding(group, await source.domains());
  if (domain === undefined) return [];
  const where = {
    all: [
      { attribute: "objectClass", equals: "computer" },
      { attribute: "memberOf", equals: group },
    ],
  } as const;
  const found = await source.entries({
    base: domain.distinguishedName,
    scope: "sub",
    where,
    attributes: ["sAMAccountName"],
  });
  return found.slice(0, mostTrustees).flatMap((entry) => textOf(entry, "sAMAccountName")?.replace(/\$$/, "") ?? []);
}

function trusteesIn(bytes: Uint8Array): readonly string[] {
  try {
    const entries = decodeSecurityDescriptor(bytes).dacl?.entries ?? [];
    return [...new Set(entries.flatMap((entry) => (entry.kind === "unknown" ? [] : [entry.trustee])))];
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return [];
    throw error;
  }
}

/**
 * `…running on computer SYNC01 configured to synchronize to tenant…`, as the installers write it in English; what anyone
 * may have written, so it is a proposal only.
 */
function serverIn(account: string, description: string | null): string[] {
  if (!/^(?:MSOL|AAD)_/i.test(account)) return [];
  const name = /\bon computer '?([A-Za-z0-9-]{1,15})\b/i.exec(description ?? "")?.[1];
  return name === undefined ? [] : [name.toUpperCase()];
}
