/** How an entry that takes a right away is removed. */
import { commandFor } from "../../catalogue/change-commands.ts";
import { type Command, changing } from "../../catalogue/command.ts";
import { Remedy, wayOut } from "../../catalogue/remedy.ts";
import type { DenyingEntry, DescriptorAttribute, FoundAccount, Grant } from "../../directory/facts/account.ts";
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
  const commands = Remedy.join(
    distinct.map((each) => removing(each)),
    " ; ",
  );
  const removal =
    others.length === 0
      ? wayOut`Remove the deny ACE for ${first.to} from ${first.on} with: ${commands}`
      : wayOut`Remove the ${distinct.length} deny ACEs for ${enumerated(trustees)} with: ${commands}`;
  return Remedy.join([...trustees.flatMap((to) => forOthers(found, to)), removal], " ");
}

type Refused = Extract<Grant, { readonly granted: false }>;

/**
 * How an entry is removed that keeps a server from the password of a gMSA: it alone, as others have their rights from the same
 * list.
 *
 * @param account whose password it is, as a sentence names it
 */
export function retrievalDenialRemedy(
  { deniedTo, deniedBy = [], deniedIn }: Refused & { readonly deniedTo: string },
  server: FoundAccount,
  account: string,
): Remedy {
  const place = wayOut`msDS-GroupMSAMembership of ${account}`;
  const [first, ...others] = deniedBy;
  if (deniedIn === undefined || first === undefined) return wayOut`Remove the deny ACE for ${deniedTo} from ${place}.`;
  const trustees = [...new Set(deniedBy.map(({ to }) => to))];
  const { attribute, value, allowsWithout } = deniedIn;
  const removals = deniedBy.map((each) => removing(each, { attribute, value }));
  // What is only the half of it is no step of a plan.
  const commands = Remedy.join(allowsWithout ? removals : removals.map((each) => changing(each)), " ; ");
  const what = others.length === 0 ? wayOut`deny ACE` : wayOut`${deniedBy.length} deny ACEs`;
  return Remedy.join(
    [
      ...trustees.flatMap((to) => forOthers(server, to)),
      ...(allowsWithout
        ? []
        : [wayOut`No other ACE allows it: also add ${server.name} to PrincipalsAllowedToRetrieveManagedPassword.`]),
      wayOut`Remove the ${what} for ${enumerated(trustees)} from ${place} with: ${commands}`,
    ],
    " ",
  );
}

function removing({ on, entry }: DenyingEntry, of?: Omit<DescriptorAttribute, "allowsWithout">): Command {
  return commandFor({ change: "remove entry", on, entry, ...(of === undefined ? {} : { of }) });
}

/** What is denied to many may have been meant for the others. */
export function forOthers({ name }: FoundAccount, to: string): readonly Remedy[] {
  return to === name ? [] : [wayOut`The deny ACE applies to everyone in ${to}.`];
}
