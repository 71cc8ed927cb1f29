import type { Unobservable } from "../../catalogue/fact.ts";
import { factOf } from "../fact-of.ts";
import type { AdSyncServiceAccountObservation } from "../facts/adsync-service-account.ts";
import { readLogonToken } from "../logon-token.ts";
import type { DirectorySource } from "../source.ts";
import { describe, enabledOf, findOne, queryFor, readerOf } from "./account.ts";
import { observeLogon } from "./logon.ts";

/** A virtual account lives on its server only: it is declared without a name, or as `NT SERVICE\ADSync`. */
export async function observeAdSyncServiceAccount(
  source: DirectorySource,
  { name }: { readonly name: string | null },
): Promise<Omit<AdSyncServiceAccountObservation, "evidence">> {
  if (name === null || /^NT SERVICE\\/i.test(name)) return { account: null, details: null };
  const wanted = name.trim().endsWith("$") ? "managed service account" : "account";
  const found = await findOne(source, name, () => queryFor(name, wanted));
  const object = "observed" in found ? found.observed : null;
  return {
    account: await describe(source, found),
    details:
      object === null
        ? null
        : {
            enabled: enabledOf(object, await readerOf(source)),
            logon: await observeLogon(source, object, await factOf(() => readLogonToken(source, object))),
          },
  };
}

export function unseenAdSyncServiceAccount(
  why: { readonly unobservable: Unobservable },
  { name }: { readonly name: string | null },
): Omit<AdSyncServiceAccountObservation, "evidence"> {
  return { account: name === null ? null : why, details: null };
}
