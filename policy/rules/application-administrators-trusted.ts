import { shell } from "../../catalogue/command.ts";
import { credentialRoles } from "../../catalogue/directory-roles.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { type Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { Listing } from "../../tenant/facts/listing.ts";
import type { ApplicationAdministrator } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, type Concerned } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { judgeListing, theTenant, trustOf } from "../topics/tenant.ts";

const subject = theTenant;
const titles = credentialRoles.map(({ title }) => title);

export const applicationAdministratorsTrusted: Rule<TenantInputs> = {
  name: "application-administrators-trusted",
  title: "Only trusted administrators can add a credential to the sync application",
  severity: "high",
  enforcementLevel: "advisory",
  description: `Only administrators that the stack declares or names as trusted hold ${enumerated(titles)}. The same is true of every other role, built-in or custom, by which a credential can be added to the sync application. This includes anyone who is eligible for such a role, owns a group that holds one, or can activate membership or ownership of such a group.`,
  consequence: "this administrator can add a credential to the sync application, and write every synchronized identity",
  remedy: wayOut`Remove the assignment under Roles & admins. If the administrator needs it, name the administrator under hybrid-sync:tenant.trustedAdministrators.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  resources: resources.tenants,
  judge(inputs) {
    const { connectSync, observed } = inputs;
    const found = states.map((state) => ({ state, fact: observed[state.observed] }));
    if (connectSync === null || connectSync.applications.length === 0 || found.every(({ fact }) => fact === null)) {
      return [notApplicable(subject, "is declared to have no application for Connect Sync")];
    }
    const verdicts = found.flatMap(({ state, fact }) => judgeState(inputs, fact ?? undefined, state));
    return verdicts.length > 0
      ? verdicts
      : [met(subject, "has no other administrator who can add a credential to the sync application")];
  },
};

interface State {
  /** What makes a finding of it another one. */
  readonly id: string;
  readonly observed:
    | "applicationAdministrators"
    | "eligibleApplicationAdministrators"
    | "ownersOfAdministratorGroups"
    | "eligibleForAdministratorGroups";
  /** Completes "cannot verify …". */
  readonly question: string;
  /** Completes "has 3 more …". */
  readonly rest: string;
  /** What the administrator does with the roles. */
  readonly verb: string;
  /** What to remove. */
  readonly removal: Remedy;
}

const states: readonly State[] = [
  {
    id: "active",
    observed: "applicationAdministrators",
    question: `who holds ${enumerated(titles, "or")}, or a custom role that allows the same`,
    rest: "administrators with such a role",
    verb: "holds",
    removal: wayOut`Remove the assignment under Roles & admins.`,
  },
  {
    id: "eligible",
    observed: "eligibleApplicationAdministrators",
    question: `who is eligible for ${enumerated(titles, "or")}, or for a custom role that allows the same`,
    rest: "administrators who are eligible for such a role",
    verb: "is eligible for",
    removal: wayOut`Remove the assignment under Roles & admins.`,
  },
  {
    id: "owner of a group",
    observed: "ownersOfAdministratorGroups",
    question: "who owns a group that holds such a role",
    rest: "owners of groups that hold such a role",
    verb: "can take",
    removal: wayOut`Remove the owner from the group.`,
  },
  {
    id: "eligible for a group",
    observed: "eligibleForAdministratorGroups",
    question: "who can activate membership or ownership of a group that holds such a role",
    rest: "administrators who can activate membership or ownership of a group that holds such a role",
    verb: "can activate",
    removal: wayOut`Remove the eligible assignment under Privileged Identity Management, Groups.`,
  },
];

/** Nothing where there is nobody. */
function judgeState(
  { trustedApplications, trustedAdministrators = [], observed }: TenantInputs,
  found: Fact<Listing<ApplicationAdministrator>> | undefined,
  state: State,
): readonly Verdict[] {
  const asked = about(theTenant, state.id);
  const { question } = state;
  if (found === undefined) {
    return [cannotVerify(asked, question, "it was not looked up", wayOut`Run "pulumi refresh" to observe it again.`)];
  }
  return settle(found, { subject: asked, question }, (administrators) => {
    if (administrators.count === 0) return [];
    const { trusts, next } = trustOf(trustedApplications, observed);
    const places = { applications: next, administrators: trustedAdministrators.length };
    return judgeListing(asked, administrators, state.rest, (administrator) =>
      trusts(administrator.objectId)
        ? met(subjectOf(administrator), "is declared as trusted")
        : judgeAdministrator(administrator, state, places),
    );
  });
}

/** @param places where the next one is named */
function judgeAdministrator(
  administrator: ApplicationAdministrator,
  { id, verb, removal }: State,
  places: { readonly applications: number; readonly administrators: number },
): Verdict {
  const { objectId, roles, kind } = administrator;
  const setting =
    kind === "service principal"
      ? `trustedApplications[${places.applications}]`
      : `trustedAdministrators[${places.administrators}]`;
  const name = shell`pulumi config set --path ${`hybrid-sync:tenant.${setting}`} ${objectId}`;
  const subject = about(subjectOf(administrator), id, ...new Set(roles.map(({ title }) => title)));
  return unmet(subject, `${verb} ${enumerated(roles.map(wayOf))} (object id ${objectId})`, {
    remedy: wayOut`${removal} If it is needed, name the administrator as trusted: ${name}`,
  });
}

function wayOf({ title, group, ownership }: ApplicationAdministrator["roles"][number]): string {
  if (group === null) return title;
  return `${title} through ${ownership === true ? "ownership of " : ""}the group "${group}"`;
}

function subjectOf({ kind, name, objectId }: ApplicationAdministrator): Concerned {
  if (kind === "user") return about(name, objectId);
  return about(kind === "service principal" ? `The application "${name}"` : `The object ${name}`, objectId);
}
