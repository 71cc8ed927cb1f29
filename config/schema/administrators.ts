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
              "Name to sign in with; best in the tenant's onmicrosoft.com domain, which no outage on-premises touches.",
            example: upn,
          }),
          displayName: text(formats.line("a display name", `${tool} administrator`, 256), {
            description: "Display name of the user.",
          }),
        })
        .meta(about({ description: "Create the user. Exactly one of create and adopt is given." }))
        .optional(),
      adopt: text(formats.userPrincipalName, {
        description:
          "User principal name of an existing user, which is read and given the roles it lacks, and is never changed " +
          "or deleted otherwise. Exactly one of create and adopt is given.",
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
        .meta(about({ description: "Roles the user is to hold.", example: ["hybrid-identity-administrator"] })),
      assignment: z
        .enum(["active", "eligible"])
        .default("active")
        .meta(
          about({
            description:
              "Whether the roles are held all the time, or activated in Privileged Identity Management when needed, " +
              "which takes Microsoft Entra ID P2 or Governance.",
          }),
        ),
      throughGroup: z
        .union([
          z.strictObject({
            create: text(formats.line("the name of a group", "Cloud Sync administrators", 256), {
              description: "Create a group that can be assigned to roles, under this name.",
            }),
          }),
          z.strictObject({
            adopt: text(formats.line("the name or object ID of a group", "Cloud Sync administrators", 256), {
              description:
                "Name or object ID of an existing group, which is given the roles and the member it lacks, and is never " +
                "changed or deleted otherwise.",
            }),
          }),
        ])
        .meta(
          about({
            description:
              "Group through which the roles are held, for Cloud Sync only: the Connect wizard takes no notice of it. " +
              "When absent, the user holds them directly.",
          }),
        )
        .optional(),
      purpose: z
        .enum(["synchronization", "connect-health", "federation"])
        .default("synchronization")
        .meta(
          about({
            description:
              "What the administrator is for. Connect Health and federation are the documented reasons for more than " +
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
        description: "Last day on which the account may be privileged. When absent, it is a standing administrator.",
      }).optional(),
      deleted: z
        .boolean()
        .meta(
          about({
            description:
              "Whether somebody has deleted the account, and says so. Only with temporaryUntil: without it, an account " +
              "that is not found after that day counts as not verified, because its name may be misspelt.",
          }),
        )
        .optional(),
    })
    .meta(about({ description }));
}
