import type { types } from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { guardRails as names, type PolicyState, policyStates } from "../catalogue/guard-rails.ts";
import type { GuardRailSettings } from "../config.ts";
import * as azuread from "./entra/azuread.ts";
import { findUser } from "./entra/find-user.ts";
import type { Gate } from "./gate.ts";

export interface GuardRailsArgs {
  readonly settings: GuardRailSettings;
  /** User principal names of emergency access accounts, which no policy may ever hit. */
  readonly emergencyAccounts: readonly string[];
  /** Object ID of the service principal of Connect Sync's application. */
  readonly applicationPrincipalId: pulumi.Output<string> | undefined;
  readonly gate: Gate;
}

/** Options of a resource that waits for the gate. */
interface HeldBack {
  readonly parent: pulumi.Resource;
  readonly dependsOn: Promise<pulumi.Resource[]>;
}

/**
 * What the program itself puts around the identities of Connect Sync: the addresses of the servers, and policies that
 * let the identities in from there only. Whatever else the tenant has is left alone.
 */
export class GuardRails extends pulumi.ComponentResource {
  constructor(name: string, args: GuardRailsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hybrid-sync:index:GuardRails", name, {}, opts);
    const { namedLocation, legacyUserPolicy, workloadIdentityPolicy } = args.settings;
    const held = { parent: this, dependsOn: args.gate.observations };

    const location = namedLocation && declareLocation(`${name}-location`, namedLocation, held);
    if (location && legacyUserPolicy) this.coverLegacyUsers(`${name}-legacy-users`, args, location, held);
    if (location && workloadIdentityPolicy && args.applicationPrincipalId) {
      coverApplication(
        `${name}-application`,
        args.applicationPrincipalId,
        workloadIdentityPolicy.state,
        location,
        held,
      );
    }
    this.registerOutputs();
  }

  private coverLegacyUsers(
    name: string,
    { settings, emergencyAccounts, gate }: GuardRailsArgs,
    location: azuread.NamedLocation,
    held: HeldBack,
  ): void {
    const { users = [], state = "report-only" } = settings.legacyUserPolicy ?? {};
    const idsOf = (list: readonly string[], key: string) =>
      gate.require(Promise.all(list.map((user) => findUser(user, `hybrid-sync:${key}`, { parent: this }))));
    declarePolicy(
      name,
      names.policies.legacyUsers,
      state,
      location,
      {
        users: {
          includedUsers: idsOf(users, "guardRails.legacyUserPolicy.users"),
          excludedUsers: idsOf(emergencyAccounts, "tenant.emergencyAccounts"),
        },
      },
      held,
    );
  }
}

function declareLocation(
  name: string,
  { displayName, addresses }: NonNullable<GuardRailSettings["namedLocation"]>,
  opts: HeldBack,
): azuread.NamedLocation {
  // Not trusted: policies of others that spare trusted locations would begin to spare this one.
  return new azuread.NamedLocation(name, { displayName, ip: { ipRanges: addresses, trusted: false } }, opts);
}

/** A service principal is no user: no policy about users reaches it, and a policy about it says that there is none. */
function coverApplication(
  name: string,
  principalId: pulumi.Output<string>,
  state: PolicyState,
  location: azuread.NamedLocation,
  opts: HeldBack,
): void {
  const conditions = {
    users: { includedUsers: ["None"] },
    clientApplications: { includedServicePrincipals: [principalId] },
  };
  declarePolicy(name, names.policies.workloadIdentity, state, location, conditions, opts);
}

/** A policy that blocks whoever it is about outside the location. */
function declarePolicy(
  name: string,
  displayName: string,
  state: PolicyState,
  location: azuread.NamedLocation,
  subject: Pick<types.input.ConditionalAccessPolicyConditions, "users" | "clientApplications">,
  opts: HeldBack,
): void {
  new azuread.ConditionalAccessPolicy(
    name,
    {
      displayName,
      state: policyStates[state],
      conditions: {
        ...subject,
        applications: { includedApplications: ["All"] },
        clientAppTypes: ["all"],
        locations: { includedLocations: ["All"], excludedLocations: [location.objectId] },
      },
      grantControls: { operator: "OR", builtInControls: ["block"] },
    },
    opts,
  );
}
