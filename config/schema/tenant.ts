import * as z from "zod";
import * as formats from "../formats.ts";
import { about, text } from "./field.ts";

export const tenant = z
  .strictObject({
    emergencyAccounts: z
      .array(
        text(formats.userPrincipalName, {
          description: "User principal name of an emergency access account.",
          example: "break-glass-1@contoso.onmicrosoft.com",
        }),
      )
      .default([])
      .meta(
        about({
          description:
            "Emergency access accounts of the tenant. They are never used as administrators of a sync tool, and are " +
            "excluded from everything that could lock them out.",
          example: ["break-glass-1@contoso.onmicrosoft.com", "break-glass-2@contoso.onmicrosoft.com"],
        }),
      ),
    trustedApplications: z
      .array(
        text(
          formats.line(
            "an object id, an application id or a display name",
            "00000000-0000-0000-0000-000000000001",
            256,
          ),
          {
            description:
              "Object id of the service principal of an application (under Enterprise applications), or id of the " +
              "application. A display name is accepted, and reported: anyone who can register an application can use it.",
          },
        ),
      )
      .default([])
      .meta(
        about({
          description:
            "Applications that are trusted to administer applications, such as the pipeline that updates this stack, or to " +
            "write synchronized objects, such as one that the wizard created. Others with such permissions are reported.",
          example: ["00000000-0000-0000-0000-000000000001"],
        }),
      ),
    trustedAdministrators: z
      .array(
        text(formats.line("a user principal name or an object id", "app-admin@contoso.onmicrosoft.com", 256), {
          description: "User principal name of a user, or object id of a user or of a group with all its members.",
        }),
      )
      .default([])
      .meta(
        about({
          description:
            "People who are trusted to administer applications: with a role such as Application Administrator, they can " +
            "add a credential to the sync application. Others with such a role are reported. The administrators of the " +
            "sync tools and the emergency access accounts do not need to be named here.",
          example: ["app-admin@contoso.onmicrosoft.com"],
        }),
      ),
    federatedDomains: z
      .array(text(formats.tenantDomain, { description: "DNS name of a domain." }))
      .default([])
      .meta(
        about({
          description:
            "Domains that are federated with AD FS or PingFederate, or soon will be. Administrators of a sync tool " +
            "must not belong to them.",
          example: ["contoso.example"],
        }),
      ),
  })
  .prefault({})
  .meta(about({ description: "Settings for the whole Microsoft Entra tenant." }));
