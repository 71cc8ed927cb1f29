import * as z from "zod";
import * as formats from "../formats.ts";
import { about, text } from "./field.ts";

export function entraAdministrator(tool: string, upn: string) {
  return z
    .strictObject({
      create: z
        .strictObject({
          userPrincipalName: text(formats.userPrincipalName, {
            description:
              "Sign-in name, preferably in the tenant's onmicrosoft.com domain, which no on-premises outage affects.",
            example: upn,
          }),
          displayName: text(formats.line("a display name", `${tool} administrator`, 256), {
            description: "Display name of the user.",
          }),
        })
        .meta(about({ description: "Create the user. Give exactly one of create and adopt." }))
        .optional(),
      adopt: text(formats.userPrincipalName, {
        description:
          "User principal name of an existing user. The program reads it and assigns its missing roles. It never changes " +
          "or deletes the user otherwise. Give exactly one of create and adopt.",
        example: upn,
      }).optional(),
      roles: z
        .array(
          z
            .enum(["hybrid-identity-administrator", "global-administrator", "domain-name-administrator"])
            .meta({ description: "A built-in role of Microsoft Entra ID." }),
        )
        .min(1)
        .default(["hybrid-identity-administrator"])
        .meta(about({ description: "Roles that the user must hold.", example: ["hybrid-identity-administrator"] })),
      assignment: z
        .enum(["active", "eligible"])
        .default("active")
        .meta(
          about({
            description:
              "Whether the user always holds the roles, or activates them in Privileged Identity Management when needed. " +
              "The latter needs Microsoft Entra ID P2 or Governance.",
          }),
        ),
      eligibleUntil: text(formats.day, {
        description:
          "Last day of the eligibility, where the settings of the role in Privileged Identity Management allow no permanent " +
          "one. Only with assignment: eligible. When absent, the eligibility has no end.",
        example: "2027-06-30",
      }).optional(),
      throughGroup: z
        .union([
          z.strictObject({
            create: text(formats.line("the name of a group", "Cloud Sync administrators", 256), {
              description: "Create a role-assignable group with this name.",
            }),
          }),
          z.strictObject({
            adopt: text(formats.line("the name or object ID of a group", "Cloud Sync administrators", 256), {
              description:
                "Name or object ID of an existing group. The program adds its missing roles and its missing member. It never " +
                "changes or deletes the group otherwise.",
            }),
          }),
        ])
        .meta(
          about({
            description:
              "Group through which the user holds the roles. Only for Cloud Sync, because the Connect wizard ignores such " +
              "roles. When absent, the user holds them directly.",
          }),
        )
        .optional(),
      purpose: z
        .enum(["synchronization", "connect-health", "federation"])
        .default("synchronization")
        .meta(
          about({
            description:
              "Purpose of the administrator. Connect Health and federation are the documented reasons for more roles than " +
              "Hybrid Identity Administrator.",
          }),
        ),
    })
    .meta(about({ description: `Administrator in Microsoft Entra ID who sets up ${tool}.`, usually: ["adopt"] }));
}

export function privilegedAdministrator(description: string, example: string) {
  return z
    .strictObject({
      name: text(formats.userAccount, { description: "The account.", example }),
      temporaryUntil: text(formats.day, {
        description:
          "Last day on which the account may be privileged. When absent, the account is a permanent administrator.",
      }).optional(),
      deleted: z
        .boolean()
        .meta(
          about({
            description:
              "Declares that the account was deleted. Only with temporaryUntil. Without it, an account that is missing after " +
              "that day cannot be verified, because its name may be misspelled.",
          }),
        )
        .optional(),
    })
    .meta(about({ description }));
}
