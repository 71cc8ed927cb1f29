import { describeDamage } from "./damaged-values-suite.ts";

/** A prime, so that every attribute and every kind of damage has its turn; all are judged in damaged-values.full.test.ts. */
describeDamage(101);
