import { describeDamage } from "./damaged-values-suite.ts";

describeDamage(1);
