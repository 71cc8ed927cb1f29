import fc from "fast-check";

// Whether a mutant is caught is all that counts, not by how small a case.
fc.configureGlobal({ endOnFailure: true });
