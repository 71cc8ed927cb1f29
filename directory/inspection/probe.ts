/** Compares what a domain controller lets an account do with what was computed for it. */

import { domainHolding } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import { allFacts, factOf, mapFact } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import type { ConnectorAccountObservation, ConnectorAccountProbe } from "../facts/connector-account.ts";
import { type LogonToken, tokenIn } from "../logon-token.ts";
import { grantOf, readDescriptor } from "../rights.ts";
import { sampleSize } from "../sample-of.ts";
import {
  type AccountProbe,
  type DirectoryObject,
  type DirectorySource,
  DirectoryUnavailableError,
  type ProbedObject,
} from "../source.ts";
import { type Names, namesIn, requestFor } from "./access-requests.ts";

interface Comparison {
  readonly question: string;
  readonly told: Fact<boolean>;
  readonly computed: Fact<Grant>;
}

type Replication = NonNullable<ConnectorAccountObservation["details"]>["replication"];

/** Undefined where nobody gave the credentials of the account. */
export async function observeProbe(
  source: DirectorySource,
  account: DirectoryObject,
  token: Fact<LogonToken>,
  replication: Replication,
): Promise<ConnectorAccountProbe | undefined> {
  const asked = await ask(source, account);
  if (asked === null) return undefined;
  if ("reason" in asked) {
    const why = { unobservable: { reason: asked.reason, remedy: asked.remedy } };
    return { logon: why, compared: 0, contradictions: { count: 0, sample: [] } };
  }
  const domain = domainHolding(account.distinguishedName, replication);
  const names = mapFact(await factOf(() => source.schema()), namesIn);
  const comparisons = [
    ...(domain === undefined ? [] : [replicationComparison(asked, domain)]),
    ...("observed" in asked.objects && "observed" in names
      ? asked.objects.observed.flatMap((object) =>
          writeComparisons(object, names.observed, tokenIn(token, domain?.domain ?? "")),
        )
      : []),
  ];
  const settled = comparisons.flatMap(({ question, told, computed }) =>
    "observed" in told && "observed" in computed
      ? [{ question, allowed: told.observed, computed: computed.observed.granted }]
      : [],
  );
  const contradictions = settled.filter(({ allowed, computed }) => allowed !== computed);
  return {
    logon: mapFact(asked.logon, (refused) => observed(refused === null ? null : refused.reason)),
    compared: settled.length,
    contradictions: {
      count: contradictions.length,
      sample: contradictions.slice(0, sampleSize).map(({ question, allowed }) => ({ question, allowed })),
    },
  };
}

async function ask(source: DirectorySource, account: DirectoryObject) {
  try {
    return (await source.probe?.(account)) ?? null;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return error;
  }
}

function replicationComparison(asked: AccountProbe, domain: Replication[number]): Comparison {
  return {
    question: `ask for the changes of ${domain.distinguishedName}`,
    told: asked.replicates,
    computed: domain.getChanges,
  };
}

/** Attributes that some feature writes on objects of this class. */
function writeComparisons(object: ProbedObject, names: Names, token: Fact<LogonToken>): readonly Comparison[] {
  const { distinguishedName, objectClass, securityDescriptor } = object;
  if (securityDescriptor === null || objectClass === null) return [];
  const allowed = new Set(object.allowed.map((name) => name.toLowerCase()));
  const writable = new Set(object.writable.map((name) => name.toLowerCase()));
  const asked = allFacts({ descriptor: readDescriptor(securityDescriptor, distinguishedName), token });
  const ways = requirementsOf("connect-sync").flatMap((requirement) => requirement.ways);
  const written = ways.flatMap((way) => {
    const { action, on } = way;
    if (action.do !== "write" || on === "domain root" || on.newObjects !== objectClass) return [];
    return allowed.has(action.attribute.toLowerCase()) ? [[action.attribute, way] as const] : [];
  });
  return [...new Map(written)].flatMap(([attribute, way]) => {
    const request = requestFor(way, names);
    if ("notInSchema" in request) return [];
    return [
      {
        question: `write ${attribute} of ${distinguishedName}`,
        told: observed(writable.has(attribute.toLowerCase())),
        computed: mapFact(asked, ({ descriptor, token }) => grantOf(descriptor, token, request, distinguishedName)),
      },
    ];
  });
}
