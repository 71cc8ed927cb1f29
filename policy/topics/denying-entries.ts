/** How an entry that takes a right away is removed. */
import { commandFor } from "../../catalogue/change-commands.ts";
import type { Command } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { DenyingEntry, FoundAccount } from "../../directory/facts/account.ts";
import { enumerated } from "./active-directory.ts";

interface Denied {
  readonly found: FoundAccount;
  /** The trustee of the first of them. */
  readonly deniedTo: string;
  /** Distinguished name of the domain root, which is named where it is not known which entries they are. */
  readonly domain: string;
}

/** @param entries those that were seen; undefined in what an older version observed */
export function denialRemedy(
  entries: readonly DenyingEntry[] | undefined,
  { found, deniedTo, domain }: Denied,
): Remedy {
  if (entries === undefined) return wayOut`Remove the deny ACE for ${deniedTo} from ${domain}.`;
  const distinct = [...new Map(entries.map((each) => [`${each.on} ${each.entry}`, each])).values()];
  const [first, ...others] = distinct;
  if (first === undefined)
    return wayOut`Remove the deny ACE for ${deniedTo} from ${domain}. If it is not there, new objects get it from the default security descriptor of their class.`;
  const trustees = [...new Set(distinct.map(({ to }) => to))];
  const commands = Remedy.join(distinct.map(removing), " ; ");
  const removal =
    others.length === 0
      ? wayOut`Remove the deny ACE for ${first.to} from ${first.on} with: ${commands}`
      : wayOut`Remove the ${distinct.length} deny ACEs for ${enumerated(trustees)} with: ${commands}`;
  return Remedy.join([...trustees.flatMap((to) => forOthers(found, to)), removal], " ");
}

function removing({ on, entry }: DenyingEntry): Command {
  return commandFor({ change: "remove entry", on, entry });
}

/** What is denied to many may have been meant for the others. */
export function forOthers({ name }: FoundAccount, to: string): readonly Remedy[] {
  return to === name ? [] : [wayOut`The deny ACE applies to everyone in ${to}.`];
}
