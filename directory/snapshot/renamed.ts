/** A snapshot with every name in it exchanged. What is no name stays: rights, classes, numbers, times, RIDs. */
import { escapeValue, nameKey, parseDistinguishedName } from "../../catalogue/distinguished-name.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { binaryAttributes } from "../live/entry.ts";
import { byText } from "../order.ts";
import { compareSids } from "../security/sid.ts";
import type { Snapshot, Unavailable } from "./format.ts";
import { withOtherNames } from "./objects.ts";
import type { Renaming } from "./pseudonyms.ts";

/** Attributes whose values are words of the schema, or were never a name. */
const keptAttributes: ReadonlySet<string> = new Set(
  ["objectClass", "lDAPDisplayName", "dSHeuristics", "attributeSyntax", "oMSyntax"].map((name) => name.toLowerCase()),
);
/** Attributes whose whole value is one name. */
const nameAttributes: ReadonlySet<string> = new Set(
  ["cn", "name", "ou", "displayName", "description", "nETBIOSName", "givenName", "sn"].map((name) =>
    name.toLowerCase(),
  ),
);
const binary: ReadonlySet<string> = new Set(binaryAttributes.map((name) => name.toLowerCase()));

/** Throws nothing; equal snapshots and equal renamings give equal results. */
export function renameSnapshot(snapshot: Snapshot, renaming: Renaming): Snapshot {
  return new Walk(renaming).snapshot(snapshot);
}

/** How a sentence may be cut into runs of words that are looked up as names. */
const mostWords = 10;

class Walk {
  readonly #renaming: Renaming;

  constructor(renaming: Renaming) {
    this.#renaming = renaming;
  }

