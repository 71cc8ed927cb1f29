import type * as pulumi from "@pulumi/pulumi";
import { signInRemedies } from "../../tenant/sign-in-failure.ts";
import { runError } from "../run-error.ts";
import * as azuread from "./azuread.ts";

/**
 * Object ID of a user who must be there.
 *
 * @param key of the configuration, in which the name stands
 * @throws {pulumi.RunError} where the tenant has no such user, or may not be read.
 */
export async function findUser(userPrincipalName: string, key: string, opts: pulumi.InvokeOptions): Promise<string> {
  try {
    return (await azuread.getUser({ userPrincipalName }, opts)).objectId;
  } catch (error) {
    const why = whyNotFound((error as Error).message, {
      missing: "the tenant has no such user. Correct the name, or remove it from the list.",
      permission: "User.Read.All",
    });
    throw runError(`${key} names ${userPrincipalName}: ${why}`);
  }
}

/** The end of a sentence, out of what the azuread plugin answers to a question about one object. */
export function whyNotFound(
  message: string,
  { missing, permission }: { readonly missing: string; readonly permission: string },
): string {
  if (wasStopped(message)) return "it was not read, because the update was stopped.";
  const reason = reasonOf(message);
  return /not found|^no /i.test(reason)
    ? missing
    : `it could not be read: ${reason}. ${wayToRead(reason, permission)}.`;
}

/** What would let it be read, as far as the reason tells; a sentence without a full stop. */
export function wayToRead(reason: string, permission: string): string {
  if (/Authorization_RequestDenied|Insufficient privileges|\b403\b/.test(reason)) {
    return `Reading it needs the Microsoft Graph permission ${permission}`;
  }
  const [code] = /AADSTS\d+/.exec(reason) ?? [];
  if (code !== undefined)
    return (signInRemedies[code] ?? "Check the credentials with which this program signs in").replace(/\.$/, "");
  return isSignIn.test(reason)
    ? "Check the credentials with which this program signs in: ARM_TENANT_ID, ARM_CLIENT_ID, and the secret, certificate or token"
    : "Run the command again. If the problem persists, check the network and the proxy";
}

/** What plugins say where no token was to be had, or where Microsoft Graph did not take it. */
const isSignIn =
  /\b401\b|sign(?:ing)? in|authoriz(?:er|ation)|obtain\w* .*token|InvalidAuthenticationToken|invalid_client|unauthorized/i;

/** Whether the engine answers so because a rule has stopped the update, whose own message says the rest. */
export function wasStopped(message: string): boolean {
  return message.includes("the client connection is closing");
}

/** The first reason in what a plugin answers, without a full stop. */
export function reasonOf(message: string): string {
  // The azuread plugin gives its reasons as a list under a line of its own.
  const [, listed] = /^\s*\* (.+)$/m.exec(message) ?? [];
  return (listed ?? message.trim().split("\n")[0] ?? "").replace(/\.$/, "");
}
