/** What the accounts may do for each feature, by domain: whatever verdicts say that they are about permissions, in one table. */
import { legible } from "../catalogue/legible.ts";
import { permissions, purposeTitle } from "../catalogue/permissions.ts";
import { toolIds } from "../catalogue/tools.ts";
import type { JudgedPermission } from "../policy/judgement/details.ts";
import type { Finding } from "../policy/judgement/finding.ts";
import type { JudgedRule } from "../policy/judgement/judged-rule.ts";
import { actionWords } from "../policy/topics/permission-words.ts";
import { nameOf } from "./accounts.ts";
import type { PermissionResult } from "./result.ts";
import { worstVerdict } from "./worst-verdict.ts";

interface Said {
  readonly permission: JudgedPermission;
  /** With the one verdict that says it. */
  readonly judged: JudgedRule;
}

/** One row to each permission of an account in a domain, with the worst of what is said about it. */
export function permissionTable(judged: readonly JudgedRule[]): PermissionResult[] {
  return [...Map.groupBy(judged, ({ resource }) => resource).values()].flatMap((ofOne) => {
    const said = ofOne.flatMap((one) => one.verdicts.flatMap((verdict) => saidBy(one, verdict)));
    return [...Map.groupBy(said, ({ permission }) => keyOf(permission)).values()]
      .flatMap(rowOf)
      .toSorted((one, other) => compareTexts(one.domain, other.domain) || placeOf(one) - placeOf(other));
  });
}

function saidBy(one: JudgedRule, verdict: Finding): Said[] {
  return (verdict.permissions ?? []).map((permission) => {
    const { subject, fact } = verdict;
    const shown: Finding =
      permission.verdict === undefined ? verdict : { verdict: permission.verdict, subject, about: [], fact, id: null };
    return { permission, judged: { ...one, verdicts: [shown] } };
  });
}

function rowOf(alike: readonly Said[]): PermissionResult[] {
  const [first] = alike;
  const worst = worstVerdict(alike.map(({ judged }) => judged));
  if (first === undefined || worst === undefined) return [];
  const { permission, judged } = first;
  const { account } = judged;
  if (account === null) return [];
  const { action, on } = permission.way;
  const name = nameOf(judged.resource);
  return [
    {
      account,
      name: name === null ? null : legible(name),
      resource: legible(judged.resource.name),
      domain: legible(permission.domain),
      feature: permission.purpose,
      title: purposeTitle(permission.purpose),
      permission: actionWords(action),
      objectClass: on === "domain root" ? null : on.newObjects,
      objects: alike.find((said) => said.permission.objects !== undefined)?.permission.objects ?? null,
      verdict: worst.verdict,
      level: worst.enforcementLevel,
      findings: [...new Set(alike.flatMap((said) => said.judged.verdicts.flatMap(({ id }) => id ?? [])))],
    },
  ];
}

function keyOf({ domain, purpose, way }: JudgedPermission): string {
  return JSON.stringify([domain, purpose, way]);
}

const purposes: readonly string[] = [...new Set(toolIds.flatMap((tool) => [...permissions[tool].keys()]))];

/** That of the feature in the catalogue. */
function placeOf({ feature }: PermissionResult): number {
  return purposes.indexOf(feature);
}

/** By code unit: the order of a language would depend on the machine. */
function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
