import { type AccountId, accounts } from "../../catalogue/accounts.ts";
import { pathText } from "../path.ts";
import { showValue } from "../secrets.ts";
import { enumerate } from "../shape.ts";
import { type Check, entriesOf, repetitions } from "./draft.ts";

/** Accounts whose facts neither a directory nor the tenant shows. */
const attestable: readonly AccountId[] = ["connect-sync-local-administrator", "connect-sync-sql-administrator"];

/** A person vouches for what cannot be observed, and for nothing else. */
export const onlyWhatCannotBeObserved: Check = ({ attestations }) =>
  entriesOf(attestations, ["attestations"]).flatMap(({ value, path: entry }) => {
    if (value.account === undefined || attestable.includes(value.account)) return [];
    const path = [...entry, "account"];
    const allowed = `one of ${enumerate(attestable, "or")}`;
    const { title } = accounts[value.account];
    const predicate = `must be ${allowed}, got "${value.account}": the ${title} is observed, and an attestation cannot replace that`;
    return [{ path, value: `"${value.account}"`, allowed, predicate, remedy: { remove: [entry] } }];
  });

/** One statement per account, or it would be open which one counts. */
export const oneAttestationPerAccount: Check = ({ attestations }) => {
  const named = entriesOf(attestations, ["attestations"]).flatMap(({ value, path }) =>
    value.account === undefined ? [] : [{ value: value.account, path: [...path, "account"] }],
  );
  return repetitions(named, (account) => account).map(({ value, path, first }) => ({
    path,
    value: `"${value}"`,
    allowed: "an account that is not attested yet",
    predicate: `attests "${value}" a second time, after ${pathText(first.slice(0, -1))}`,
    remedy: { remove: [path.slice(0, -1)] },
  }));
};

/** A statement cannot have ended before it was made. */
export const attestationEndsAfterItsBeginning: Check = ({ attestations }) =>
  entriesOf(attestations, ["attestations"]).flatMap(({ value: { on, expires }, path: entry }) => {
    if (on === undefined || expires === undefined || on <= expires) return [];
    const path = [...entry, "expires"];
    const allowed = `a day on or after ${on}, the day of the statement`;
    const predicate = `must be ${allowed}, got ${showValue(path, expires)}`;
    return [
      {
        path,
        value: showValue(path, expires),
        allowed,
        predicate,
        remedy: { set: [{ path, value: on }], example: true },
      },
    ];
  });
