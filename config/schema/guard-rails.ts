import * as z from "zod";
import { guardRails as names, type PolicyState, policyStates } from "../../catalogue/guard-rails.ts";
import * as formats from "../formats.ts";
import { about, text } from "./field.ts";

const policyState = z
  .enum(Object.keys(policyStates) as [PolicyState, ...PolicyState[]])
  .default("report-only")
  .meta(
    about({
      description:
        "Whether the policy blocks, or only notes in the sign-in log what it would have blocked: the way to find out " +
        "whether the addresses are right.",
    }),
  );

const namedLocation = z
  .strictObject({
    displayName: text(formats.line("a display name", names.namedLocation, 256), {
      description: "Display name of the named location.",
    }).default(names.namedLocation),
    addresses: z
      .array(
        text(formats.publicAddressRange, { description: "A range of public IPv4 or IPv6 addresses in CIDR notation." }),
      )
      .min(1)
      .max(1200)
      .meta(
        about({
          description: "Addresses from which the sync servers reach the internet, as the tenant sees them.",
          example: ["203.0.113.10/32"],
        }),
      ),
  })
  .meta(
    about({
      description: "Create a named location for the addresses of the sync servers. Needs Microsoft Entra ID P1.",
    }),
  );

export const guardRails = z
  .strictObject({
    namedLocation: namedLocation.optional(),
    legacyUserPolicy: z
      .strictObject({
        users: z
          .array(text(formats.legacyConnectorUser, { description: "A user that Connect Sync made for itself." }))
          .min(1)
          .meta(
            about({
              description:
                "The users, one for each server. The role that they hold is not used: the account of Cloud Sync, which " +
                "signs in from Microsoft's service, holds it too.",
              example: ["Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com"],
            }),
          ),
        state: policyState,
      })
      .meta(
        about({
          description:
            "Create a Conditional Access policy that lets the legacy users of Connect Sync in from the named location " +
            "only. Needs Microsoft Entra ID P1.",
        }),
      )
      .optional(),
    workloadIdentityPolicy: z
      .strictObject({ state: policyState })
      .meta(
        about({
          description:
            "Create a Conditional Access policy that lets the application of Connect Sync in from the named location " +
            "only. Needs Microsoft Entra Workload ID Premium.",
          usually: ["state"],
        }),
      )
      .optional(),
  })
  .meta(
    about({
      description:
        "What the program puts around the identities of Connect Sync in the tenant. Each part is off unless its key is " +
        "there. Policies that exist already are never touched.",
      usually: ["namedLocation"],
    }),
  );
