/** Judges descriptors for one account: each distinct one once for each right, by the entries that are about the account. */
import type { Way } from "../../catalogue/permissions/requirement.ts";
import type { LogonToken } from "../logon-token.ts";
import { type AccessRequest, checkAccess } from "../security/access-check.ts";
import { newObjectDescriptor } from "../security/inheritance.ts";
import type { SddlDomains } from "../security/sddl.ts";
import { parseSddl } from "../security/sddl-reader.ts";
import {
  type AccessControlEntry,
  entryFlags,
  type SecurityDescriptor,
  SecurityDescriptorError,
} from "../security/security-descriptor.ts";
import { wellKnownSids } from "../security/sid.ts";
import { type Names, requestFor } from "./access-requests.ts";

type DecidingEntry = Exclude<AccessControlEntry, { readonly kind: "unknown" }>;

export type Answer = "granted" | "not granted" | "undecided" | { readonly denied: DecidingEntry };

export class DescriptorJudge {
  readonly #token: LogonToken;
  readonly #names: Names;
  readonly #domains: SddlDomains;
  readonly #requests = new Map<Way, AccessRequest | null>();
  readonly #judged = new Map<SecurityDescriptor, Judged>();
  readonly #concerning = new Map<AccessControlEntry, boolean>();
  readonly #defaults = new Map<string, SecurityDescriptor | null>();

  /** `domains` give a meaning to the names that the default descriptors of classes have for a domain's groups. */
  constructor(token: LogonToken, names: Names, domains: SddlDomains) {
    this.#token = token;
    this.#names = names;
    this.#domains = domains;
  }

  /** A way that the schema has no words for is not granted. */
  answer(descriptor: SecurityDescriptor, way: Way): Answer {
    const request = this.#request(way);
    if (request === null) return "not granted";
    const judged = this.#judgedOf(descriptor);
    const known = judged.answers.get(request);
    if (known !== undefined) return known;
    const answer = this.#check(judged.relevant, request);
    judged.answers.set(request, answer);
    return answer;
  }

  /** The same on a new object of the way's class in a container, created by nobody in particular. */
  answerBelow(container: SecurityDescriptor, way: Way): Answer {
    if (way.on === "domain root") return "not granted";
    const { below } = this.#judgedOf(container);
    const name = way.on.newObjects.toLowerCase();
    const known = below.get(name);
    if (known !== undefined) return this.answer(known, way);
    const object = { classGuid: this.#names.classes.get(name)?.guid ?? "", owner: null, group: null };
    const descriptor = newObjectDescriptor(container, object, this.#default(name));
    below.set(name, descriptor);
    return this.answer(descriptor, way);
  }

  #check(descriptor: SecurityDescriptor, request: AccessRequest): Answer {
    const { outcome, entry } = checkAccess(descriptor, this.#token, request);
    if (outcome === "granted") return "granted";
    if (outcome === "undecided") return "undecided";
    return entry === undefined || entry.entry.kind === "unknown" ? "not granted" : { denied: entry.entry };
  }

  #request(way: Way): AccessRequest | null {
    const known = this.#requests.get(way);
    if (known !== undefined) return known;
    const request = requestFor(way, this.#names);
    const usable = "notInSchema" in request ? null : request;
    this.#requests.set(way, usable);
    return usable;
  }

  #judgedOf(descriptor: SecurityDescriptor): Judged {
    const known = this.#judged.get(descriptor);
    if (known !== undefined) return known;
    const judged = { relevant: this.#relevant(descriptor), answers: new Map(), below: new Map() };
    this.#judged.set(descriptor, judged);
    return judged;
  }

  /** Without the entries that have no say for this account, which are most of them. */
  #relevant(descriptor: SecurityDescriptor): SecurityDescriptor {
    if (descriptor.dacl === null) return descriptor;
    const entries = descriptor.dacl.entries.filter((entry) => this.#concerns(entry));
    return { ...descriptor, dacl: { ...descriptor.dacl, entries } };
  }

  #concerns(entry: AccessControlEntry): boolean {
    const known = this.#concerning.get(entry);
    if (known !== undefined) return known;
    const concerns =
      entry.kind !== "unknown" &&
      (entry.flags & entryFlags.inheritOnly) === 0 &&
      (this.#token.sids.has(entry.trustee) ||
        this.#token.mayHold(entry.trustee) ||
        // It takes rights away from an owner.
        entry.trustee === wellKnownSids.ownerRights);
    this.#concerning.set(entry, concerns);
    return concerns;
  }

  /** Null for a class without one, or with one that cannot be read: then only what is inherited counts. */
  #default(name: string): SecurityDescriptor | null {
    const known = this.#defaults.get(name);
    if (known !== undefined) return known;
    const text = this.#names.classes.get(name)?.defaultSecurityDescriptor;
    const descriptor = text ? parsed(text, this.#domains) : null;
    this.#defaults.set(name, descriptor);
    return descriptor;
  }
}

interface Judged {
  readonly relevant: SecurityDescriptor;
  readonly answers: Map<AccessRequest, Answer>;
  /** Descriptors of new objects in it, by class. */
  readonly below: Map<string, SecurityDescriptor>;
}

function parsed(text: string, domains: SddlDomains): SecurityDescriptor | null {
  try {
    return parseSddl(text, domains);
  } catch (error) {
    if (error instanceof SecurityDescriptorError) return null;
    throw error;
  }
}
