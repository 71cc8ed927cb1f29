import * as pulumi from "@pulumi/pulumi";
import { type AccountId, accounts, type Phase } from "../../catalogue/accounts.ts";
import { type DirectoryRoleId, directoryRoles } from "../../catalogue/directory-roles.ts";
import { toolIds, tools } from "../../catalogue/tools.ts";
import { type EntraAdministratorSettings, userPrincipalNameOf } from "../../config.ts";
import type { EntraAdministratorObservation } from "../../tenant/facts/administrators.ts";
import type { Gate } from "../gate.ts";
import { ObservedResource } from "../observation/observed-resource.ts";
import * as azuread from "./azuread.ts";
import { EligibleRole } from "./eligibility/eligible-role.ts";
import { initialPassword } from "./initial-password.ts";

/** Options of a resource that waits for the gate. */
interface HeldBack {
  readonly parent: pulumi.Resource;
  readonly dependsOn: Promise<pulumi.Resource[]>;
}

/** Where the same assignments stood before, when another tool's administrator had claimed them. */
interface Predecessor {
  readonly name: string;
  readonly parent: pulumi.Input<pulumi.URN>;
}

/** Who assigns roles. */
interface Assigning {
  /** Beginning of the resources' names. */
  readonly name: string;
  readonly gate: Gate;
  readonly before?: readonly Predecessor[];
}

/** What tells the program's assignments apart, once they are made; null where it is not known which are needed. */
type Assigned = pulumi.Output<readonly string[] | null>;

export interface HybridIdentityAdministratorArgs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly settings: EntraAdministratorSettings;
  /** The administrator of the other tool, where that is configured. */
  readonly other: EntraAdministratorSettings | undefined;
  readonly gate: Gate;
  /** Of the oldest provisioning agent that it sets up; undefined where nobody says, and for Connect Sync. */
  readonly agentVersion?: string | undefined;
}

/**
 * An administrator of the tenant, created or adopted, with its directory roles activated and assigned. An adopted user
 * is read, never changed or deleted, and the roles it held before are left alone.
 */
export class HybridIdentityAdministrator extends pulumi.ComponentResource {
  /** Object ID of the user; empty while an adopted user cannot be found. */
  readonly objectId: pulumi.Output<string>;
  /** Secret, and good for the first sign-in only; absent for an adopted user. */
  readonly initialPassword: pulumi.Output<string> | undefined;

  constructor(name: string, args: HybridIdentityAdministratorArgs, opts: pulumi.ComponentResourceOptions) {
    super("hybrid-sync:entra:HybridIdentityAdministrator", name, {}, opts);
    const { settings, gate } = args;
    const held = { parent: this, dependsOn: gate.observations };

    const observation = gate.add(this.observe(name, args));
    const group = this.observeGroup(name, args);
    let assigned: Assigned;
    if (settings.create) {
      const user = createUser(name, settings.create, held);
      assigned = settings.throughGroup
        ? pulumi.output([])
        : pulumi.all(assignRoles({ name, gate }, settings, user.objectId, held));
      this.objectId = user.objectId;
      this.initialPassword = pulumi.secret(user.password.apply((password) => password ?? ""));
    } else {
      this.objectId = observation.observed.apply(objectIdOf);
      assigned = this.assignMissing(name, args, observation, held);
    }
    if (group) assigned = joinGroup({ name, gate }, { settings, group, memberId: this.objectId }, held);
    // A group that is declared for Connect is refused, and nothing assigned to it.
    if (group || !settings.throughGroup) this.confirm(name, args, assigned);

    this.registerOutputs({ objectId: this.objectId });
  }

  private observe(name: string, { account, phase, settings, agentVersion }: HybridIdentityAdministratorArgs) {
    return new ObservedResource(
      "entra administrator",
      `${name}-observation`,
      {
        account,
        phase,
        ...declared(settings),
        purpose: settings.purpose,
        ...(agentVersion === undefined ? {} : { agentVersion }),
      },
      { parent: this },
    );
  }

  /** Not held back by the gate: what is looked at here is what came of the assignments. */
  private confirm(name: string, { account, settings, gate }: HybridIdentityAdministratorArgs, assigned: Assigned) {
    gate.confirm(
      new ObservedResource(
        "entra role holdings",
        `${name}-roles`,
        {
          administrator: account,
          ...declared(settings),
          objectId: this.objectId,
          assigned: settings.adopt && !settings.throughGroup ? assignedByAnyone(gate, settings.adopt) : assigned,
        },
        { parent: this },
      ),
    );
  }

