import { describeAlteredAnswers } from "./altered-tenants.ts";

describeAlteredAnswers(1);
