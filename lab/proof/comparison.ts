/** Compares what a domain controller enforces with what the access check says, and counts why. */
import {
  type AccessDecision,
  type AccessRequest,
  checkAccess,
  type Token,
} from "../../directory/security/access-check.ts";
import { accessRights } from "../../directory/security/access-mask.ts";
import { entryToSddl } from "../../directory/security/sddl.ts";
import { entryFlags, isObjectEntry, type SecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { wellKnownSids } from "../../directory/security/sid.ts";
import { explain } from "./differences.ts";

/** Reasons that are counted; one answer can have several of them. */
export const reasons = [
  "allow",
  "deny",
  "no entry",
  "object entry",
  "property set",
  "control access right",
  "group",
  "inherited",
  "owner",
] as const;
export type Reason = (typeof reasons)[number];

export interface Holder {
  readonly dn: string;
  readonly name: string;
  readonly sid: string;
  readonly token: Token;
}

export interface Subject {
  readonly dn: string;
  readonly sid: string | undefined;
  readonly descriptor: SecurityDescriptor;
}

/** One right that the controller grants or not, as the access check is asked for it. */
export interface Question {
  readonly right: string;
  readonly request: AccessRequest;
  /** GUID of the property set that is part of what is asked, if any. */
  readonly propertySet?: string | null;
  readonly enforced: boolean;
  /** What Samba's own check is asked instead, where that differs. */
  readonly asSambaAsks?: AccessRequest;
}

const keptDisagreements = 20;

export class Comparison {
  compared = 0;
  /** Differences that no documented one accounts for. */
  disagreements = 0;
  /** Differences that are documented, by name. */
  readonly explained = new Map<string, number>();
  /** The first of them, in words. */
  readonly examples: string[] = [];
  readonly counts: Map<Reason, number> = new Map(reasons.map((reason) => [reason, 0]));
  /** By the kind of right. */
  readonly kinds = new Map<string, number>();

  compare(holder: Holder, subject: Subject, kind: string, question: Question): void {
    const { right, request, propertySet, enforced } = question;
    const decision = checkAccess(subject.descriptor, holder.token, request, subject);
    this.record(kind, reasonsOf(decision, { request, propertySet: propertySet ?? null, holder, subject }));
    if ((decision.outcome === "granted") === enforced) return;
    const explanation = explain(subject.descriptor, enforced, (read) =>
      checkAccess(read, holder.token, question.asSambaAsks ?? request, subject),
    );
    if (explanation !== undefined) {
      this.explained.set(explanation, (this.explained.get(explanation) ?? 0) + 1);
      return;
    }
    this.disagree(
      `${holder.name} and ${kind} ${right} on ${subject.dn}: ${enforced ? "allowed" : "refused"}, judged ` +
        `${decision.outcome} because ${decision.reason}. Entries about this account: ${entriesAbout(holder, subject)}`,
    );
  }

  record(kind: string, why: Iterable<Reason>): void {
    this.compared += 1;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    for (const reason of why) this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
  }

  disagree(example: string): void {
    this.disagreements += 1;
    if (this.examples.length < keptDisagreements) this.examples.push(example);
  }
}

/** What stands in a descriptor about an account, with the place of each entry. */
function entriesAbout({ token }: Holder, { descriptor, sid }: Subject): string {
  const entries = (descriptor.dacl?.entries ?? []).map((entry, index) => ({
    entry,
    text: `${index} ${entryToSddl(entry)}`,
  }));
  return [
    ...(descriptor.owner !== null && token.sids.has(descriptor.owner) ? ["owner"] : []),
    ...entries
      .filter(
        ({ entry }) =>
          entry.kind !== "unknown" &&
          (token.sids.has(entry.trustee) ||
            (entry.trustee === wellKnownSids.self && sid !== undefined && token.sids.has(sid))),
      )
      .map(({ text }) => text),
  ].join(", ");
}

interface Context {
  readonly request: AccessRequest;
  readonly propertySet: string | null;
  readonly holder: Holder;
  readonly subject: Subject;
}

export function reasonsOf(
  { outcome, reason, entry: deciding }: AccessDecision,
  { request, propertySet, holder, subject }: Context,
): readonly Reason[] {
  const why: Reason[] = [];
  if ((request.mask & accessRights.controlAccess) !== 0) why.push("control access right");
  if (reason === "owner")
    return [...why, "owner", ...(subject.descriptor.owner === holder.sid ? [] : ["group" as const])];
  if (deciding === undefined || deciding.entry.kind === "unknown") return [...why, "no entry"];
  const { entry } = deciding;
  why.push(outcome === "granted" ? "allow" : "deny");
  if (isObjectEntry(entry) && entry.objectType !== undefined) {
    why.push("object entry");
    if (entry.objectType === propertySet) why.push("property set");
  }
  if (holder.token.sids.has(entry.trustee) && entry.trustee !== holder.sid) why.push("group");
  if ((entry.flags & entryFlags.inherited) !== 0) why.push("inherited");
  return why;
}
