import * as z from "zod";
import { defaultEncryptionTypeIds } from "../../catalogue/encryption-types.ts";
import * as formats from "../formats.ts";
import { about, text, wholeNumber } from "./field.ts";

const secretPlace = (file: string) =>
  z.union([
    z.strictObject({
      file: text(formats.filePath(file), {
        description: "File that holds only the password. A line break at its end is ignored.",
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
      "Where the password of the read account comes from: a file or an environment variable. The configuration " +
      "never holds the password itself, encrypted or not.",
  }),
);

const liveDirectory = z
  .strictObject({
    domainController: text(formats.hostAddress, {
      description:
        "One domain controller of the forest root domain. When absent, the program finds the domain controllers through DNS.",
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
                "The domain controller. Several for one domain are tried in order. If a connection is lost, the next one continues.",
              example: "dc01.emea.contoso.example",
            }),
          })
          .meta(about({ description: "One domain controller of one domain." })),
      )
      .optional()
      .meta(
        about({
          description:
            "Domain controllers of the forest's other domains, and more of the root domain. For other domains, the program " +
            "finds them through DNS.",
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
      description: "The read account. It needs only what every domain user may read.",
    }),
    secret,
    connectorAccountSecret: secretPlace("/run/secrets/connector-password")
      .optional()
      .meta(
        about({
          description:
            "Where the password of the AD DS Connector account comes from: a file or an environment variable. With it, the " +
            "program also asks the domain controller as that account, with one logon, and compares the answers with " +
            "the computed ones. When absent, the program never signs in as that account.",
        }),
      ),
    certificateAuthorityFile: text(formats.filePath("certificates/contoso-root.pem"), {
      description:
        "PEM file of the certificate authorities that the program trusts for the domain controller's certificate. " +
        "When absent, those that Node trusts.",
    }).optional(),
  })
  .meta(about({ description: "Read a domain controller over LDAP while Pulumi runs." }));

const snapshotDirectory = z
  .strictObject({
    file: text(formats.filePath("contoso.snapshot.json"), {
      description: "The recorded snapshot. This command writes it: npx hybrid-sync snapshot.",
    }),
    namesFile: text(formats.filePath("contoso.names.json"), {
      description:
        "The file with the names, if the snapshot holds pseudonyms. It is written beside the snapshot; keep it " +
        "private. Without it, the configuration must name accounts by their pseudonyms.",
    }).optional(),
    maximumAgeDays: wholeNumber(1, 365, {
      description: "Maximum age of the snapshot in days. With an older snapshot, the facts in it cannot be verified.",
    }).default(7),
    acceptEdited: z
      .boolean()
      .default(false)
      .meta(
        about({
          description:
            "Whether to read a snapshot that was changed after it was recorded. Its evidence then names an edited snapshot. " +
            "A snapshot with missing values is refused in any case.",
        }),
      ),
  })
  .meta(
    about({
      description: "Read a recorded snapshot of the forest, when no domain controller can be reached.",
    }),
  );

export const forest = z
  .strictObject({
    name: text(formats.dnsName, {
      description: "DNS name of the forest root domain. Other keys name the forest by it.",
    }),
    directory: z
      .union([z.strictObject({ snapshot: snapshotDirectory }), z.strictObject({ live: liveDirectory })])
      .meta(about({ description: "Source of the facts about this forest: either live or snapshot." })),
    tierZero: z
      .array(text(formats.principal, { description: "A group or an account." }))
      .default([])
      .meta(
        about({
          description:
            "Groups and accounts that are trusted to control everything in the forest. Built-in ones such as Domain Admins " +
            "are always trusted. Rights of trusted accounts are not reported.",
          example: ["CONTOSO\\Tier 0 Administrators"],
        }),
      ),
    defaultEncryptionTypes: z
      .enum(defaultEncryptionTypeIds)
      .meta(
        about({
          description:
            "Encryption types that the domain controllers use for accounts without msDS-SupportedEncryptionTypes. The directory " +
            "does not show them. With aes-only, every domain controller has the updates of April 2026 or later, and no " +
            "DefaultDomainSupportedEncTypes adds RC4. Otherwise set rc4-allowed. Unknown when absent.",
        }),
      )
      .optional(),
  })
  .meta(about({ description: "One Active Directory forest." }));