  snapshot(snapshot: Snapshot): Snapshot {
    const { forest, domainControllers } = snapshot;
    return {
      ...snapshot,
      domainController: this.#dns(snapshot.domainController),
      reader: this.#account(snapshot.reader),
      ...(domainControllers === undefined
        ? {}
        : {
            domainControllers: domainControllers.map(({ domain, names }) => ({
              domain: this.#dns(domain),
              names: names.map((name) => this.#dns(name)),
            })),
          }),
      forest: {
        ...forest,
        rootDomain: this.#dns(forest.rootDomain),
        functionalLevel: this.#fact(forest.functionalLevel),
        schemaVersion: this.#fact(forest.schemaVersion),
        visibleKdsRootKeys: this.#fact(forest.visibleKdsRootKeys),
        enabledOptionalFeatures: this.#fact(forest.enabledOptionalFeatures, (names) => names.map(this.#dn)),
        managedPasswordHolders: this.#fact(forest.managedPasswordHolders, (names) => names.map(this.#dn)),
      },
      schema: {
        classes: this.#fact(snapshot.schema.classes),
        attributes: this.#fact(snapshot.schema.attributes),
        rights: this.#fact(snapshot.schema.rights),
      },
      domains: snapshot.domains.map((domain) => this.#domain(domain)),
      objects: snapshot.objects
        .map((object) => this.#object(object))
        .toSorted(byText(({ distinguishedName }) => distinguishedName)),
      lookups: snapshot.lookups
        .map(({ question, answer }) => ({
          question: this.#lookup(question),
          answer: this.#answer(answer, ({ found }) => ({ found: found.map(this.#dn) })),
        }))
        .toSorted(byText(({ question }) => question)),
      identifiers: snapshot.identifiers
        .map(({ sid, answer }) => ({
          sid: this.#sid(sid),
          answer: this.#answer(answer, ({ object }) => ({ object: object === null ? null : this.#dn(object) })),
        }))
        .toSorted((a, b) => compareSids(a.sid, b.sid)),
      entries: snapshot.entries
        .map(({ question, answer }) => ({
          question: this.#question(question),
          answer: this.#answer(answer, ({ entries }) => ({ entries: entries.map((entry) => this.#entry(entry)) })),
        }))
        .toSorted(byText(({ question }) => question)),
      domainObjects: snapshot.domainObjects.map(({ domain, answer }) => ({
        domain: this.#dn(domain),
        answer: this.#answer(answer, ({ objects }) => ({
          objects: {
            domainController: this.#dns(objects.domainController),
            descriptors: objects.descriptors.map((text) => this.#base64(text)),
            groups: objects.groups.map((group) => ({
              ...group,
              container: this.#dn(group.container),
              ...withOtherNames(group, this.#dn, (guid) => this.#renaming.guid(guid)),
            })),
          },
        })),
      })),
      memberships: snapshot.memberships
        .map(({ object, domain, answer }) => ({
          object: this.#dn(object),
          domain: this.#dns(domain),
          answer: this.#answer(answer, ({ groups }) => ({ groups: this.#groups(groups) })),
        }))
        .toSorted(byText(({ object }) => object)),
    };
  }

  #domain(domain: Snapshot["domains"][number]): Snapshot["domains"][number] {
    return {
      dnsName: this.#dns(domain.dnsName),
      netBiosName: this.#renaming.name(domain.netBiosName),
      distinguishedName: this.#dn(domain.distinguishedName),
      sid: this.#fact(domain.sid, (sid) => this.#sid(sid)),
      functionalLevel: this.#fact(domain.functionalLevel),
      rootSecurityDescriptor: this.#fact(domain.rootSecurityDescriptor, (bytes) => this.#bytes(bytes)),
      managedServiceAccountsContainer: this.#fact(
        domain.managedServiceAccountsContainer,
        (container) => container && { ...container, distinguishedName: this.#dn(container.distinguishedName) },
      ),
    };
  }

  #object(object: Snapshot["objects"][number]): Snapshot["objects"][number] {
    const optional = (text: string | null, rename: (text: string) => string) => (text === null ? null : rename(text));
    const { groupManagedServiceAccountMembership: membership } = object;
    return {
      ...object,
      distinguishedName: this.#dn(object.distinguishedName),
      sid: optional(object.sid, (sid) => this.#sid(sid)),
      samAccountName: optional(object.samAccountName, (name) => this.#sam(name)),
      userPrincipalName: optional(object.userPrincipalName, (name) => this.#account(name)),
      commonName: optional(object.commonName, (name) => this.#renaming.name(name)),
      dnsHostName: optional(object.dnsHostName, (name) => this.#dns(name)),
      sidHistory: object.sidHistory.map((sid) => this.#sid(sid)),
      groupManagedServiceAccountMembership: membership === null ? null : this.#bytes(membership),
    };
  }

  #groups(
    closure: Extract<Snapshot["memberships"][number]["answer"], { readonly groups: unknown }>["groups"],
  ): typeof closure {
    const { direct, groups, token, gap } = closure;
    return {
      direct: direct.map((sid) => this.#sid(sid)),
      groups: groups.map((group) => ({
        sid: this.#sid(group.sid),
        distinguishedName: this.#dn(group.distinguishedName),
        samAccountName: group.samAccountName === null ? null : this.#sam(group.samAccountName),
        memberOf: group.memberOf.map((sid) => this.#sid(sid)),
      })),
      token: token?.map((sid) => this.#sid(sid)) ?? null,
      ...(gap === undefined ? {} : { gap: this.#why(gap) }),
    };
  }

  #entry({ distinguishedName, attributes }: AttributeEntry): AttributeEntry {
    return {
      distinguishedName: this.#dn(distinguishedName),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, values]) => [name, values.map((value) => this.#value(name, value))]),
      ),
    };
  }

  #value(attribute: string, value: string): string {
    const name = attribute.toLowerCase();
    if (keptAttributes.has(name)) return value;
    if (binary.has(name)) return this.#base64(value);
    if (nameAttributes.has(name)) return this.#renaming.name(value);
    if (name === "samaccountname") return this.#sam(value);
    if (name === "dnshostname" || name === "dnsroot") return this.#dns(value);
    if (name === "userprincipalname" || name === "mail") return this.#account(value);
    if (name === "userworkstations")
      return value
        .split(",")
        .map((host) => this.#dns(host))
        .join(",");
    if (["serviceprincipalname", "msds-allowedtodelegateto"].includes(name)) return this.#service(value);
    if (/^-?\d+(\.0Z)?$|^(TRUE|FALSE)$/.test(value)) return value;
    const withKey = /^(B:\d+:[0-9A-F]*:)(.*)$/is.exec(value);
    if (withKey !== null) return `${withKey[1]}${this.#dn(withKey[2] ?? "")}`;
    return isDn(value) ? this.#dn(value) : this.#text(value);
  }

  /** `cifs/sync01.contoso.example:445`: what kind of service it is stays. */
  #service(text: string): string {
    const [kind = "", ...places] = text.split("/");
    const renamed = places.map((place) => {
      const [host = "", ...rest] = place.split(":");
      return [this.#dns(host), ...rest].join(":");
    });
    return [kind, ...renamed].join("/");
  }

  /** `account: contoso\\svc-connect`, in lower case. */
  #lookup(question: string): string {
    const [kind = "", ...rest] = question.split(": ");
    if (kind === "installer") return question;
    const name = this.#account(rest.join(": "));
    return `${kind}: ${isDn(name) ? nameKey(name) : name.toLowerCase()}`;
  }

  #question(question: string): string {
    const [base, scope, where, attributes] = JSON.parse(question) as [string, string, unknown, unknown];
    return JSON.stringify([nameKey(this.#dn(base)), scope, this.#condition(where), attributes]);
  }

  #condition(where: unknown): unknown {
    if (Array.isArray(where)) return where.map((each) => this.#condition(each));
    if (typeof where !== "object" || where === null) return where;
    const { attribute } = where as { readonly attribute?: string };
    return Object.fromEntries(
      Object.entries(where).map(([key, value]) => {
        if (key === "equals" && attribute !== undefined) return [key, this.#value(attribute, String(value))];
        if (key === "equalsSid") return [key, this.#sid(String(value))];
        return [key, key === "all" || key === "any" || key === "not" ? this.#condition(value) : value];
      }),
    );
  }

  /** A name in any of the forms in which people write it. */
  #account(text: string): string {
    if (isDn(text)) return this.#dn(text);
    const [domain, down] = text.split("\\");
    if (domain !== undefined && down !== undefined) return `${this.#dns(domain)}\\${this.#sam(down)}`;
    const [prefix, suffix] = text.split("@");
    if (prefix !== undefined && suffix !== undefined) return `${this.#sam(prefix)}@${this.#dns(suffix)}`;
    return this.#renaming.knows(text.replace(/\$$/, "")) || !text.includes(".") ? this.#sam(text) : this.#dns(text);
  }

  #sam(text: string): string {
    return text.endsWith("$") ? `${this.#renaming.name(text.slice(0, -1))}$` : this.#renaming.name(text);
  }

  #dns(text: string): string {
    return text
      .split(".")
      .map((label) => this.#renaming.name(label))
      .join(".");
  }

  readonly #dn = (text: string): string => {
    const components = parseDistinguishedName(text);
    if (text === "" || components === undefined) return this.#text(text);
    const inSchema = components.some(({ value }) => value.toLowerCase() === "schema");
    return components
      .map(({ type, value }) => {
        const own = inSchema && type.toUpperCase() !== "DC" ? value : this.#component(value);
        return `${type}=${escapeValue(own)}`;
      })
      .join(",");
  };

  #component(value: string): string {
    if (/^S-1-\d/.test(value)) return this.#sid(value);
    if (/^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i.test(value)) return value;
    return this.#renaming.name(value);
  }

  /** A sentence: names that stand in it are found word by word, the longest first. */
  #text(text: string): string {
    const words = [...text.matchAll(/[\p{L}\p{N}_]+/gu)].map((match) => [match.index, match.index + match[0].length]);
    let result = "";
    let done = 0;
    for (let first = 0; first < words.length; first++) {
      for (let last = Math.min(first + mostWords, words.length) - 1; last >= first; last--) {
        const [start = 0] = words[first] ?? [];
        const [, end = 0] = words[last] ?? [];
        const run = text.slice(start, end);
        const name = run.replace(/\\([,+"<>;=#])/g, "$1");
        if (!this.#renaming.knows(name)) continue;
        result += text.slice(done, start) + this.#renaming.name(name);
        done = end;
        first = last;
        break;
      }
    }
    return this.#sids(result + text.slice(done));
  }

  #sid(sid: string): string {
    return this.#sids(sid);
  }

  #sids(text: string): string {
    return text.replace(/S-1-5-21-\d+-\d+-\d+/g, (domain) => this.#renaming.domainSid(domain));
  }

  #base64(text: string): string {
    return Buffer.from(this.#bytes(Uint8Array.from(Buffer.from(text, "base64")))).toString("base64");
  }

  /** Security identifiers of domains, wherever they stand: revision 1, authority 5, first part 21. Source: MS-DTYP 2.4.2.2. */
  #bytes(bytes: Uint8Array): Uint8Array {
    const result = Buffer.from(bytes);
    const head = Buffer.from([0, 0, 0, 0, 0, 5, 21, 0, 0, 0]);
    for (let at = result.indexOf(head); at !== -1; at = result.indexOf(head, at + 1)) {
      const from = at + head.length;
      if (at < 2 || result[at - 2] !== 1 || (result[at - 1] ?? 0) < 4 || from + 12 > result.length) continue;
      const parts = [0, 4, 8].map((offset) => result.readUInt32LE(from + offset));
      const renamed = this.#renaming
        .domainSid(`S-1-5-21-${parts.join("-")}`)
        .split("-")
        .slice(4)
        .map(Number);
      for (const [index, part] of renamed.entries()) result.writeUInt32LE(part, from + 4 * index);
    }
    return Uint8Array.from(result);
  }

  #fact<T>(fact: Fact<T>, rename: (value: T) => T = (value) => value): Fact<T> {
    if ("observed" in fact) return { observed: rename(fact.observed) };
    if ("undecided" in fact) return { undecided: { reason: this.#text(fact.undecided.reason) } };
    return { unobservable: this.#why(fact.unobservable) };
  }

  #answer<T extends object>(answer: T | Unavailable, rename: (answer: Exclude<T, Unavailable>) => T): T | Unavailable {
    return "unavailable" in answer
      ? { unavailable: this.#why((answer as Unavailable).unavailable) }
      : rename(answer as Exclude<T, Unavailable>);
  }

  #why({ reason, remedy }: Unavailable["unavailable"]) {
    return { reason: this.#text(reason), remedy: this.#text(remedy) };
  }
}

interface AttributeEntry {
  readonly distinguishedName: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

function isDn(text: string): boolean {
  return text.includes("=") && parseDistinguishedName(text) !== undefined;
}
