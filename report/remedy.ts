/** A remediation plan as the files that a folder gets. Nothing of it is ever run by this program. */
import { placesOfWork } from "../catalogue/directory-change.ts";
import { dsaclsScript, ldif, undoLdif } from "./remedy/ldif.ts";
import { overview } from "./remedy/overview.ts";
import type { Plan } from "./remedy/plan.ts";
import { script, undoScript } from "./remedy/powershell-script.ts";

export { shortOverview } from "./remedy/overview.ts";
export { type Plan, planOf, wantedFindings } from "./remedy/plan.ts";

/** Every name that a plan may have, so that those of an earlier plan can be found. */
export const planFileNames: readonly string[] = [
  "plan.txt",
  ...placesOfWork.flatMap((place) => [`${place}.ps1`, `undo-${place}.ps1`]),
  "directory.ldif",
  "undo-directory.ldif",
  "directory.cmd",
];

export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/** Only those that have something to do. */
export function planFiles(plan: Plan): readonly PlanFile[] {
  const all: readonly (readonly [name: string, text: string | undefined])[] = [
    ["plan.txt", overview(plan)],
    ...placesOfWork.flatMap((place) => [
      [`${place}.ps1`, script(plan, place)] as const,
      [`undo-${place}.ps1`, undoScript(plan, place)] as const,
    ]),
    ["directory.ldif", ldif(plan)],
    ["undo-directory.ldif", undoLdif(plan)],
    ["directory.cmd", dsaclsScript(plan)],
  ];
  return all.flatMap(([name, text]) => (text === undefined ? [] : [{ name, text }]));
}
