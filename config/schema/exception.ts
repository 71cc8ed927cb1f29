import * as z from "zod";
import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { ruleNames } from "../../catalogue/rule-names.ts";
import * as formats from "../formats.ts";
import { about, text } from "./field.ts";
import { forestReference } from "./tool.ts";

export const exception = z
  .strictObject({
    rule: text(formats.oneOfMany("the name of a rule, as in docs/rules.md", ruleNames, "connector-account-excess"), {
      description: "The rule that has the finding.",
    }),
    finding: text(formats.findingId, {
      description: "Id of the finding, as the message shows it. Give either this or `account` and `subject`.",
    }).optional(),
    account: z
      .enum(Object.keys(accounts) as [AccountId, ...AccountId[]])
      .meta(about({ description: "With `subject`: the account that the finding is about." }))
      .optional(),
    forest: forestReference(
      "With `account` and `subject`: the forest that the finding is about. Needed where the stack has such an account in several forests.",
    ).optional(),
    subject: text(formats.line("what the message is about", "CONTOSO\\svc-connect", 1024), {
      description:
        "With `account`: the beginning of the message, up to what is said about it. It counts only where the rule has one finding about it.",
    }).optional(),
    reason: text(formats.line("a reason", "The migration needs it until January", 1024), {
      description: "Why the finding may stay.",
    }),
    approvedBy: text(formats.line("the name of a person", "Maria Lopez, identity team", 256), {
      description: "Person who decided.",
    }),
    ticket: text(formats.line("a reference to the decision", "CHG-20417", 256), {
      description: "Where the decision is recorded.",
    }),
    grantedOn: text(formats.day, { description: "Day of the decision.", example: "2026-11-16" }),
    expires: text(formats.day, {
      description: "Last day on which the exception counts, at most 365 days after the decision.",
    }),
    acceptUnverified: z
      .boolean()
      .default(false)
      .meta(
        about({
          description:
            "Whether the exception also accepts that a fact which a mandatory rule needs cannot be verified.",
          example: true,
        }),
      ),
  })
  .meta(about({ description: "Decision that a finding may stay, until a day.", usually: ["finding"] }));
