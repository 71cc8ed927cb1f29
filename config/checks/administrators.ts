import type { Path } from "../path.ts";
import type { Finding } from "../problems.ts";
import { showValue } from "../secrets.ts";
import { type Check, type DraftSettings, entriesOf, ignoringCase } from "./draft.ts";

/**
 * An emergency access account stays unused until everything else fails.
 * Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
 */
export const noEmergencyAccount: Check = (settings) => {
  const listed = entriesOf(settings.tenant?.emergencyAccounts, ["tenant", "emergencyAccounts"]);
  const emergency = new Set(listed.map(({ value }) => ignoringCase(value)));
  return administratorNames(settings)
    .filter(({ name }) => emergency.has(ignoringCase(name)))
    .map(({ name, path }) =>
      refused(name, path, {
        allowed: "a user that is not an emergency access account",
        fault:
          "which tenant.emergencyAccounts lists: such an account is not for daily administration, so that it is " +
          "still available when everything else fails",
        restsOn: ["tenant", "emergencyAccounts"],
      }),
    );
};

/**
 * Whoever signs in through a federation cannot fix it, and the wizard refuses users of the domain that it federates.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-custom
 */
export const notOfFederatedDomain: Check = (settings) => {
  const listed = entriesOf(settings.tenant?.federatedDomains, ["tenant", "federatedDomains"]);
  const federated = new Set(listed.map(({ value }) => ignoringCase(value)));
  return administratorNames(settings)
    .filter(({ name }) => federated.has(ignoringCase(name.slice(name.lastIndexOf("@") + 1))))
    .map(({ name, path }) =>
      refused(name, path, {
        allowed: "a user of a domain that is not federated, preferably of the tenant's onmicrosoft.com domain",
        fault:
          "of a domain that tenant.federatedDomains lists: the wizard rejects such a user, and anyone who signs in " +
          "through a federation is locked out when it fails",
        restsOn: ["tenant", "federatedDomains"],
      }),
    );
};

/** An active assignment has no end in this program. */
export const endOnlyOfEligibility: Check = (settings) =>
  (["cloudSync", "connectSync"] as const).flatMap((tool): Finding[] => {
    const { assignment, eligibleUntil } = settings[tool]?.accounts?.hybridIdentityAdministrator ?? {};
    if (eligibleUntil === undefined || assignment === "eligible") return [];
    const at = [tool, "accounts", "hybridIdentityAdministrator"];
    const path = [...at, "eligibleUntil"];
    const shown = showValue(path, eligibleUntil);
    return [
      {
        path,
        value: shown,
        allowed: "absent unless assignment is eligible",
        predicate: `is ${shown}, and assignment is not eligible: only an eligibility has an end`,
        remedy: { set: [{ path: [...at, "assignment"], value: "eligible" }], example: false },
        restsOn: [[...at, "assignment"]],
      },
    ];
  });

/** Who is declared as administrator of a sync tool, created or adopted, with the path at which the name stands. */
function administratorNames(settings: DraftSettings): { name: string; path: Path }[] {
  return (["cloudSync", "connectSync"] as const).flatMap((tool) => {
    const { create, adopt } = settings[tool]?.accounts?.hybridIdentityAdministrator ?? {};
    const path = [tool, "accounts", "hybridIdentityAdministrator"];
    return [
      { name: create?.userPrincipalName, path: [...path, "create", "userPrincipalName"] },
      { name: adopt, path: [...path, "adopt"] },
    ].flatMap(({ name, path: at }) => (name === undefined ? [] : [{ name, path: at }]));
  });
}

function refused(
  name: string,
  path: Path,
  { allowed, fault, restsOn }: { allowed: string; fault: string; restsOn: Path },
): Finding {
  const shown = showValue(path, name);
  return {
    path,
    value: shown,
    allowed,
    predicate: `names ${shown}, ${fault}`,
    remedy: { set: [{ path, value: "sync-admin@contoso.onmicrosoft.com" }], example: true },
    restsOn: [restsOn],
  };
}
