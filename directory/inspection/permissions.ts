/** What an account may do in every domain: to what inherits from the domain root, and to every object there is. */

import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import type { Requirement, Target, Way } from "../../catalogue/permissions/requirement.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { takeCensus } from "../census.ts";
import { domainHolding } from "../distinguished-name.ts";
import { allFacts, factOf, mapFact, valueOr } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import type { DomainPermissions, ObjectPermissions, PermissionGrant } from "../facts/permissions.ts";
import { type LogonToken, tokenIn } from "../logon-token.ts";
import { grantOf } from "../rights.ts";
import type { AccessRequest } from "../security/access-check.ts";
import { newObjectDescriptor } from "../security/inheritance.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { parseSddl } from "../security/sddl-reader.ts";
import { entryFlags, type SecurityDescriptor, SecurityDescriptorError } from "../security/security-descriptor.ts";
import type { DirectoryObject, DirectorySource, DomainFacts } from "../source.ts";
import { hiddenIn, Visibility } from "../visibility.ts";
import { type Names, namesIn, requestFor } from "./access-requests.ts";
import { rightsOnObjects } from "./object-permissions.ts";
import type { RootRights } from "./root-rights.ts";

export interface PermissionsAsked {
  readonly tool: SyncTool;
  readonly account: DirectoryObject;
  readonly token: Fact<LogonToken>;
  /** The same account's rights on the domain roots. */
  readonly roots: Fact<readonly RootRights[]>;
  /** Distinguished names of what is synchronized; all of a domain in which none lies. */
  readonly organizationalUnits: readonly string[];
}

/** Nothing is said of a domain that is not seen: without domains there are no rows. */
export async function observePermissions(
  source: DirectorySource,
  asked: PermissionsAsked,
): Promise<readonly DomainPermissions[]> {
  const roots = valueOr(asked.roots, []);
  const domains = roots.map(({ domain }) => domain);
  const [schema, forest] = await Promise.all([factOf(() => source.schema()), factOf(() => source.forest())]);
  const names = mapFact(schema, namesIn);
  const rootName = valueOr(forest, undefined)?.rootDomain;
  const forestRoot = sidIn(domains.find(({ dnsName }) => dnsName === rootName));
  const rows: DomainPermissions[] = [];
  for (const root of roots) {
    const { domain } = root;
    const identities = { ...sidOption("domain", sidIn(domain)), ...sidOption("forestRoot", forestRoot) };
    rows.push({
      domain: domain.dnsName,
      distinguishedName: domain.distinguishedName,
      requirements: rowsOf(root, names, identities, asked),
      objects: await objectsOf(source, domain, names, identities, asked, domains),
    });
  }
  return rows;
}

function rowsOf(
  root: RootRights,
  names: Fact<Names>,
  identities: SddlDomains,
  { tool, account }: PermissionsAsked,
): DomainPermissions["requirements"] {
  return mapFact(allFacts({ basis: root.basis, names }), ({ basis: { descriptor, identity }, names }) => {
    const view = new DomainView(root, descriptor, names, identities);
    return observed(
      requirementsOf(tool).map((requirement) => ({
        requirement: requirement.id,
        grant: requirementGrant(requirement, view, identity, account.sid ?? ""),
      })),
    );
  });
}

async function objectsOf(
  source: DirectorySource,
  domain: DomainFacts,
  names: Fact<Names>,
  identities: SddlDomains,
  { tool, account, token, organizationalUnits }: PermissionsAsked,
  domains: readonly DomainFacts[],
): Promise<Fact<ObjectPermissions>> {
  const { distinguishedName, dnsName } = domain;
  const taken = await factOf(() => takeCensus(source, distinguishedName));
  const hidden = await Visibility.of(source).hiddenObjects(domain);
  const scope = organizationalUnits.filter((name) => domainHolding(name, domains) === domain);
  return mapFact(allFacts({ taken, token: tokenIn(token, dnsName), names }), ({ taken, token, names }) =>
    observed(
      rightsOnObjects({
        ...taken,
        domain: distinguishedName,
        tool,
        account: account.distinguishedName,
        token,
        names,
        domains: identities,
        scope,
        hidden: (inScope) => mapFact(hidden, (groups) => observed(hiddenIn(groups, inScope))),
      }),
    ),
  );
}

function sidIn(domain: DomainFacts | undefined): string | undefined {
  return domain === undefined ? undefined : valueOr(domain.sid, undefined);
}

