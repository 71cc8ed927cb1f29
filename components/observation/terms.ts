/** By what the stack wants to be judged: declared with every resource that is observed, so that a preview shows changes. */
import type { Subject } from "../../contract/resources.ts";
import type { Terms } from "../../contract/terms.ts";

type TermsOf = (subject: Subject, inputs: Readonly<Record<string, unknown>>) => Terms | undefined;

let current: TermsOf = () => undefined;

/** For every resource that is declared from now on; one program declares one stack. */
export function declareTerms(terms: TermsOf): void {
  current = terms;
}

/** The property that holds them; none where the stack asks for nothing besides the rules. */
export function termsFor(...[subject, inputs]: Parameters<TermsOf>): { readonly terms?: Terms } {
  const terms = current(subject, inputs);
  return terms === undefined ? {} : { terms };
}
