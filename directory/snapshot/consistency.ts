/**
 * What no schema sees: whether the sections of a snapshot fit together. A recorder writes nothing that is found here, so
 * whatever is found was changed, cut or merged afterwards, and the facts that it touches say nothing any more.
 */
import { nameKey, splitName, withinKey } from "../../catalogue/distinguished-name.ts";
import { binaryAttributes } from "../live/entry.ts";
import type { Damage } from "./damage.ts";
import { membershipQuestion, type Snapshot } from "./format.ts";
import { hasAllGuids, type RecordedObjects } from "./objects.ts";

export function inconsistencies(snapshot: Snapshot): readonly Damage[] {
  const found: Damage[] = [];
  const report = (place: string, fault: string) => found.push({ place, fault });
  new Check(snapshot, report).all();
  return found;
}

type Report = (place: string, fault: string) => void;

/** What no two of are alike: the first place of each key. */
class Once<Place extends string | number = string> {
  readonly #report: Report;
  readonly #what: string;
  readonly #inWords: (place: Place) => string;
  readonly #places = new Map<string, Place>();

  /** Where there may be very many, places are numbers, and only that of a repetition is put in words. */
  constructor(report: Report, what: string, inWords: (place: Place) => string = (place) => `${place}`) {
    this.#report = report;
    this.#what = what;
    this.#inWords = inWords;
  }

  add(key: string, place: Place): void {
    const first = this.#places.get(key);
    if (first === undefined) this.#places.set(key, place);
    else this.#report(this.#inWords(place), `repeats ${this.#what} of ${this.#inWords(first)}`);
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }
}

/** Objects of which no two have the same name. There may be millions, so whole names are not put together. */
class OnceInContainer {
  readonly #report: Report;
  /** By the key of the container. Places are numbers, counted over all lists. */
  readonly #containers = new Map<string, Once<number>>();
  readonly #lists: { readonly start: number; readonly place: string }[] = [];
  #size = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  /** Names in a container, given by its key; `place` is where their list stands. */
  addAll(names: readonly string[], container: string, place: string): void {
    this.#lists.push({ start: this.#size, place });
    const once = this.#in(container);
    for (const name of names) {
      const key = nameKey(name);
      if (/[,\\]/.test(key)) {
        // Whether a comma separates something, the whole name shows.
        const whole = splitName(`${key},${container}`);
        this.#in(whole.container).add(whole.name, this.#size);
      } else once.add(key, this.#size);
      this.#size += 1;
    }
  }

  /** Whether an object was added, by the key of its whole name. */
  has(key: string): boolean {
    const { name, container } = splitName(key);
    return this.#containers.get(container)?.has(name) === true;
  }

  #in(container: string): Once<number> {
    const known = this.#containers.get(container);
    if (known !== undefined) return known;
    const once = new Once<number>(this.#report, "the name", (number) => this.#inWords(number));
    this.#containers.set(container, once);
    return once;
  }

  #inWords(number: number): string {
    const list = this.#lists.findLast(({ start }) => start <= number);
    return list === undefined ? "" : `${list.place}[${number - list.start}]`;
  }
}

class Check {
  readonly #snapshot: Snapshot;
  readonly #report: Report;
  readonly #domainNames: Once;
  readonly #dnsNames: Once;
  readonly #objects: Once;
  readonly #census: OnceInContainer;

  constructor(snapshot: Snapshot, report: Report) {
    this.#snapshot = snapshot;
    this.#report = report;
    this.#domainNames = new Once(report, "the name");
    this.#dnsNames = new Once(report, "the DNS name");
    this.#objects = new Once(report, "the name");
    this.#census = new OnceInContainer(report);
  }

  all(): void {
    this.#heading();
    this.#schema();
    this.#domains();
    this.#objectList();
    this.#domainObjects();
    this.#lookups();
    this.#identifiers();
    this.#entries();
    this.#memberships();
    this.#orders();
  }