function sidOption(name: keyof SddlDomains, sid: string | undefined): SddlDomains {
  return sid === undefined ? {} : { [name]: sid };
}

/** The descriptors that count in one domain, each computed once. */
class DomainView {
  readonly names: Names;
  readonly place: string;
  readonly #rights: RootRights;
  readonly #root: SecurityDescriptor;
  readonly #domains: SddlDomains;
  readonly #ofClass = new Map<string, Fact<SecurityDescriptor>>();

  constructor(rights: RootRights, root: SecurityDescriptor, names: Names, domains: SddlDomains) {
    this.place = rights.domain.distinguishedName;
    this.#rights = rights;
    this.names = names;
    this.#root = root;
    this.#domains = domains;
  }

  /** Whether the account may go one way. */
  grantOf({ action, on }: Way, token: LogonToken, request: AccessRequest): Fact<Grant> {
    if (action.do === "use" && on === "domain root") return this.#rights.holds(action.right);
    return mapFact(this.descriptor(on), (descriptor) => grantOf(descriptor, token, request, this.place));
  }

  /** The root's own descriptor, or that of a new object of a class, created by nobody in particular. */
  descriptor(target: Target): Fact<SecurityDescriptor> {
    if (target === "domain root") return observed(this.#root);
    const name = target.newObjects.toLowerCase();
    const known = this.#ofClass.get(name) ?? this.#newObject(name);
    this.#ofClass.set(name, known);
    return known;
  }

  #newObject(name: string): Fact<SecurityDescriptor> {
    const facts = this.names.classes.get(name);
    try {
      const own = facts?.defaultSecurityDescriptor ? parseSddl(facts.defaultSecurityDescriptor, this.#domains) : null;
      const object = { classGuid: facts?.guid ?? "", owner: null, group: null };
      return observed(newObjectDescriptor(this.#root, object, own));
    } catch (error) {
      if (!(error instanceof SecurityDescriptorError)) throw error;
      return unobservable(
        `The default security descriptor of the class ${name} cannot be read: ${error.message}`,
        `Let the read account read objectSid of ${this.place} and of the forest root domain`,
      );
    }
  }
}

/** Granted when any of the ways is; otherwise the first way that the schema allows says why. */
function requirementGrant(
  { ways }: Requirement,
  view: DomainView,
  token: LogonToken,
  sid: string,
): Fact<PermissionGrant> {
  const possible = ways.flatMap((way) => {
    const request = requestFor(way, view.names);
    return "notInSchema" in request ? [] : [{ way, request }];
  });
  if (possible.length === 0) {
    const missing = ways.flatMap((way) => {
      const request = requestFor(way, view.names);
      return "notInSchema" in request ? request.notInSchema : [];
    });
    return observed({ granted: false, notInSchema: [...new Set(missing)].toSorted() });
  }
  const answers = possible.map(({ way, request }): Fact<PermissionGrant> => {
    return mapFact(view.grantOf(way, token, request), (found) =>
      observed(found.granted ? found : { ...found, entry: missingEntry(way, view.names, sid) }),
    );
  });
  const [first] = [
    ...answers.filter((answer) => "observed" in answer && answer.observed.granted),
    ...answers.filter((answer) => !("observed" in answer)),
    ...answers.filter(
      (answer) => "observed" in answer && "deniedTo" in answer.observed && answer.observed.deniedTo !== null,
    ),
    ...answers,
  ];
  return first ?? observed({ granted: false, notInSchema: [] });
}

/** The narrowest entry on the domain root that grants a way. */
function missingEntry(way: Way, names: Names, trustee: string): string {
  const { action, on } = way;
  const request = requestFor(way, names);
  if ("notInSchema" in request) return "";
  const onChildren = action.do === "create" || action.do === "delete children";
  const objectType = action.do === "read all properties" || action.do === "delete" ? undefined : request.objectTypes[0];
  const inheritedObjectType =
    on === "domain root" || onChildren ? undefined : names.classes.get(on.newObjects.toLowerCase())?.guid;
  const flags = on === "domain root" ? 0 : entryFlags.containerInherit | (onChildren ? 0 : entryFlags.inheritOnly);
  return entryToSddl({
    kind: "allow object",
    flags,
    mask: request.mask,
    trustee,
    ...(objectType === undefined ? {} : { objectType }),
    ...(inheritedObjectType === undefined ? {} : { inheritedObjectType }),
  });
}
