/**
 * The stack configuration as a schema. Everything a person needs to know about a key stands here: the checks, the
 * messages and docs/configuration.md are made from it.
 */

import * as z from "zod";
import { type Profile, profiles } from "../catalogue/profiles.ts";
import { attestation } from "./schema/attestation.ts";
import { azure } from "./schema/azure.ts";
import { cloudSync } from "./schema/cloud-sync.ts";
import { connectSync } from "./schema/connect-sync.ts";
import { exception } from "./schema/exception.ts";
import { about } from "./schema/field.ts";
import { forest } from "./schema/forest.ts";
import { guardRails } from "./schema/guard-rails.ts";
import { tenant } from "./schema/tenant.ts";
import { thresholds } from "./schema/thresholds.ts";

export const settingsSchema = z.strictObject({
  forests: z
    .array(forest)
    .min(1)
    .meta(about({ description: "The Active Directory forests that are observed." })),
  tenant,
  judgement: z
    .enum(["program", "policy-pack"])
    .default("program")
    .meta(
      about({
        description:
          "Who stops the update of a stack that violates a mandatory rule. With `program`, the program itself does, with or " +
          "without a policy pack. With `policy-pack`, only an attached pack does. That is for an organization that " +
          "enforces packs centrally and may lower a rule there. Every run then says so. If no pack is attached, nothing " +
          "is judged.",
        example: "policy-pack",
      }),
    ),
  profile: z
    .enum(Object.keys(profiles) as [Profile, ...Profile[]])
    .default("baseline")
    .meta(
      about({
        description:
          "How strictly the stack is judged. With `strict`, what will break soon is mandatory, such as a version of Connect Sync " +
          "that Microsoft no longer supports. AD Recycle Bin is then recommended.",
        example: "strict",
      }),
    ),
  cloudSync: cloudSync.optional(),
  connectSync: connectSync.optional(),
  guardRails: guardRails.optional(),
  azure: azure.optional(),
  attestations: z
    .array(attestation)
    .default([])
    .meta(about({ description: "Statements of people about accounts that no directory shows." })),
  exceptions: z
    .array(exception)
    .default([])
    .meta(about({ description: "Decisions that findings may stay, each until a day." })),
  thresholds,
});

export type Settings = z.output<typeof settingsSchema>;