  #heading(): void {
    const { domainController, reader, forest, domainControllers = [] } = this.#snapshot;
    this.#notEmpty("domainController", domainController);
    this.#notEmpty("reader", reader);
    for (const key of ["enabledOptionalFeatures", "managedPasswordHolders"] as const) {
      const fact = forest[key];
      if ("observed" in fact) this.#namesOnce(fact.observed, `forest.${key}.observed`);
    }
    const domains = new Once(this.#report, "the domain");
    for (const [index, { domain, names }] of domainControllers.entries()) {
      const place = `domainControllers[${index}]`;
      domains.add(domain.toLowerCase(), `${place}.domain`);
      const controllers = new Once(this.#report, "the name");
      for (const [number, name] of names.entries()) controllers.add(name.toLowerCase(), `${place}.names[${number}]`);
    }
  }

  #schema(): void {
    for (const key of ["classes", "attributes", "rights"] as const) {
      const fact = this.#snapshot.schema[key];
      if (!("observed" in fact)) continue;
      const place = `schema.${key}.observed`;
      if (fact.observed.length === 0) this.#report(place, "is empty, but every schema has some");
      const names = new Once(this.#report, "the name");
      const guids = new Once(this.#report, "the GUID");
      for (const [index, { name, guid }] of fact.observed.entries()) {
        names.add(name.toLowerCase(), `${place}[${index}].name`);
        // Samba and Windows give some rights one GUID under several names.
        if (key !== "rights") guids.add(guid, `${place}[${index}].guid`);
      }
    }
  }

  #domains(): void {
    const { domains, forest, domainControllers = [] } = this.#snapshot;
    const netBiosNames = new Once(this.#report, "the NetBIOS name");
    const sids = new Once(this.#report, "the security identifier");
    for (const [index, domain] of domains.entries()) {
      const place = `domains[${index}]`;
      this.#notEmpty(`${place}.netBiosName`, domain.netBiosName);
      this.#isName(`${place}.distinguishedName`, domain.distinguishedName);
      this.#domainNames.add(nameKey(domain.distinguishedName), `${place}.distinguishedName`);
      this.#dnsNames.add(domain.dnsName.toLowerCase(), `${place}.dnsName`);
      netBiosNames.add(domain.netBiosName.toLowerCase(), `${place}.netBiosName`);
      if ("observed" in domain.sid) sids.add(domain.sid.observed, `${place}.sid`);
    }
    if (!this.#dnsNames.has(forest.rootDomain.toLowerCase()))
      this.#report("domains", "has no domain with the name in forest.rootDomain");
    for (const [index, { domain }] of domainControllers.entries())
      this.#isDomain(`domainControllers[${index}].domain`, domain);
  }

  #objectList(): void {
    const sids = new Once(this.#report, "the security identifier");
    for (const [index, { distinguishedName, sid, objectClass }] of this.#snapshot.objects.entries()) {
      const place = `objects[${index}]`;
      this.#isName(`${place}.distinguishedName`, distinguishedName);
      this.#objects.add(nameKey(distinguishedName), `${place}.distinguishedName`);
      if (sid !== null) sids.add(sid, `${place}.sid`);
      const classes = new Once(this.#report, "the class");
      for (const [number, name] of objectClass.entries())
        classes.add(name.toLowerCase(), `${place}.objectClass[${number}]`);
    }
    this.#objectsAreMeant();
  }

  /** Nobody is recorded whom no answer is about. */
  #objectsAreMeant(): void {
    const { objects, lookups, identifiers } = this.#snapshot;
    const meant = new Set([
      ...lookups.flatMap(({ answer }) => ("found" in answer ? answer.found : [])),
      ...identifiers.flatMap(({ answer }) => ("object" in answer && answer.object !== null ? [answer.object] : [])),
    ]);
    for (const [index, { distinguishedName }] of objects.entries())
      if (!meant.has(distinguishedName))
        this.#report(`objects[${index}]`, "is an object that no name and no identifier leads to");
  }

  #lookups(): void {
    const { lookups, objects } = this.#snapshot;
    const questions = new Once(this.#report, "the question");
    const byName = new Map(objects.map(({ distinguishedName }) => [nameKey(distinguishedName), distinguishedName]));
    for (const [index, { question, answer }] of lookups.entries()) {
      const place = `lookups[${index}]`;
      questions.add(question, `${place}.question`);
      if (!/^(?:account|computer|managed service account|installer): ./.test(question))
        this.#report(`${place}.question`, "is not a question");
      if (!("found" in answer)) continue;
      this.#namesOnce(answer.found, `${place}.answer.found`);
      for (const [number, name] of answer.found.entries()) this.#isObject(`${place}.answer.found[${number}]`, name);
      const asked = byName.get(question.slice(question.indexOf(": ") + 2));
      if (asked !== undefined && !answer.found.includes(asked))
        this.#report(`${place}.answer.found`, "omits the object with the name that was asked for");
    }
  }

  #identifiers(): void {
    const { identifiers, objects } = this.#snapshot;
    const sids = new Once(this.#report, "the security identifier");
    const bySid = new Map(objects.map(({ sid, distinguishedName }) => [sid, distinguishedName]));
    for (const [index, { sid, answer }] of identifiers.entries()) {
      const place = `identifiers[${index}]`;
      sids.add(sid, `${place}.sid`);
      if (!("object" in answer)) continue;
      if (answer.object !== null) this.#isObject(`${place}.answer.object`, answer.object);
      const holder = bySid.get(sid) ?? null;
      if (answer.object !== holder && holder !== null)
        this.#report(`${place}.answer.object`, "is not the object that has this security identifier");
    }
  }

  #entries(): void {
    const questions = new Once(this.#report, "the question");
    for (const [index, { question, answer }] of this.#snapshot.entries.entries()) {
      const place = `entries[${index}]`;
      questions.add(question, `${place}.question`);
      const asked = readQuestion(question);
      if (asked === undefined) {
        this.#report(`${place}.question`, "is not a question");
        continue;
      }
      if (!("entries" in answer)) continue;
      const { base, scope, attributes } = asked;
      if (scope === "base" && asked.where === null && answer.entries.length === 0 && this.#census.has(base))
        this.#report(`${place}.answer.entries`, "is empty, but the object is among those of its domain");
      const names = new Once(this.#report, "the name");
      for (const [number, entry] of answer.entries.entries()) {
        const at = `${place}.answer.entries[${number}]`;
        const key = nameKey(entry.distinguishedName);
        // The rootDSE has an empty name; only its own question answers with it.
        if (base !== "" || entry.distinguishedName !== "")
          this.#isName(`${at}.distinguishedName`, entry.distinguishedName);
        names.add(key, `${at}.distinguishedName`);
        if (!isInScope(key, base, scope))
          this.#report(`${at}.distinguishedName`, "is outside what the question asked about");
        for (const [attribute, values] of Object.entries(entry.attributes))
          this.#attribute(`${at}.attributes[${JSON.stringify(attribute)}]`, attribute, values, attributes);
      }
    }
  }

  #attribute(place: string, attribute: string, values: readonly string[], asked: readonly string[]): void {
    if (!asked.includes(attribute)) this.#report(place, "is an attribute that the question did not ask for");
    const once = new Once(this.#report, "the value");
    for (const [index, value] of values.entries()) {
      once.add(value, `${place}[${index}]`);
      if (binary.has(attribute.toLowerCase()) && !isBase64(value))
        this.#report(`${place}[${index}]`, "is not a value that is recorded there");
    }
  }

  #domainObjects(): void {
    const { domains, domainObjects } = this.#snapshot;
    const written = new Set(domains.map(({ distinguishedName }) => distinguishedName));
    const sections = new Once(this.#report, "the domain");
    for (const [index, { domain, answer }] of domainObjects.entries()) {
      const place = `domainObjects[${index}]`;
      sections.add(nameKey(domain), `${place}.domain`);
      // The way it is written counts: by that it is found.
      if (!written.has(domain)) this.#report(`${place}.domain`, "is not one of the domains");
      if ("objects" in answer) this.#recordedObjects(`${place}.answer.objects`, nameKey(domain), answer.objects);
    }
    for (const [index, { distinguishedName }] of domains.entries())
      if (!sections.has(nameKey(distinguishedName)))
        this.#report(`domains[${index}]`, "has no section in domainObjects");
  }

  #recordedObjects(place: string, domain: string, { domainController, descriptors, groups }: RecordedObjects): void {
    this.#notEmpty(`${place}.domainController`, domainController);
    if (groups.length === 0) this.#report(`${place}.groups`, "is empty, but every domain has objects");
    const bytes = new Once<number>(this.#report, "the bytes", (index) => `${place}.descriptors[${index}]`);
    for (const [index, text] of descriptors.entries()) {
      bytes.add(text, index);
      if (!isBase64(text)) this.#report(`${place}.descriptors[${index}]`, "is not a value that is recorded there");
    }
    const used = new Set<number>();
    const kinds = new Once<number>(
      this.#report,
      "what is shared by the objects",
      (index) => `${place}.groups[${index}]`,
    );
    for (const [index, { names, guids, ...shared }] of groups.entries()) {
      const at = `${place}.groups[${index}]`;
      kinds.add(JSON.stringify(shared), index);
      if (!hasAllGuids({ names, guids })) this.#report(`${at}.guids`, "has not one GUID for each name");
      if (shared.descriptor !== null && shared.descriptor >= descriptors.length)
        this.#report(`${at}.descriptor`, `is ${shared.descriptor}, and there are ${descriptors.length} descriptors`);
      if (shared.descriptor !== null) used.add(shared.descriptor);
      const container = nameKey(shared.container);
      // That of the domain itself lies above it.
      if (container !== "" && !withinKey(domain)(container) && !withinKey(container)(domain))
        this.#report(`${at}.container`, "is outside the domain");
      if (names.length === 0) this.#report(`${at}.names`, "is empty");
      for (const [number, name] of names.entries())
        if (!name.includes("=")) this.#report(`${at}.names[${number}]`, "is not a name");
      this.#census.addAll(names, container, `${at}.names`);
    }
    for (const index of descriptors.keys())
      if (!used.has(index)) this.#report(`${place}.descriptors[${index}]`, "belongs to no object");
  }

  #memberships(): void {
    const questions = new Once(this.#report, "the question");
    for (const [index, { object, domain, answer }] of this.#snapshot.memberships.entries()) {
      const place = `memberships[${index}]`;
      questions.add(membershipQuestion(object, domain), place);
      this.#isDomain(`${place}.domain`, domain);
      if (!("groups" in answer)) continue;
      const { direct, groups, token } = answer.groups;
      const at = `${place}.answer.groups`;
      const known = new Once(this.#report, "the group");
      for (const [number, { sid }] of groups.entries()) known.add(sid, `${at}.groups[${number}].sid`);
      const follow = (sids: readonly string[], from: string) => {
        const once = new Once(this.#report, "the group");
        for (const [number, sid] of sids.entries()) {
          once.add(sid, `${from}[${number}]`);
          if (!known.has(sid)) this.#report(`${from}[${number}]`, "is a group that is not recorded");
        }
      };
      follow(direct, `${at}.direct`);
      for (const [number, { memberOf }] of groups.entries()) follow(memberOf, `${at}.groups[${number}].memberOf`);
      const once = new Once(this.#report, "the group");
      for (const [number, sid] of (token ?? []).entries()) once.add(sid, `${at}.token[${number}]`);
      this.#areReached(direct, groups, `${at}.groups`);
    }
  }

  /** A group is recorded because a way leads to it. */
  #areReached(
    direct: readonly string[],
    groups: readonly { readonly sid: string; readonly memberOf: readonly string[] }[],
    place: string,
  ): void {
    const parents = new Map(groups.map(({ sid, memberOf }) => [sid, memberOf]));
    const reached = new Set<string>();
    const pending = [...direct];
    for (let sid = pending.pop(); sid !== undefined; sid = pending.pop()) {
      if (reached.has(sid)) continue;
      reached.add(sid);
      for (const parent of parents.get(sid) ?? []) pending.push(parent);
    }
    for (const [number, { sid }] of groups.entries())
      if (!reached.has(sid)) this.#report(`${place}[${number}]`, "is a group that no membership leads to");
  }

  /** Sections stand in the order of what they are asked by. */
  #orders(): void {
    const { objects, lookups, entries, domainObjects } = this.#snapshot;
    this.#ordered("objects", objects, ({ distinguishedName }) => distinguishedName);
    this.#ordered("lookups", lookups, ({ question }) => question);
    this.#ordered("entries", entries, ({ question }) => question);
    this.#ordered("domainObjects", domainObjects, ({ domain }) => domain);
  }

  #ordered<T>(section: string, items: readonly T[], text: (item: T) => string): void {
    const place = items.findIndex((item, index) => index > 0 && text(items[index - 1] as T) > text(item));
    if (place !== -1) this.#report(`${section}[${place}]`, "is out of order");
  }

  #namesOnce(names: readonly string[], place: string): void {
    const once = new Once(this.#report, "the name");
    for (const [index, name] of names.entries()) once.add(nameKey(name), `${place}[${index}]`);
  }

  #notEmpty(place: string, text: string): void {
    if (text.trim() === "") this.#report(place, "is empty");
  }

  #isName(place: string, name: string): void {
    if (!name.includes("=")) this.#report(place, "is not a distinguished name");
  }

  #isObject(place: string, name: string): void {
    if (!this.#objects.has(nameKey(name))) this.#report(place, "is not one of the objects");
  }

  #isDomain(place: string, dnsName: string): void {
    if (!this.#dnsNames.has(dnsName.toLowerCase())) this.#report(place, "is not one of the domains");
  }
}

const binary: ReadonlySet<string> = new Set(binaryAttributes.map((name) => name.toLowerCase()));

/** Bytes have one text only: another spelling of them would be a second value that looks like it. */
function isBase64(text: string): boolean {
  return Buffer.from(text, "base64").toString("base64") === text;
}

function isInScope(key: string, base: string, scope: string): boolean {
  if (scope === "base") return key === base;
  return (base === "" || withinKey(base)(key)) && (scope === "sub" || key !== base);
}

interface RecordedQuestion {
  readonly base: string;
  readonly scope: string;
  readonly where: unknown;
  readonly attributes: readonly string[];
}

function readQuestion(text: string): RecordedQuestion | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [base, scope, where, attributes] = parts;
  if (isDeeperThan(where, deepestCondition)) return undefined;
  const isScope = scope === "base" || scope === "one" || scope === "sub";
  if (typeof base !== "string" || !isScope || !isTextList(attributes)) return undefined;
  return { base, scope, where, attributes };
}

/** Questions combine few conditions; what is nested more deeply was written by nobody, and could exhaust the stack. */
const deepestCondition = 20;

function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= levels; depth += 1)
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  return level.length > 0;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