  /** Where the tool takes no notice of a role that is held through a group, a rule refuses one that is declared so. */
  private observeGroup(
    name: string,
    { account, settings, gate }: HybridIdentityAdministratorArgs,
  ): ObservedResource<"administrator group"> | undefined {
    const { throughGroup, roles, assignment } = settings;
    const { tool } = accounts[account];
    if (!throughGroup || !tools[tool].honoursRolesThroughGroups) return undefined;
    return gate.add(
      new ObservedResource(
        "administrator group",
        `${name}-group-observation`,
        {
          tool,
          name: groupName(throughGroup),
          origin: "create" in throughGroup ? "created" : "adopted",
          roles,
          assignmentType: assignment,
          member: userPrincipalNameOf(settings),
        },
        { parent: this },
      ),
    );
  }

  /** Assigns what an adopted user lacks. */
  private assignMissing(
    name: string,
    { account, settings, other, gate }: HybridIdentityAdministratorArgs,
    observation: ObservedResource<"entra administrator">,
    held: HeldBack,
  ): Assigned {
    const { adopt: user = "", roles, assignment, throughGroup } = settings;
    gate.recognised.add(
      user,
      observation.observed.apply(({ recognised }) => recognised),
    );
    if (throughGroup) return pulumi.output(null);
    // The other tool may adopt the same user, and the tenant takes an assignment only once.
    const userPrincipalName = user.toLowerCase();
    const own = roles.filter((role) => gate.claim(`${userPrincipalName} ${assignment} ${role}`));
    const common = `${userPrincipalName}-${assignment}`;
    const recognised = pulumi.output(gate.recognised.of(user));
    const { observed: together } = gate.common(
      common,
      () =>
        new ObservedResource("recognised user", common, { userPrincipalName, assignmentType: assignment, recognised }),
    );
    const assigned = pulumi.all([observation.observed, together]).apply(([observed, before]): Assigned => {
      const { recognised } = observed;
      // Unless it is known what the user holds, an assignment could be one that is there already.
      if (recognised?.assignmentType !== assignment) return pulumi.output(null);
      const missing = own.filter((role) => recognised.asked.includes(role) && !before.roles?.held.includes(role));
      const assigning = { name, gate, before: predecessors(account, settings, other) };
      return pulumi.all(assignRoles(assigning, { ...settings, roles: missing }, objectIdOf(observed), held));
    });
    gate.assigned.add(user, assigned);
    return assigned;
  }
}

/** What the observations of an administrator begin with. */
function declared(settings: EntraAdministratorSettings) {
  const { create, roles, assignment, throughGroup, eligibleUntil } = settings;
  return {
    ...(eligibleUntil ? { eligibleUntil } : {}),
    userPrincipalName: userPrincipalNameOf(settings),
    origin: create ? "created" : "adopted",
    roles,
    assignment: throughGroup ? "group" : "direct",
    assignmentType: assignment,
    group: throughGroup ? groupName(throughGroup) : null,
  } as const;
}

/** Where the user cannot be read today, what the program assigned to it earlier stays declared. */
function objectIdOf({ user, recognised }: EntraAdministratorObservation): string {
  const isThere = user !== null && "observed" in user && user.observed !== null;
  return isThere ? user.observed.objectId : (recognised?.objectId ?? "");
}

/** What both tools assign to a user that both adopt: it is the other one that assigns what this one waits for. */
function assignedByAnyone(gate: Gate, user: string): Assigned {
  return pulumi.output(gate.assigned.of(user)).apply((all) => {
    const known = all.filter((assigned) => assigned !== null);
    return known.length === 0 ? null : known.flat();
  });
}

/**
 * A user that both tools adopt is assigned its roles by one of them, and by the other one once that is gone or comes
 * first: the same assignment then, which the tenant takes only once, and not another.
 */
function predecessors(
  account: AccountId,
  { adopt, assignment }: EntraAdministratorSettings,
  other: EntraAdministratorSettings | undefined,
): readonly Predecessor[] {
  const shared =
    other?.adopt?.toLowerCase() === adopt?.toLowerCase() && other?.assignment === assignment && !other.throughGroup;
  if (other && !shared) return [];
  const others = toolIds.filter((tool) => tool !== accounts[account].tool);
  return others.map((tool) => {
    const name = `${tool}-administrator`;
    const component = pulumi.createUrn(tool, tools[tool].component);
    return { name, parent: pulumi.createUrn(name, "hybrid-sync:entra:HybridIdentityAdministrator", component) };
  });
}

