import * as z from "zod";
import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import * as formats from "../formats.ts";
import { about, text } from "./field.ts";

export const attestation = z
  .strictObject({
    account: z.enum(Object.keys(accounts) as [AccountId, ...AccountId[]]).meta({
      enum: ["connect-sync-local-administrator", "connect-sync-sql-administrator"] satisfies AccountId[],
      description: "The attested account. Neither the directory nor the tenant shows its facts.",
    }),
    name: text(formats.line("the name of the account", "SYNC01\\installer", 256), {
      description:
        "Name of the attested account, as it is declared: the attestation is valid for no other. When absent, the rule advises " +
        "to add it.",
    }).optional(),
    by: text(formats.line("the name of a person", "Maria Lopez, server team", 256), {
      description: "Person who attests.",
    }),
    on: text(formats.day, { description: "Day of the statement.", example: "2026-11-16" }),
    evidence: text(formats.line("a reference to the evidence", "change CHG-20417", 1024), {
      description: "Evidence of the statement.",
    }),
    expires: text(formats.day, { description: "Last day on which the statement is valid." }),
  })
  .meta(about({ description: "Statement of a person about what no directory shows." }));
