/** Where every mutant is tried, a property has few cases, and nobody looks for the smallest one that fails. */
import fc from "fast-check";

fc.configureGlobal({ numRuns: 5, endOnFailure: true });
