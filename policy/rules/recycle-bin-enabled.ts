import { powershell } from "../../catalogue/command.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { met, notApplicable, unmet } from "../judgement/verdict.ts";
import { judgeForest } from "../topics/forest.ts";

/** In the strict profile only: Windows Server creates every forest without it, and synchronization works all the same. */
export const recycleBinEnabled: Rule<ForestInputs> = {
  name: "recycle-bin-enabled",
  title: "AD Recycle Bin is enabled",
  severity: "low",
  enforcementLevel: "advisory",
  description: "In the strict profile, a forest of Connect Sync has its AD Recycle Bin enabled.",
  consequence:
    "an object that is deleted by mistake is deleted in Microsoft Entra ID too, and comes back without most of its attributes",
  remedy: wayOut`Enable AD Recycle Bin.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.forests,
  judge(inputs, context) {
    return judgeForest(inputs, context, ({ recycleBin }, subject) => {
      if (inputs.connectSync === null) return notApplicable(subject, "is not synchronized by Connect Sync");
      if (context.profile !== "strict")
        return notApplicable(subject, "is asked for AD Recycle Bin in the strict profile");
      return settle(recycleBin, { subject, question: "whether AD Recycle Bin is enabled" }, (enabled) =>
        enabled
          ? met(subject, "has AD Recycle Bin enabled")
          : unmet(subject, "has no AD Recycle Bin", {
              remedy: wayOut`Decide with the owner of the forest: it cannot be disabled again, and what was deleted before can no longer be restored. Then enable it with: ${powershell`Enable-ADOptionalFeature -Identity ${"Recycle Bin Feature"} -Scope ForestOrConfigurationSet -Target ${inputs.forest} -Server ${inputs.forest}`}`,
            }),
      );
    });
  },
};
