/** What an account may do in every domain, judged by what new objects inherit from the domain root. */
import type { SyncTool } from "../../catalogue/accounts.ts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import type { Action, Requirement, Target, Way } from "../../catalogue/permissions/requirement.ts";
import { requirementsOf } from "../../catalogue/permissions.ts";
import { factOf, mapFact } from "../facts.ts";
import { type LogonToken, tokenIn } from "../logon-token.ts";
import type { DomainPermissions, PermissionGrant } from "../observation.ts";
import { judge, readDescriptor } from "../rights.ts";
import {
  type AccessRequest,
  controlAccessRight,
  readProperty,
  wholeObject,
  writeProperty,
} from "../security/access-check.ts";
import { accessRights } from "../security/access-mask.ts";
import { newObjectDescriptor } from "../security/inheritance.ts";
import { entryToSddl, type SddlDomains } from "../security/sddl.ts";
import { parseSddl } from "../security/sddl-reader.ts";
import { entryFlags, type SecurityDescriptor, SecurityDescriptorError } from "../security/security-descriptor.ts";
import type { DirectoryObject, DirectorySource, DomainFacts, SchemaFacts } from "../source.ts";

/** Nothing is said of a domain that is not seen: without domains there are no rows. */
export async function observePermissions(
  source: DirectorySource,
  tool: SyncTool,
  account: DirectoryObject,
  token: Fact<LogonToken>,
): Promise<readonly DomainPermissions[]> {
  const [domains, schema, forest] = await Promise.all([
    factOf(() => source.domains()),
    factOf(() => source.schema()),
    factOf(() => source.forest()),
  ]);
  if (!("observed" in domains)) return [];
  const names = mapFact(schema, namesIn);
  const rootName = "observed" in forest ? forest.observed.rootDomain : undefined;
  const forestRoot = sidIn(domains.observed.find(({ dnsName }) => dnsName === rootName));
  return domains.observed.map((domain) => ({
    domain: domain.dnsName,
    distinguishedName: domain.distinguishedName,
    requirements: mapFact(domain.rootSecurityDescriptor, (bytes) =>
      mapFact(readDescriptor(bytes, domain.distinguishedName), (root) =>
        mapFact(tokenIn(token, domain.dnsName), (identity) =>
          mapFact(names, (known) => {
            const view = new DomainView(domain, root, known, {
              ...sidOption("domain", sidIn(domain)),
              ...sidOption("forestRoot", forestRoot),
            });
            return observed(
              requirementsOf(tool).map((requirement) => ({
                requirement: requirement.id,
                grant: judgeRequirement(requirement, view, identity, account.sid ?? ""),
              })),
            );
          }),
        ),
      ),
    ),
  }));
}

function sidIn(domain: DomainFacts | undefined): string | undefined {
  return domain !== undefined && "observed" in domain.sid ? domain.sid.observed : undefined;
}

function sidOption(name: keyof SddlDomains, sid: string | undefined): SddlDomains {
  return sid === undefined ? {} : { [name]: sid };
}

/** The schema by name, regardless of case. */
interface Names {
  readonly classes: ReadonlyMap<string, { readonly guid: string; readonly defaultSecurityDescriptor: string | null }>;
  readonly attributes: ReadonlyMap<string, { readonly guid: string; readonly propertySet: string | null }>;
  readonly rights: ReadonlyMap<string, { readonly guid: string }>;
}

function namesIn({ classes, attributes, rights }: SchemaFacts): Fact<Names> {
  return mapFact(classes, (allClasses) =>
    mapFact(attributes, (allAttributes) =>
      mapFact(rights, (allRights) =>
        observed({ classes: byName(allClasses), attributes: byName(allAttributes), rights: byName(allRights) }),
      ),
    ),
  );
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name.toLowerCase(), item]));
}

/** The descriptors that count in one domain, each computed once. */
class DomainView {
  readonly names: Names;
  readonly place: string;
  readonly #root: SecurityDescriptor;
  readonly #domains: SddlDomains;
  readonly #ofClass = new Map<string, Fact<SecurityDescriptor>>();

  constructor(domain: DomainFacts, root: SecurityDescriptor, names: Names, domains: SddlDomains) {
    this.place = domain.distinguishedName;
    this.names = names;
    this.#root = root;
    this.#domains = domains;
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
function judgeRequirement(
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
    const grant = mapFact(view.descriptor(way.on), (descriptor) => judge(descriptor, token, request, view.place));
    return mapFact(grant, (found) =>
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

function requestFor({ action, on }: Way, names: Names): AccessRequest | { readonly notInSchema: readonly string[] } {
  const target = on === "domain root" ? undefined : on.newObjects;
  const classGuids = target === undefined ? [] : [names.classes.get(target.toLowerCase())?.guid];
  const request = actionRequest(
    action,
    names,
    classGuids.flatMap((guid) => guid ?? []),
  );
  const missing = [
    ...(classGuids.includes(undefined) && target !== undefined ? [target] : []),
    ...(typeof request === "string" ? [request] : []),
  ];
  return missing.length === 0 && typeof request !== "string" ? request : { notInSchema: missing };
}

/** The request; or the name that the schema does not have. */
function actionRequest(action: Action, names: Names, classGuids: readonly string[]): AccessRequest | string {
  switch (action.do) {
    case "read all properties":
      return readProperty([]);
    case "write": {
      const attribute = names.attributes.get(action.attribute.toLowerCase());
      if (attribute === undefined) return action.attribute;
      const { guid, propertySet } = attribute;
      return writeProperty([guid, ...(propertySet === null ? [] : [propertySet]), ...classGuids]);
    }
    case "use": {
      const right = names.rights.get(action.right.toLowerCase());
      return right === undefined ? action.right : controlAccessRight(right.guid);
    }
    case "create":
    case "delete children": {
      const child = names.classes.get(action.child.toLowerCase());
      if (child === undefined) return action.child;
      return {
        mask: action.do === "create" ? accessRights.createChild : accessRights.deleteChild,
        objectTypes: [child.guid],
      };
    }
    case "delete":
      return wholeObject(accessRights.delete);
  }
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
