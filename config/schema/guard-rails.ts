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
        "Whether the policy blocks, or only logs what it would block. Use report-only to check that the addresses are " +
        "correct.",
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
          description: "Public addresses from which the sync servers reach the internet.",
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
          .array(text(formats.legacyConnectorUser, { description: "A user that Connect Sync created for itself." }))
          .min(1)
          .meta(
            about({
              description:
                "The users, one for each server. The policy does not name their role, because the account of Cloud Sync also " +
                "holds it and signs in from Microsoft's service.",
              example: ["Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com"],
            }),
          ),
        state: policyState,
      })
      .meta(
        about({
          description:
            "Create a Conditional Access policy that allows the legacy users of Connect Sync only from the named " +
            "location. Needs Microsoft Entra ID P1.",
        }),
      )
      .optional(),
    workloadIdentityPolicy: z
      .strictObject({ state: policyState })
      .meta(
        about({
          description:
            "Create a Conditional Access policy that allows the application of Connect Sync only from the named " +
            "location. Needs Microsoft Entra Workload ID Premium.",
          usually: ["state"],
        }),
      )
      .optional(),
  })
  .meta(
    about({
      description:
        "What the program creates in the tenant to protect the identities of Connect Sync. Each part is off unless its key " +
        "is present. Existing policies are never changed.",
      usually: ["namedLocation"],
    }),
  );
