import type { AccountId } from "../../catalogue/accounts.ts";
import { dayAfter } from "../../catalogue/calendar.ts";
import { nameKeyOf } from "../../catalogue/exceptions.ts";
import { defaultThresholds } from "../../catalogue/thresholds.ts";
import { pathText } from "../path.ts";
import type { Finding } from "../problems.ts";
import { showValue } from "../secrets.ts";
import { enumerate } from "../shape.ts";
import { agentsOf } from "./cloud-sync.ts";
import { type Check, type DraftSettings, entriesOf, ignoringCase, repetitions } from "./draft.ts";

/** Either its id or words: with both, it would be open which one counts. */
export const findingOrWords: Check = ({ exceptions }) =>
  entriesOf(exceptions, ["exceptions"]).flatMap(({ value: { finding, account, subject }, path }) => {
    const words = [account, subject].filter((each) => each !== undefined).length;
    if (finding === undefined ? words === 2 : words === 0) return [];
    const allowed = "either `finding`, or `account` and `subject`";
    const given = [
      ...(finding === undefined ? [] : ["finding"]),
      ...(account === undefined ? [] : ["account"]),
      ...(subject === undefined ? [] : ["subject"]),
    ];
    const predicate = `must have ${allowed}, got ${given.length === 0 ? "none of them" : given.join(" and ")}`;
    return [{ path, value: given.join(" and "), allowed, predicate, remedy: { remove: [path] } }];
  });

/** An id is of one forest anyway, and words may fit an account in each of several. */
export const forestOfWords: Check = (settings) =>
  entriesOf(settings.exceptions, ["exceptions"]).flatMap(({ value, path: entry }): readonly Finding[] => {
    const { finding, account, forest } = value;
    const path = [...entry, "forest"];
    if (finding !== undefined && forest !== undefined) {
      const allowed = "left out beside `finding`, which is of one forest";
      return [
        { path, value: showValue(path, forest), allowed, predicate: `must be ${allowed}`, remedy: { remove: [path] } },
      ];
    }
    const candidates = forestsOf(account, settings);
    const [first] = candidates;
    if (finding !== undefined || first === undefined) return [];
    if (forest === undefined ? candidates.length === 1 : candidates.some((each) => isSame(each, forest))) return [];
    const allowed = `${candidates.length > 1 ? "one of the forests in which the stack has this account" : "the forest in which the stack has this account"} (${enumerate(candidates, "or")})`;
    const got = forest === undefined ? "none" : showValue(path, forest);
    return [
      {
        path,
        value: got,
        allowed,
        predicate: `must be ${allowed}, got ${got}`,
        remedy: { set: [{ path, value: first }], example: candidates.length > 1 },
      },
    ];
  });

/** Forests in which the stack has an account, as declared; none for one that is in no forest. */
function forestsOf(account: AccountId | undefined, { cloudSync, connectSync }: DraftSettings): readonly string[] {
  const ofCloudSync = agentsOf(cloudSync).flatMap(({ forest }) => forest ?? []);
  const ofConnectSync = entriesOf(connectSync?.forests, []).flatMap(({ value: { forest } }) => forest ?? []);
  const { serviceAccount, enterpriseAdministrator } = connectSync?.accounts ?? {};
  const one = (declared: string | undefined) => [declared ?? ofConnectSync[0]].flatMap((forest) => forest ?? []);
  switch (account) {
    case "cloud-sync-domain-administrator":
    case "cloud-sync-service-account":
      return ofCloudSync;
    case "connect-sync-connector-account":
      return ofConnectSync;
    case "connect-sync-service-account":
      return one(serviceAccount?.forest);
    case "connect-sync-enterprise-administrator":
      return one(enterpriseAdministrator?.forest);
    default:
      return [];
  }
}

const isSame = (one: string, other: string) => ignoringCase(one) === ignoringCase(other);

/** Two decisions about one finding may contradict each other. */
export const oneExceptionPerFinding: Check = ({ exceptions }) => {
  const named = entriesOf(exceptions, ["exceptions"]).flatMap(({ value, path }) => {
    const key = nameKeyOf(value);
    return key === undefined ? [] : [{ value: { key, shown: value.finding ?? value.subject ?? "" }, path }];
  });
  return repetitions(named, ({ key }) => key).map(({ value: { shown }, path, first }) => ({
    path,
    value: `"${shown}"`,
    allowed: "a finding that has no exception yet",
    predicate: `is about "${shown}" a second time, after ${pathText(first)}`,
    remedy: { remove: [path] },
  }));
};

/** An exception ends after it begins, and within the time that the stack allows. */
export const exceptionEndsInTime: Check = ({ exceptions, thresholds }) => {
  const most = thresholds?.exceptionDays ?? defaultThresholds.exceptionDays;
  return entriesOf(exceptions, ["exceptions"]).flatMap(({ value: { grantedOn, expires }, path: entry }) => {
    if (grantedOn === undefined || expires === undefined) return [];
    const last = dayAfter(grantedOn, most);
    if (grantedOn <= expires && expires <= last) return [];
    const path = [...entry, "expires"];
    const allowed = `a day from ${grantedOn}, the day of the decision, to ${last}, ${most} days later`;
    const predicate = `must be ${allowed}, got ${showValue(path, expires)}`;
    return [
      {
        path,
        value: showValue(path, expires),
        allowed,
        predicate,
        remedy: { set: [{ path, value: last }], example: true },
      },
    ];
  });
};
