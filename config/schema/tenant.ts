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
        text(formats.line("a display name or an object id", "Deployment pipeline", 256), {
          description: "Display name of an application, or better the object id of its service principal.",
        }),
      )
      .default([])
      .meta(
        about({
          description:
            "Applications that are trusted to administer applications, such as the pipeline that updates this stack. " +
            "Others with such permissions are reported, because they can take over the sync application.",
          example: ["Deployment pipeline"],
        }),
      ),
    federatedDomains: z
      .array(text(formats.dnsName, { description: "DNS name of a domain." }))
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
