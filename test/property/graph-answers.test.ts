/** An even share of the alterations; all of them in graph-answers.full.test.ts. */
import { describeAlteredAnswers } from "./altered-tenants.ts";

describeAlteredAnswers(61);
