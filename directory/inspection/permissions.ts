/** What an account may do in every domain: to what inherits from the domain root, and to every object there is. */

import { domainHolding } from "../../catalogue/distinguished-name.ts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import type { Requirement, Target, Way } from "../../catalogue/permissions/requirement.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { takeCensus } from "../census.ts";
import { allFacts, factOf, mapFact, valueOr } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import type { DomainPermissions, ObjectPermissions, PermissionGrant } from "../facts/permissions.ts";
import { type LogonToken, tokenIn } from "../logon-token.ts";
import { grantOf, type Origin } from "../rights.ts";
import type { AccessRequest } from "../security/access-check.ts";
import { type NewObject, newObjectDescriptor } from "../security/inheritance.ts";
import { sourceOfInherited } from "../security/inheritance-source.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { parseSddl } from "../security/sddl-reader.ts";
import {
  type AccessControlEntry,
  entryFlags,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "../security/security-descriptor.ts";
import type { DirectoryObject, DirectorySource, DomainFacts } from "../source.ts";
import { hiddenIn, Visibility } from "../visibility.ts";
import { type Names, namesIn, requestFor, untoldIn } from "./access-requests.ts";
import { administratorsIn } from "./administrators.ts";
import { withDeclaredAttributes } from "./declared-attributes.ts";
import { rightsOnObjects } from "./object-permissions.ts";
import type { RootRights } from "./root-rights.ts";

export interface PermissionsAsked {
  readonly tool: SyncTool;
  readonly account: DirectoryObject;
  /** DNS names of the domains that are synchronized; all of the forest when absent. */
  readonly synchronized?: readonly string[] | undefined;
  readonly token: Fact<LogonToken>;
  /** The same account's rights on the domain roots. */
  readonly roots: Fact<readonly RootRights[]>;
  /** Distinguished names of what is synchronized; all of a domain in which none lies. */
  readonly organizationalUnits: readonly string[];
  /** Attributes that are written back from Exchange Online, as a stack declares them. */
  readonly exchangeOnlineAttributes?: readonly string[] | undefined;
}

/** Nothing is said of a domain that is not seen: without domains there are no rows. */
export async function observePermissions(
  source: DirectorySource,
  asked: PermissionsAsked,
): Promise<readonly DomainPermissions[]> {
  const roots = valueOr(asked.roots, []);
  const domains = roots.map(({ domain }) => domain);
  const [schema, forest] = await Promise.all([factOf(() => source.schema()), factOf(() => source.forest())]);
  const requirements = requirementsOf(asked.tool, asked);
  const names = await withDeclaredAttributes(source, mapFact(schema, namesIn), requirements);
  const rootName = valueOr(forest, undefined)?.rootDomain;
  const forestRoot = sidIn(domains.find(({ dnsName }) => dnsName === rootName));
  const rows: DomainPermissions[] = [];
  for (const root of roots) {
    const { domain } = root;
    const identities = { ...sidOption("domain", sidIn(domain)), ...sidOption("forestRoot", forestRoot) };
    rows.push({
      domain: domain.dnsName,
      distinguishedName: domain.distinguishedName,
      requirements: rowsOf(root, names, identities, { ...asked, requirements }),
      objects: await objectsOf(source, domain, names, identities, { ...asked, requirements }, domains),
    });
  }
  return rows;
}

interface Wanted extends PermissionsAsked {
  readonly requirements: readonly Requirement[];
}

function rowsOf(
  root: RootRights,
  names: Fact<Names>,
  identities: SddlDomains,
  { requirements, account }: Wanted,
): DomainPermissions["requirements"] {
  return mapFact(allFacts({ basis: root.basis, names }), ({ basis: { descriptor, identity }, names }) => {
    const view = new DomainView(root, descriptor, names, identities);
    return observed(
      requirements.map((requirement) => ({
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
  { requirements, account, token, organizationalUnits, synchronized }: Wanted,
  domains: readonly DomainFacts[],
): Promise<Fact<ObjectPermissions>> {
  const { distinguishedName, dnsName } = domain;
  const taken = await factOf(() => takeCensus(source, distinguishedName));
  const hidden = await Visibility.of(source).hiddenObjects(domain);
  const scope = organizationalUnits.filter((name) => domainHolding(name, domains) === domain);
  const administrators = await administratorsIn(source, domain, {
    scope,
    account: account.distinguishedName,
    synchronized,
  });
  return mapFact(allFacts({ taken, token: tokenIn(token, dnsName), names }), ({ taken, token, names }) =>
    observed(
      rightsOnObjects({
        ...taken,
        domain: distinguishedName,
        requirements,
        account: account.distinguishedName,
        token,
        names,
        domains: identities,
        scope,
        administrators,
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
    return mapFact(this.descriptor(on), (descriptor) =>
      grantOf(descriptor, token, request, this.place, (entry) => this.#originOf(entry, on)),
    );
  }

  /** The root's own descriptor, or that of a new object of a class, created by nobody in particular. */
  descriptor(target: Target): Fact<SecurityDescriptor> {
    if (target === "domain root") return observed(this.#root);
    const name = target.newObjects.toLowerCase();
    const known = this.#ofClass.get(name) ?? this.#newObject(name);
    this.#ofClass.set(name, known);
    return known;
  }

  /** What new objects have by their class was made by nobody. */
  #originOf(entry: AccessControlEntry, on: Target): ReturnType<Origin> {
    if (on === "domain root") return { on: this.place, entry };
    const source = sourceOfInherited(entry, this.#nobodys(on.newObjects.toLowerCase()), [this.#root]);
    return source === undefined ? null : { on: this.place, entry: source.entry };
  }

  #nobodys(name: string): NewObject {
    return { classGuid: this.names.classes.get(name)?.guid ?? "", owner: null, group: null };
  }

  #newObject(name: string): Fact<SecurityDescriptor> {
    const facts = this.names.classes.get(name);
    try {
      const own = facts?.defaultSecurityDescriptor ? parseSddl(facts.defaultSecurityDescriptor, this.#domains) : null;
      const object = this.#nobodys(name);
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
  const [untold] = ways.flatMap((way) => untoldIn(way, view.names) ?? []);
  if (untold !== undefined) return untold;
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
      observed(
        found.granted
          ? found
          : {
              granted: false,
              deniedTo: found.deniedTo,
              ...(found.deniedBy === undefined ? {} : { deniedBy: found.deniedBy }),
              entry: missingEntry(way, view.names, sid),
            },
      ),
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
  const objectType =
    action.do === "read all properties" || action.do === "write all properties" || action.do === "delete"
      ? undefined
      : request.objectTypes[0];
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
