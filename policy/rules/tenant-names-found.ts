import { shell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { TenantInputs } from "../../contract/entra.ts";
import type { EmergencyAccount, TrustedApplication } from "../../tenant/facts/tenant.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { each, settle } from "../judgement/settle.ts";
import { about, type Subject } from "../judgement/subject.ts";
import { cannotVerify, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";

const setting = "hybrid-sync:tenant";

/** Advisory: what leads to nobody trusts or spares nobody, and other rules judge by what is there. */
export const tenantNamesFound: Rule<TenantInputs> = {
  name: "tenant-names-found",
  title: "What the configuration names in the tenant is there, and meant",
  severity: "medium",
  enforcementLevel: "advisory",
  description:
    "Every emergency access account, trusted administrator, trusted application and federated domain under hybrid-sync:tenant is one of the tenant, and applications are named by an id.",
  consequence: "the object that you intended is judged as if the stack did not name it",
  remedy: wayOut`Correct the name, or remove it, under ${setting}.`,
  reference: "https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access",
  resources: resources.tenants,
  judge(inputs) {
    const verdicts = [
      ...judgeAccounts(inputs),
      ...judgeAdministrators(inputs),
      ...judgeApplications(inputs),
      ...judgeDomains(inputs),
    ];
    return verdicts.length > 0 ? verdicts : [notApplicable("The tenant", "has nothing named in the configuration")];
  },
};

/** Stacks that an older version made were not asked what their names lead to. */
function notLookedUp(subject: Subject): Verdict {
  return cannotVerify(
    subject,
    "which object the name refers to",
    "it was not looked up",
    wayOut`Run "pulumi refresh" to observe it again.`,
  );
}

function judgeAccounts({ emergencyAccounts = [], observed }: TenantInputs): readonly Verdict[] {
  if (emergencyAccounts.length === 0) return [];
  const subject = about("The emergency access accounts", "emergency accounts");
  if (observed.emergencyAccounts === undefined) return [notLookedUp(subject)];
  return settle(observed.emergencyAccounts, { subject, question: "whether they exist" }, (accounts) =>
    each(subject, accounts, judgeAccount),
  );
}

function judgeAccount({ name, enabled }: EmergencyAccount): Verdict {
  const subject = about(`The emergency access account ${name}`, "emergency account", name);
  if (enabled === true) return met(subject, "exists and is enabled");
  return unmet(
    about(subject, enabled === null ? "not found" : "blocked"),
    enabled === null ? "was not found in the tenant" : "is blocked from signing in",
    {
      consequence: "no one can sign in with it when everyone else is locked out",
      remedy: wayOut`Correct or remove its name under ${setting}.emergencyAccounts, or create and enable the user.`,
    },
  );
}

function judgeAdministrators({ trustedAdministrators = [], observed }: TenantInputs): readonly Verdict[] {
  if (trustedAdministrators.length === 0) return [];
  const subject = about("The trusted administrators", "trusted administrators");
  if (observed.trustedAdministrators === undefined) return [notLookedUp(subject)];
  return settle(observed.trustedAdministrators, { subject, question: "whether they exist" }, (administrators) =>
    each(subject, administrators, ({ name, objectId }) =>
      objectId === null
        ? unmet(
            about(`The trusted administrator ${name}`, "trusted administrator", name),
            "was not found in the tenant",
            {
              remedy: wayOut`Correct or remove it under ${setting}.trustedAdministrators. Name a user by the user principal name, and a group by the object id.`,
            },
          )
        : met(`The trusted administrator ${name}`, "exists"),
    ),
  );
}

function judgeApplications({ trustedApplications, observed }: TenantInputs): readonly Verdict[] {
  if (trustedApplications.length === 0) return [];
  const subject = about("The trusted applications", "trusted applications");
  if (observed.trustedApplications === undefined) return [notLookedUp(subject)];
  return settle(
    observed.trustedApplications,
    { subject, question: "which objects their names refer to" },
    (applications) =>
      each(subject, applications, (application) =>
        judgeApplication(application, trustedApplications.indexOf(application.name)),
      ),
  );
}

function judgeApplication({ name, by, found: { count, sample } }: TrustedApplication, index: number): Verdict {
  const subject = about(`The trusted application "${name}"`, "trusted application", name);
  const [only] = sample;
  const byId = (id: string) =>
    wayOut`Name it by the object id of its service principal: ${shell`pulumi config set --path ${`${setting}.trustedApplications[${index}]`} ${id}`}`;
  if (only === undefined) {
    return unmet(about(subject, "not found"), "was not found in the tenant", {
      remedy: wayOut`Correct or remove it under ${setting}.trustedApplications. The object id is that under Enterprise applications, not under App registrations.`,
    });
  }
  if (count > 1) {
    return unmet(about(subject, "shared name"), `shares its name with ${count - 1} other${count === 2 ? "" : "s"}`, {
      consequence: "it is not clear which one is meant, and none is trusted",
      remedy: byId("ID"),
    });
  }
  if (by === "id") return met(subject, only.name === name ? "is there" : `is ${only.name}`);
  return unmet(about(subject, only.objectId), "is named by its display name, which does not identify it", {
    consequence: "anyone who can register an application can choose the name, so that it trusts no application",
    remedy: byId(only.objectId),
  });
}

function judgeDomains({ federatedDomains = [], observed }: TenantInputs): readonly Verdict[] {
  if (federatedDomains.length === 0) return [];
  const subject = about("The federated domains", "federated domains");
  const question = "whether they are domains of the tenant";
  return settle(observed.organization, { subject, question }, ({ foreignDomains }) =>
    federatedDomains.map((domain) =>
      foreignDomains.some((foreign) => foreign.toLowerCase() === domain.toLowerCase())
        ? unmet(
            about(`The federated domain ${domain}`, "federated domain", domain),
            "is not a verified domain of the tenant",
            {
              consequence: "administrators of the intended domain are not rejected",
              remedy: wayOut`Correct or remove it under ${setting}.federatedDomains.`,
            },
          )
        : met(`The federated domain ${domain}`, "is a domain of the tenant"),
    ),
  );
}
