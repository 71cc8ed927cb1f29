/** Permissions as people and dsacls write them. */
import { type Command, native } from "../../catalogue/command.ts";
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

/**
 * The lines which grant these ways to an account, one for each kind of scope.
 *
 * Source: https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc771151(v=ws.11)
 */
export function dsaclsLines(ways: readonly Way[], domain: string, account: string): readonly Command[] {
  const scopes = [...new Set(ways.map(dsaclsScope))];
  return scopes.map((scope) => {
    const grants = ways.filter((way) => dsaclsScope(way) === scope).map((way) => `${account}:${dsaclsGrant(way)}`);
    if (scope === "") return native`dsacls ${domain} /G ${grants}`;
    return scope === "S" ? native`dsacls ${domain} /I:S /G ${grants}` : native`dsacls ${domain} /I:T /G ${grants}`;
  });
}

/** S: objects below only; T: this object too, as for creating children anywhere. */
function dsaclsScope({ action, on }: Way): "" | "S" | "T" {
  if (on === "domain root") return "";
  return action.do === "create" || action.do === "delete children" ? "T" : "S";
}

function dsaclsGrant({ action, on }: Way): string {
  const inheriting = on === "domain root" ? "" : on.newObjects;
  switch (action.do) {
    case "read all properties":
      return `RP;;${inheriting}`;
    case "write":
      return `WP;${action.attribute};${inheriting}`;
    case "use":
      return `CA;${displayName(action.right)}${inheriting === "" ? "" : `;${inheriting}`}`;
    case "create":
      return `CC;${action.child}`;
    case "delete children":
      return `DC;${action.child}`;
    case "delete":
      return `SD;;${inheriting}`;
  }
}
