/** The forest of the examples with something changed. */
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { ForestObservation, SeamlessSingleSignOnAccount } from "../../directory/facts/forest.ts";
import { examples } from "./examples.ts";

export type ObservedDomain = Extract<ForestObservation["domains"], { observed: unknown }>["observed"][number];

export function withForest(facts: Partial<ForestObservation>, declared: Partial<ForestInputs> = {}): ForestInputs {
  const inputs = examples.forest();
  return { ...inputs, ...declared, observed: { ...inputs.observed, ...facts } };
}

export function withDomain(facts: Partial<ObservedDomain>, declared: Partial<ForestInputs> = {}): ForestInputs {
  return withForest({ domains: { observed: [{ ...onlyDomain(), ...facts }] } }, declared);
}

export function withSingleSignOn(facts: Partial<SeamlessSingleSignOnAccount>): ForestInputs {
  const { seamlessSingleSignOn } = onlyDomain();
  if (!("observed" in seamlessSingleSignOn) || seamlessSingleSignOn.observed === null)
    throw new Error("the example uses seamless single sign-on");
  return withDomain({ seamlessSingleSignOn: { observed: { ...seamlessSingleSignOn.observed, ...facts } } });
}

export function withoutSingleSignOn(): ForestInputs {
  return withDomain({ seamlessSingleSignOn: { observed: null } });
}

function onlyDomain(): ObservedDomain {
  const { domains } = examples.forest().observed;
  const [domain] = "observed" in domains ? domains.observed : [];
  if (domain === undefined) throw new Error("the example has a domain");
  return domain;
}
