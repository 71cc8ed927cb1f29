/** Who reads which forest, from where, and into which tenant: what a picture of the synchronization shows. */
import { type AccountId, accounts } from "../catalogue/accounts.ts";
import { legible } from "../catalogue/legible.ts";
import { bareServerName, serverName } from "../catalogue/server-name.ts";
import type { SyncTool } from "../catalogue/tools.ts";
import { type InputsOf, type Subject, subjectOf } from "../contract/resources.ts";
import type { DeclaredResource } from "../policy/judgement/rule.ts";
import { guarded, isUnknownValue, MisshapenInputError } from "../policy/judgement/unknown-values.ts";
import { shapes } from "../policy/shapes.ts";
import type { Topology } from "./result.ts";

type Node = Topology["nodes"][number];
type Edge = Topology["edges"][number];

interface Part {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** Resources in whatever order give the same picture. */
export function topology(resources: readonly DeclaredResource[]): Topology {
  const parts = resources.flatMap(partsOf);
  // A server that several declare is one; the fuller description counts.
  const nodes = new Map<string, Node>();
  for (const node of parts.flatMap((part) => part.nodes)) {
    const known = nodes.get(node.id);
    if (known === undefined || (known.note === null && node.note !== null)) nodes.set(node.id, node);
  }
  const edges = new Map(parts.flatMap((part) => part.edges).map((edge) => [JSON.stringify(edge), edge]));
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to)),
  };
}

/** How each is drawn; null for what is no part of the picture. */
const drawers: { readonly [S in Subject]: ((inputs: InputsOf[S], resource: string) => Part) | null } = {
  forest: ({ forest, observed: { domains } }) => {
    const own = forestNode(forest);
    const seen = "observed" in domains ? domains.observed.map(({ dnsName }) => domainNode(dnsName)) : [];
    return {
      nodes: [{ ...own, note: "observed" in domains ? null : "its domains could not be read" }, ...seen],
      edges: seen.map(({ id }) => edge(own.id, id, "contains")),
    };
  },
  "connector account": ({ account, name, forest, domains, signsInOn, observed: { details } }, resource) => {
    const read = domains ?? details?.permissions.map(({ domain }) => domain) ?? [];
    return accountPart({ account, name, resource, forest, domains: read, servers: signsInOn }, "is used on");
  },
  "group managed service account": ({ account, name, forest, domains, servers }, resource) =>
    accountPart({ account, name, resource, forest, domains, servers }, "runs the agent on"),
  "ADSync service account": ({ account, name, forest, kind, signsInOn }, resource) => {
    const part = accountPart(
      { account, name, resource, forest, domains: [], servers: signsInOn },
      "runs the service on",
    );
    // It reads nothing: it belongs to the servers.
    const [own, ...others] = part.nodes;
    return {
      nodes: own === undefined ? others : [{ ...own, note: kind }, ...others],
      edges: part.edges.filter(({ to }) => to !== own?.id),
    };
  },
  tenant: ({ connectSync }) => {
    const servers = (connectSync?.servers ?? []).map(({ name, mode }) => ({
      ...serverNode("connect-sync", name),
      note: mode === "staging" ? "staging" : "active",
    }));
    return { nodes: [tenantNode, ...servers], edges: [] };
  },
  // An administrator only installs.
  "privileged administrator": null,
  "entra administrator": null,
  "recognised user": null,
  "entra role holdings": null,
  "administrator group": null,
  // The edges from the servers to the tenant stand for it.
  "entra connector identity": null,
  "vault name": null,
  "attested account": null,
};

function partsOf({ type, name, inputs }: DeclaredResource): Part[] {
  const subject = subjectOf(type);
  const draw = subject === undefined ? null : drawers[subject];
  if (draw === null) return [];
  try {
    return [draw(guarded(inputs, shapes[type]) as never, name)];
  } catch (error) {
    // What is not known yet, or is damaged, is not drawn; a finding says so.
    if (isUnknownValue(error) || error instanceof MisshapenInputError) return [];
    throw error;
  }
}

interface DrawnAccount {
  readonly account: AccountId;
  readonly name: string | null;
  readonly resource: string;
  readonly forest: string;
  /** DNS names. */
  readonly domains: readonly string[];
  readonly servers: readonly string[];
}

/** The account, what it reads, its servers, and where these sign in. */
function accountPart({ account, name, resource, forest, domains, servers }: DrawnAccount, use: string): Part {
  const { tool, title } = accounts[account];
  const own: Node = {
    ...node(`account:${resource}`, "account", name ?? title),
    tool,
    note: name === null ? "not named yet" : title,
    account,
    resource: legible(resource),
  };
  const read = domains.length === 0 ? [forestNode(forest)] : domains.map(domainNode);
  const on = servers.map((server) => serverNode(tool, server));
  return {
    nodes: [own, forestNode(forest), ...read, ...on, ...(on.length === 0 ? [] : [tenantNode])],
    edges: [
      ...read.flatMap(({ id, kind }) => (kind === "domain" ? [edge(forestNode(forest).id, id, "contains")] : [])),
      ...read.map(({ id }) => edge(id, own.id, "is read by")),
      ...on.map(({ id }) => edge(own.id, id, use)),
      ...on.map(({ id }) => edge(id, tenantNode.id, "synchronizes to")),
    ],
  };
}

const tenantNode = node("tenant", "tenant", "Microsoft Entra ID");

function forestNode(name: string): Node {
  return node(`forest:${name.toLowerCase()}`, "forest", name);
}

function domainNode(name: string): Node {
  return node(`domain:${name.toLowerCase()}`, "domain", name);
}

/** `CONTOSO\\SYNC01$`, `SYNC01` and `sync01.contoso.example` are one. */
function serverNode(tool: SyncTool, name: string): Node {
  return { ...node(`server:${tool}:${bareServerName(name)}`, "server", serverName(name)), tool };
}

function node(id: string, kind: Node["kind"], name: string): Node {
  return { id: legible(id), kind, name: legible(name), tool: null, note: null, account: null, resource: null };
}

function edge(from: string, to: string, words: string): Edge {
  return { from: legible(from), to: legible(to), words };
}