function createUser(
  name: string,
  { userPrincipalName, displayName }: NonNullable<EntraAdministratorSettings["create"]>,
  opts: HeldBack,
): azuread.User {
  return new azuread.User(
    `${name}-user`,
    {
      userPrincipalName,
      displayName,
      // For the first sign-in only. It is made again in every run, and only the first one is ever used.
      password: pulumi.secret(initialPassword()),
      forcePasswordChange: true,
    },
    { ...opts, ignoreChanges: ["password"] },
  );
}

function assignRoles(
  { name, gate, before = [] }: Assigning,
  {
    roles,
    assignment,
    eligibleUntil,
  }: Pick<EntraAdministratorSettings, "assignment" | "eligibleUntil"> & { readonly roles: readonly DirectoryRoleId[] },
  principalObjectId: pulumi.Input<string>,
  opts: HeldBack,
): pulumi.Output<string>[] {
  const aliases = (suffix: string) => ({
    aliases: before.map(({ name, parent }) => ({ name: `${name}-${suffix}`, parent })),
  });
  return roles.map((id) => {
    if (assignment === "eligible") {
      const suffix = `${id}-eligibility`;
      const eligible = new EligibleRole(
        `${name}-${suffix}`,
        { principalId: principalObjectId, role: id, ...(eligibleUntil ? { until: eligibleUntil } : {}) },
        { ...opts, ...aliases(suffix) },
      );
      return eligible.givenAt;
    }
    const { templateId } = directoryRoles[id];
    const role = gate.activation(id, (previous) => {
      const dependsOn = opts.dependsOn.then((all) => (previous ? [...all, previous] : all));
      return new azuread.DirectoryRole(`${name}-${id}`, { templateId }, { ...opts, dependsOn });
    });
    const activated = opts.dependsOn.then((observations): pulumi.Resource[] => [...observations, role]);
    const assigned = new azuread.DirectoryRoleAssignment(
      `${name}-${id}-assignment`,
      // The template's id: the provider would replace an assignment by object id on every run.
      { principalObjectId, roleId: templateId },
      { ...opts, dependsOn: activated, ...aliases(`${id}-assignment`) },
    );
    return assigned.id;
  });
}

function groupName(throughGroup: NonNullable<EntraAdministratorSettings["throughGroup"]>): string {
  return "create" in throughGroup ? throughGroup.create : throughGroup.adopt;
}

interface Joining {
  readonly settings: EntraAdministratorSettings;
  readonly group: ObservedResource<"administrator group">;
  readonly memberId: pulumi.Output<string>;
}

/** Gives a group the roles that it lacks, and the administrator to it as a member. */
function joinGroup({ name, gate }: Assigning, { settings, group, memberId }: Joining, opts: HeldBack): Assigned {
  const { throughGroup, roles, assignment } = settings;
  if (throughGroup && "create" in throughGroup) {
    const { objectId } = new azuread.Group(
      `${name}-group`,
      {
        displayName: throughGroup.create,
        securityEnabled: true,
        assignableToRole: true,
        preventDuplicateNames: true,
      },
      opts,
    );
    const assigned = assignRoles({ name: `${name}-group`, gate }, settings, objectId, opts);
    return pulumi.all([...assigned, addMember(name, objectId, memberId, opts)]);
  }
  return group.observed.apply(({ recognised }): Assigned => {
    // Unless it is known what the group holds, an assignment could be one that is there already.
    if (recognised?.assignmentType !== assignment) return pulumi.output(null);
    const { objectId, asked, held, memberBefore } = recognised;
    const missing = roles.filter((role) => asked.includes(role) && !held.includes(role));
    const assigned = assignRoles({ name: `${name}-group`, gate }, { ...settings, roles: missing }, objectId, opts);
    return pulumi.all([...assigned, ...(memberBefore ? [] : [addMember(name, objectId, memberId, opts)])]);
  });
}

function addMember(
  name: string,
  groupObjectId: pulumi.Input<string>,
  memberObjectId: pulumi.Input<string>,
  opts: HeldBack,
): pulumi.Output<string> {
  return new azuread.GroupMember(`${name}-group-member`, { groupObjectId, memberObjectId }, opts).id;
}
