/** What the features of an account need it to do to another object of the forest: that is no takeover. */
import type { FeatureId } from "../../catalogue/features.ts";
import type { Action, GrantedEntry } from "../../catalogue/permissions/requirement.ts";
import { permissions } from "../../catalogue/permissions.ts";
import { type Control, type TakeoverEdgeId, takeoverEdges } from "../../catalogue/takeover-edges.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";
import type { TakeoverPath } from "../../directory/facts/takeover.ts";

/** An account as the stack declares it. */
export interface Needs {
  readonly account: string;
  readonly tool: SyncTool;
  readonly features: readonly FeatureId[];
}

/** Whether a feature of the account, or the cmdlet that Microsoft documents for it, takes everything that a way gives. */
export function isNeeded({ edge, also }: TakeoverPath, { objectClass }: FoundAccount, needs: Needs): boolean {
  return [edge, ...also].every((each) => isNeededEdge(each, objectClass, needs));
}

function isNeededEdge(edge: TakeoverEdgeId, objectClass: string, { tool, features }: Needs): boolean {
  const control: Control | null = takeoverEdges[edge].control;
  if (control === null) return false;
  const isItsClass = (name: string | undefined) => name?.toLowerCase() === objectClass.toLowerCase();
  return features.some((feature) => {
    const set = permissions[tool].get(feature);
    if (set === undefined) return false;
    const required = set.requirements.flatMap(({ ways }) =>
      ways.filter(({ on }) => on !== "domain root" && isItsClass(on.newObjects)),
    );
    const granted = (set.grant?.entries ?? []).filter((entry) => isItsClass(entry.objectClass));
    return required.some(({ action }) => gives(action, control)) || granted.some((entry) => grants(entry, control));
  });
}

function gives(action: Action, control: Control): boolean {
  switch (control.by) {
    case "write":
      return action.do === "write" && action.attribute.toLowerCase() === control.attribute.toLowerCase();
    case "use":
      return action.do === "use" && action.right === control.right;
    default:
      return false;
  }
}

/** Rights in letters of SDDL that stand for writing every property. */
const writing = ["WP", "GW", "GA"];

function grants({ rights, objectType }: GrantedEntry, control: Control): boolean {
  const letters: readonly string[] = rights.match(/../g) ?? [];
  if (objectType !== undefined)
    return control.by === "write" && objectType.toLowerCase() === control.attribute.toLowerCase()
      ? letters.includes("WP")
      : control.by === "use" && objectType === control.right && letters.includes("CR");
  if (letters.includes("GA")) return true;
  const writes = control.by === "write" || control.by === "write every property" || control.by === "add itself";
  return writes && letters.some((each) => writing.includes(each));
}
