import type { StackValidationPolicy } from "@pulumi/policy";
import { legible } from "../catalogue/legible.ts";
import { judge } from "./judge-stack.ts";
import type { Circumstances } from "./judgement/context.ts";
import { notices } from "./judgement/decisions.ts";
import { rules } from "./rules.ts";

/** The SDK also takes an object for a message, though its types do not say so. */
type Report = (violation: { readonly message: string; readonly enforcementLevel: string }) => void;

/** What has become of exceptions and baseline, told of the stack as a whole. */
export function decisionsPolicy(circumstances: () => Circumstances): StackValidationPolicy {
  return {
    name: "decisions-needed",
    displayName: "Exceptions and baseline are needed and end later",
    description:
      "Every exception accepts a finding, none ends within 14 days, and every finding of the baseline is still there.",
    enforcementLevel: "advisory",
    severity: "low",
    tags: ["microsoft-entra", "active-directory"],
    validateStack({ resources }, reportViolation) {
      const declared = resources.map(({ type, name, props }) => ({ type, name, inputs: props }));
      const { now, pack = {} } = circumstances();
      const { profile, thresholds = {} } = pack;
      const asked = profile !== undefined || Object.keys(thresholds).length > 0;
      if (!asked && !declared.some(({ inputs }) => Object.hasOwn(inputs, "terms"))) return;
      for (const { level, message } of notices(judge(declared, now, rules, { terms: pack }), now, true, pack)) {
        const enforcementLevel = level === "mandatory" ? level : "advisory";
        (reportViolation as unknown as Report)({ message: legible(message), enforcementLevel });
      }
    },
  };
}
