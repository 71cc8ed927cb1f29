import type * as pulumi from "@pulumi/pulumi";
import { shell } from "../../catalogue/command.ts";
import { applicationPermissions, passwordResetService, syncService } from "../../catalogue/sync-applications.ts";
import { runError } from "../run-error.ts";
import * as azuread from "./azuread.ts";
import { declaredCloud } from "./declared-cloud.ts";
import { reasonOf, wasStopped, wayToRead } from "./find-user.ts";

/** An application permission as this tenant offers it. */
export interface ServicePermission {
  readonly value: string;
  /** Object ID of the principal that offers it. */
  readonly resourceObjectId: string;
  readonly appRoleId: string;
}

interface Service {
  readonly title: string;
  readonly applicationId: string;
  /** What fails without it: the rest of a sentence. */
  readonly needed: string;
}

/**
 * The application permissions as this tenant's principals of Microsoft's services offer them. They are found by value:
 * documentation prints two different ids for one of them.
 *
 * @throws {pulumi.RunError} where the tenant lacks a principal or it may not be read, or a permission is not offered.
 */
export async function findPermissions(
  values: readonly string[],
  opts: pulumi.InvokeOptions,
): Promise<readonly ServicePermission[]> {
  const { synchronization, passwordWriteback } = applicationPermissions;
  const services: readonly (readonly [Service, readonly string[]])[] = [
    [
      { ...syncService, needed: "Connect Sync cannot sign in as an application without it" },
      values.filter((value) => value === synchronization),
    ],
    [
      {
        title: passwordResetService.title,
        applicationId: passwordResetService.applicationIds[declaredCloud()] ?? passwordResetService.applicationId,
        needed: "Connect Sync cannot write passwords back as an application without it",
      },
      values.filter((value) => passwordWriteback.includes(value)),
    ],
  ];
  const needed = services.filter(([, wanted]) => wanted.length > 0);
  const found = await Promise.all(needed.map(([service, wanted]) => permissionsOf(service, wanted, opts)));
  return found.flat();
}

async function permissionsOf(
  service: Service,
  values: readonly string[],
  opts: pulumi.InvokeOptions,
): Promise<ServicePermission[]> {
  const { objectId, appRoleIds } = await readPrincipal(service, opts);
  return values.map((value) => {
    const appRoleId = appRoleIds[value];
    if (appRoleId !== undefined) return { value, resourceObjectId: objectId, appRoleId };
    throw runError(
      `The service principal "${service.title}" offers no application role "${value}"; it offers: ` +
        `${Object.keys(appRoleIds).join(", ") || "none"}.`,
    );
  });
}

async function readPrincipal(service: Service, opts: pulumi.InvokeOptions): Promise<azuread.GetServicePrincipalResult> {
  try {
    return await azuread.getServicePrincipal({ clientId: service.applicationId }, opts);
  } catch (error) {
    throw runError(unreadable(service, (error as Error).message));
  }
}

/** As the rest of a sentence. */
function lowered(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
}

function unreadable({ title, applicationId, needed }: Service, message: string): string {
  const principal = `The tenant's service principal "${title}" (${applicationId})`;
  if (wasStopped(message)) return `${principal} was not read, because the update was stopped before.`;
  const reason = reasonOf(message);
  const remedy = /not found|no service principal/i.test(reason)
    ? `create it with: ${shell`az ad sp create --id ${applicationId}`}`
    : lowered(wayToRead(reason, "Application.Read.All"));
  return `${principal} could not be read: ${reason}. ${needed}; ${remedy}`;
}
