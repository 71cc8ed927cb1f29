import {
  gmsaModeOf,
  needsDomainAdministrator,
  needsNoAdministratorFrom,
  wizardsGmsa,
} from "../../catalogue/provisioning-agent.ts";
import { bareServerName } from "../../catalogue/server-name.ts";
import { type Path, pathText } from "../path.ts";
import type { Finding } from "../problems.ts";
import { showValue } from "../secrets.ts";
import { allowedBy, exampleOf, shapeAt } from "../shape.ts";
import { type Check, type DraftSettings, entriesOf, ignoringCase, repetitions } from "./draft.ts";

type Draft = NonNullable<DraftSettings["cloudSync"]>;

/** The agents of one gMSA, and where the configuration says each thing about them. */
export interface DraftAgents {
  readonly path: Path;
  readonly accountsPath: Path;
  readonly forest: string | undefined;
  readonly domains: Draft["domains"];
  readonly organizationalUnits: Draft["organizationalUnits"];
  readonly features: Draft["features"];
  readonly agentServers: Draft["agentServers"];
  readonly agentVersion: string | undefined;
  readonly domainAdministrator: NonNullable<Draft["accounts"]>["domainAdministrator"];
  readonly serviceAccount: NonNullable<Draft["accounts"]>["serviceAccount"];
}

/** Of the one forest, or of each entry under `forests`. */
export function agentsOf(cloudSync: DraftSettings["cloudSync"]): readonly DraftAgents[] {
  if (!cloudSync) return [];
  const { accounts, agentVersion, forests } = cloudSync;
  const path = ["cloudSync"];
  if (forests !== undefined)
    return entriesOf(forests, [...path, "forests"]).map(({ value, path: at }) => ({
      path: at,
      accountsPath: at,
      forest: value.forest,
      domains: value.domains,
      organizationalUnits: value.organizationalUnits,
      features: value.features,
      agentServers: value.agentServers,
      agentVersion: value.agentVersion ?? agentVersion,
      domainAdministrator: value.domainAdministrator,
      serviceAccount: value.serviceAccount,
    }));
  const { forest, domains, organizationalUnits, features, agentServers } = cloudSync;
  const { domainAdministrator, serviceAccount } = accounts ?? {};
  const own = { forest, domains, organizationalUnits, features, agentServers, agentVersion };
  return [{ ...own, path, accountsPath: [...path, "accounts"], domainAdministrator, serviceAccount }];
}

/** What is said of the one forest, or else in each entry. */
const ofOneForest: readonly (readonly [Path, (cloudSync: Draft) => unknown])[] = [
  [["forest"], ({ forest }) => forest],
  [["domains"], ({ domains }) => domains],
  [["organizationalUnits"], ({ organizationalUnits }) => filled(organizationalUnits)],
  [["features"], ({ features }) => filled(features)],
  [["agentServers"], ({ agentServers }) => agentServers],
  [["accounts", "domainAdministrator"], ({ accounts }) => accounts?.domainAdministrator],
  [["accounts", "serviceAccount"], ({ accounts }) => accounts?.serviceAccount],
];

/** An empty list is the default. */
function filled<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length === 0 ? undefined : list;
}

const requiredOfOneForest = ["forest", "domains", "agentServers"] as const;

/** One forest, or several; not both. */
export const oneForestOrSeveral: Check = ({ cloudSync }) => {
  if (!cloudSync) return [];
  if (cloudSync.forests !== undefined) {
    return ofOneForest
      .filter(([, read]) => read(cloudSync) !== undefined)
      .map(([key]): Finding => {
        const path = ["cloudSync", ...key];
        return {
          path,
          value: "a value",
          allowed: "nothing, with cloudSync.forests",
          predicate: "must be absent with cloudSync.forests: each entry there says it for its own agents",
          remedy: { remove: [path] },
          restsOn: [["cloudSync", "forests"]],
        };
      });
  }
  return requiredOfOneForest
    .filter((key) => cloudSync[key] === undefined)
    .map((key) =>
      missing(["cloudSync", key], allowedBy(shapeAt(["cloudSync", key]) ?? {}), [["cloudSync", "forests"]]),
    );
};

function missing(path: Path, allowed: string, restsOn: readonly Path[]): Finding {
  return {
    path,
    value: "nothing",
    allowed,
    predicate: `is missing: it must be ${allowed}`,
    remedy: { set: exampleOf(shapeAt(path) ?? {}, path), example: true },
    restsOn,
  };
}

/** Whether the agent needs an administrator depends on its version and on whose the gMSA is. */
export const domainAdministratorWhereNeeded: Check = ({ cloudSync }) =>
  agentsOf(cloudSync).flatMap(({ path, accountsPath, serviceAccount, agentVersion, domainAdministrator }) => {
    if (domainAdministrator !== undefined) return [];
    const { name = wizardsGmsa, mode } = serviceAccount ?? {};
    if (needsDomainAdministrator(gmsaModeOf(name, mode), agentVersion) === false) return [];
    const allowed = `an object, unless serviceAccount.mode is "own-with-custom-permissions" and agentVersion is ${needsNoAdministratorFrom} or newer`;
    const accounts = pathText(accountsPath) === pathText(path) ? [] : [accountsPath];
    return [
      missing([...accountsPath, "domainAdministrator"], allowed, [
        ...accounts,
        [...accountsPath, "serviceAccount"],
        [...path, "agentVersion"],
        ["cloudSync", "agentVersion"],
        ...(pathText(path) === "cloudSync" ? [["cloudSync", "forests"]] : []),
      ]),
    ];
  });

/** An agent runs as one gMSA, so that neither stands in two entries. */
export const eachAgentOnce: Check = ({ cloudSync }) => {
  const all = agentsOf(cloudSync);
  if (all.length < 2) return [];
  const accounts = all.flatMap(({ forest, serviceAccount, accountsPath }) =>
    forest === undefined ? [] : [{ value: { forest, name: serviceAccount?.name ?? wizardsGmsa }, path: accountsPath }],
  );
  const servers = all.flatMap(({ forest = "", agentServers, path }) =>
    entriesOf(agentServers, [...path, "agentServers"]).map((server) => ({
      value: { forest, name: server.value },
      path: server.path,
      entry: pathText(path),
    })),
  );
  const entryOf = new Map(servers.map(({ path, entry }) => [pathText(path), entry]));
  return [
    ...repetitions(accounts, ({ forest, name }) => `${forest} ${bareAccountName(name)}`.toLowerCase()).map(
      ({ value, path, first }) => ({
        path: [...path, "serviceAccount"],
        value: showValue([...path, "serviceAccount", "name"], value.name),
        allowed: "a gMSA that no other entry names",
        predicate: `names the gMSA of ${pathText(first)} again, got ${showValue(path, value.name)}: agents that run as one gMSA belong in one entry`,
        remedy: { remove: [path] },
      }),
    ),
    ...repetitions(servers, ({ forest, name }) => `${forest.toLowerCase()} ${bareServerName(name)}`)
      // Within one list, the check of lists says it.
      .filter(({ path, first }) => entryOf.get(pathText(path)) !== entryOf.get(pathText(first)))
      .map(({ value, path, first }) => ({
        path,
        value: showValue(path, value.name),
        allowed: "a server that no other entry names",
        predicate: `repeats ${pathText(first)}, got ${showValue(path, value.name)}: the agent of a server runs as one gMSA`,
        remedy: { remove: [path] },
      })),
  ];
};

function bareAccountName(name: string): string {
  return ignoringCase(name.replace(/^.*\\/, "").replace(/\$$/, ""));
}
