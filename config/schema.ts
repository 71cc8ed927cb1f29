/**
 * The stack configuration as a schema. Everything a person needs to know about a key stands here: the checks, the
 * messages and docs/configuration.md are made from it.
 */
import * as z from "zod";
import { attestation } from "./schema/attestation.ts";
import { azure } from "./schema/azure.ts";
import { cloudSync } from "./schema/cloud-sync.ts";
import { connectSync } from "./schema/connect-sync.ts";
import { about } from "./schema/field.ts";
import { forest } from "./schema/forest.ts";
import { guardRails } from "./schema/guard-rails.ts";
import { tenant } from "./schema/tenant.ts";

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
  cloudSync: cloudSync.optional(),
  connectSync: connectSync.optional(),
  guardRails: guardRails.optional(),
  azure: azure.optional(),
  attestations: z
    .array(attestation)
    .default([])
    .meta(about({ description: "Statements of people about accounts that no directory shows." })),
});

export type Settings = z.output<typeof settingsSchema>;
