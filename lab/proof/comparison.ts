/** Compares what a domain controller enforces with what the access check says, and counts why. */
import type { AccessDecision, Token } from "../../directory/security/access-check.ts";
import { entryToSddl } from "../../directory/security/sddl.ts";
import { isObjectEntry, type SecurityDescriptor } from "../../directory/security/security-descriptor.ts";
import { wellKnownSids } from "../../directory/security/sid.ts";
import { explain } from "./differences.ts";
import type { SambaCheck } from "./samba-walk.ts";

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

/** How a descriptor is to be read: as it is, or as Samba is known to read it. */
export type Reading = (descriptor: SecurityDescriptor) => SecurityDescriptor;

/** One right that the controller grants or not. */
export interface Question {
  readonly right: string;
  readonly enforced: boolean;
  readonly judge: (reading: Reading) => AccessDecision;
  /** Where Samba's own check is asked something else. */
  readonly judgeAsSamba?: (reading: Reading) => AccessDecision;
  /** Samba's own check, where several rights are asked for together. */
  readonly walkAsSamba?: () => SambaCheck;
  /** Whether control access is part of what is asked. */
  readonly controlAccess?: boolean;
  /** GUID of the property set that is part of what is asked, if any. */
  readonly propertySet?: string | null;
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
    const { right, enforced, judge, judgeAsSamba = judge, walkAsSamba } = question;
    const decision = judge((descriptor) => descriptor);
    this.#record(kind, reasonsOf(decision, question, holder));
    if ((decision.outcome === "granted") === enforced) return;
    const explanation = explain(enforced, judgeAsSamba, walkAsSamba?.());
    if (explanation !== undefined) {
      this.explained.set(explanation, (this.explained.get(explanation) ?? 0) + 1);
      return;
    }
    this.disagreements += 1;
    if (this.examples.length < keptDisagreements)
      this.examples.push(
        `${holder.name} and ${kind} ${right} on ${subject.dn}: ${enforced ? "allowed" : "refused"}, judged ` +
          `${decision.outcome} because ${decision.reason}. Entries about this account: ${entriesAbout(holder, subject)}`,
      );
  }

  #record(kind: string, why: Iterable<Reason>): void {
    this.compared += 1;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    for (const reason of why) this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
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

function reasonsOf(
  { outcome, reason, entry: deciding, identity }: AccessDecision,
  { controlAccess, propertySet }: Question,
  holder: Holder,
): readonly Reason[] {
  const why: Reason[] = controlAccess ? ["control access right"] : [];
  if (identity !== undefined && identity.sid !== holder.sid) why.push("group");
  if (reason === "owner") return [...why, "owner"];
  if (deciding === undefined) return [...why, "no entry"];
  const { entry, inherited } = deciding;
  why.push(outcome === "granted" ? "allow" : "deny");
  if (inherited) why.push("inherited");
  if (entry.kind === "unknown" || !isObjectEntry(entry) || entry.objectType === undefined) return why;
  return [...why, "object entry", ...(entry.objectType === propertySet ? (["property set"] as const) : [])];
}
