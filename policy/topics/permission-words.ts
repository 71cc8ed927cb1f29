/** Permissions as people and dsacls write them. */
import { type ControlAccessRightName, controlAccessRights } from "../../catalogue/control-access-rights.ts";
import type { Action, Target, Way } from "../../catalogue/permissions/requirement.ts";
import { enumerated } from "./active-directory.ts";

/** `"Reset Password", write lockoutTime and write pwdLastSet on user objects below DC=contoso,DC=example that inherit`. */
export function permissionWords(ways: readonly Way[], domain: string): string {
  const places = [...new Set(ways.map(({ on }) => placeWords(on, domain)))];
  return enumerated(
    places.map((place) => {
      const actions = ways
        .filter(({ on }) => placeWords(on, domain) === place)
        .map(({ action }) => actionWords(action));
      return `${enumerated(actions)} ${place}`;
    }),
  );
}

function placeWords(on: Target, domain: string): string {
  return on === "domain root" ? `on ${domain}` : `on ${on.newObjects} objects below ${domain} that inherit permissions`;
}

/** `Write lockoutTime`. */
export function actionWords(action: Action): string {
  switch (action.do) {
    case "read all properties":
      return "Read all properties";
    case "write all properties":
      return "Write all properties";
    case "write":
      return `Write ${action.attribute}`;
    case "use":
      return `"${displayName(action.right)}"`;
    case "create":
      return `Create ${action.child} objects`;
    case "delete children":
      return `Delete ${action.child} objects`;
    case "delete":
      return "Delete";
  }
}

function displayName(right: ControlAccessRightName): string {
  return controlAccessRights[right].displayName;
}
