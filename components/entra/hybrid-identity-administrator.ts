import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { AccountId, Phase } from "../../catalogue/accounts.ts";
import { type DirectoryRoleId, directoryRoles } from "../../catalogue/directory-roles.ts";
import type { EntraAdministratorSettings } from "../../config.ts";
import type { Gate } from "../gate.ts";
import { AdministratorObservation } from "./administrator-observation.ts";
import * as azuread from "./azuread.ts";
import { EligibleRole } from "./eligibility/eligible-role.ts";

/** Options of a resource that waits for the gate. */
interface HeldBack {
  readonly parent: pulumi.Resource;
  readonly dependsOn: Promise<pulumi.Resource[]>;
}

export interface HybridIdentityAdministratorArgs {
  readonly account: AccountId;
  readonly phase: Phase;
  readonly settings: EntraAdministratorSettings;
  readonly gate: Gate;
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
    if (settings.create) {
      const user = createUser(name, settings.create, held);
      if (!settings.throughGroup) assignRoles(name, settings, user.objectId, held);
      this.objectId = user.objectId;
      this.initialPassword = pulumi.secret(user.password.apply((password) => password ?? ""));
    } else {
      this.objectId = this.adopt(name, settings, observation, held, gate);
    }

    this.registerOutputs({ objectId: this.objectId });
  }

  private observe(name: string, { account, phase, settings }: HybridIdentityAdministratorArgs) {
    return new AdministratorObservation(
      `${name}-observation`,
      {
        account,
        phase,
        userPrincipalName: settings.create?.userPrincipalName ?? settings.adopt ?? "",
        origin: settings.create ? "created" : "adopted",
        roles: settings.roles,
        assignment: settings.throughGroup ? "group" : "direct",
        assignmentType: settings.assignment,
        group: settings.throughGroup ?? null,
        purpose: settings.purpose,
      },
      { parent: this },
    );
  }

  private adopt(
    name: string,
    { adopt: userPrincipalName, roles, assignment, throughGroup }: EntraAdministratorSettings,
    observation: AdministratorObservation,
    held: HeldBack,
    gate: Gate,
  ): pulumi.Output<string> {
    // The other tool may adopt the same user, and the tenant takes an assignment only once.
    const own = throughGroup
      ? []
      : roles.filter((role) => gate.claim(`${userPrincipalName?.toLowerCase()} ${assignment} ${role}`));
    return observation.observed.apply(({ user, recognised }): pulumi.Output<string> => {
      const isThere = user !== null && "observed" in user && user.observed !== null;
      // Where the user cannot be read today, what the program assigned to it earlier stays declared.
      const objectId = isThere
        ? azuread.getUserOutput({ userPrincipalName }, { parent: this }).objectId
        : pulumi.output(recognised?.objectId ?? "");
      // Unless it is known what the user holds, an assignment could be one that is there already.
      if (recognised?.assignmentType === assignment) {
        const missing = own.filter((role) => recognised.asked.includes(role) && !recognised.held.includes(role));
        assignRoles(name, { roles: missing, assignment }, objectId, held);
      }
      return objectId;
    });
  }
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
      // For the first sign-in only. It is made anew in every run, and only the first one is ever used.
      password: pulumi.secret(randomBytes(32).toString("base64url")),
      forcePasswordChange: true,
    },
    { ...opts, ignoreChanges: ["password"] },
  );
}

function assignRoles(
  name: string,
  {
    roles,
    assignment,
  }: Pick<EntraAdministratorSettings, "assignment"> & { readonly roles: readonly DirectoryRoleId[] },
  principalObjectId: pulumi.Input<string>,
  opts: HeldBack,
): void {
  for (const id of roles) {
    if (assignment === "eligible") {
      new EligibleRole(`${name}-${id}-eligibility`, { principalId: principalObjectId, role: id }, opts);
      continue;
    }
    const { templateId } = directoryRoles[id];
    const role = new azuread.DirectoryRole(`${name}-${id}`, { templateId }, opts);
    const activated = opts.dependsOn.then((observations): pulumi.Resource[] => [...observations, role]);
    new azuread.DirectoryRoleAssignment(
      `${name}-${id}-assignment`,
      // The template's id: the provider would replace an assignment by object id on every run.
      { principalObjectId, roleId: templateId },
      { ...opts, dependsOn: activated },
    );
  }
}
