import type { ResourceValidationPolicy } from "@pulumi/policy";
import { legible } from "../catalogue/legible.ts";
import { resourceTypes } from "../contract/resources.ts";
import type { PackTerms } from "./judgement/context.ts";
import { configSchema, packTermsOf, termsPolicyName } from "./judgement/pack-terms.ts";

/** The SDK also takes an object for a message, though its types do not say so. */
type Report = (violation: { readonly message: string; readonly enforcementLevel: string }) => void;

/**
 * The one place in the configuration of the pack for what every rule judges by. The SDK tells a policy its own
 * configuration only, and only when it is asked about a resource: this policy stands first, and hands it on.
 */
export function termsPolicy(configured: (terms: PackTerms) => void): ResourceValidationPolicy {
  return {
    name: termsPolicyName,
    displayName: "Profile and thresholds of every stack",
    description:
      "Profile and thresholds that the configuration of the policy pack asks for. Where a stack asks for others, the stricter count.",
    enforcementLevel: "mandatory",
    severity: "high",
    tags: ["microsoft-entra", "active-directory"],
    configSchema,
    validateResource(resource, reportViolation) {
      const { terms, problems } = packTermsOf(resource.getConfig());
      configured(terms);
      // Once, and of the resource that every stack has.
      if (resource.type !== resourceTypes.tenant) resource.notApplicable("Only configuration is checked.");
      for (const problem of problems)
        (reportViolation as unknown as Report)({
          message: legible(`The configuration of the policy pack cannot be used: ${problem}`),
          enforcementLevel: "mandatory",
        });
    },
  };
}
