import * as z from "zod";
import * as formats from "../formats.ts";
import { about, text, wholeNumber } from "./field.ts";

const secretPlace = (file: string) =>
  z.union([
    z.strictObject({
      file: text(formats.filePath(file), {
        description: "File that holds the password and nothing else; a line break at its end is ignored.",
      }),
    }),
    z.strictObject({
      environmentVariable: text(formats.environmentVariable, {
        description: "Environment variable that holds the password.",
      }),
    }),
  ]);

const secret = secretPlace("/run/secrets/reader-password").meta(
  about({
    description:
      "Where the password of the read account comes from: a file or an environment variable. The password itself " +
      "never stands in the configuration, not even encrypted.",
  }),
);

const liveDirectory = z
  .strictObject({
    domainController: text(formats.hostAddress, {
      description:
        "One domain controller of the forest root domain. When absent, the domain controllers are found through DNS.",
    }).optional(),
    domainControllers: z
      .array(
        z
          .strictObject({
            domain: text(formats.dnsName, {
              description: "DNS name of the domain.",
              example: "emea.contoso.example",
            }),
            host: text(formats.hostAddress, {
              description:
                "The domain controller. Several of one domain are tried in their order; another one goes on when one is lost.",
              example: "dc01.emea.contoso.example",
            }),
          })
          .meta(about({ description: "One domain controller of one domain." })),
      )
      .optional()
      .meta(
        about({
          description:
            "Domain controllers of the forest's other domains, and further ones of the root domain. Those of a domain that " +
            "is not listed are found through DNS.",
        }),
      ),
    transport: z
      .enum(["ldaps", "starttls"])
      .default("ldaps")
      .meta(
        about({ description: "How the connection is encrypted: TLS from the start, or StartTLS on the LDAP port." }),
      ),
    port: wholeNumber(1, 65535, {
      description: "TCP port. When absent, 636 for ldaps and 389 for starttls.",
      example: 636,
    }).optional(),
    bindName: text(formats.bindName, {
      description: "The read account. It needs no more than what every domain user may read.",
    }),
    secret,
    connectorAccountSecret: secretPlace("/run/secrets/connector-password")
      .optional()
      .meta(
        about({
          description:
            "Where the password of the AD DS Connector account comes from, a file or an environment variable. When it is " +
            "given, the domain controller is asked in the name of that account too, with one logon, and its answers are " +
            "compared with the computed ones. When absent, nobody signs in as that account.",
        }),
      ),
    certificateAuthorityFile: text(formats.filePath("certificates/contoso-root.pem"), {
      description:
        "PEM file of the certificate authorities that may have issued the domain controller's certificate. " +
        "When absent, those that Node trusts.",
    }).optional(),
  })
  .meta(about({ description: "Ask a domain controller over LDAP while Pulumi runs." }));

const snapshotDirectory = z
  .strictObject({
    file: text(formats.filePath("contoso.snapshot.json"), {
      description: "The recorded snapshot, written by: npm run snapshot.",
    }),
    namesFile: text(formats.filePath("contoso.names.json"), {
      description:
        "What gives the names back where the snapshot was recorded with pseudonyms; written beside it, to be kept " +
        "private. Without it, pseudonyms stand for names wherever the configuration names somebody.",
    }).optional(),
    maximumAgeDays: wholeNumber(1, 365, {
      description:
        "Days for which a snapshot counts. Afterwards everything that rests on it is reported as not verifiable.",
    }).default(7),
    acceptEdited: z
      .boolean()
      .default(false)
      .meta(
        about({
          description:
            "Whether to read a snapshot that was changed after it was recorded. What rests on it is then shown as seen in " +
            "an edited snapshot. Where values are missing, it is refused all the same.",
        }),
      ),
  })
  .meta(
    about({
      description:
        "Read a snapshot of the forest that was recorded earlier, where no domain controller can be reached.",
    }),
  );

export const forest = z
  .strictObject({
    name: text(formats.dnsName, {
      description: "DNS name of the forest root domain. Other keys name the forest by it.",
    }),
    directory: z
      .union([z.strictObject({ snapshot: snapshotDirectory }), z.strictObject({ live: liveDirectory })])
      .meta(about({ description: "Where the facts about this forest come from: either live or snapshot." })),
    tierZero: z
      .array(text(formats.principal, { description: "A group or an account." }))
      .default([])
      .meta(
        about({
          description:
            "Groups and accounts that may control everything in the forest, besides Domain Admins and the like, which " +
            "always count. What they could do to an account is no finding.",
          example: ["CONTOSO\\Tier 0 Administrators"],
        }),
      ),
  })
  .meta(about({ description: "One Active Directory forest." }));
