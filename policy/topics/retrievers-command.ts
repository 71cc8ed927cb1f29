/** The command by which servers, and nobody else, come to retrieve the password of a gMSA. */
import { onServerOf } from "../../catalogue/change-commands.ts";
import { type Command, changing, powershell } from "../../catalogue/command.ts";
import { dnsNameOfDomain } from "../../catalogue/distinguished-name.ts";
import { hostName } from "../../catalogue/server-name.ts";
import type { GroupManagedServiceAccountInputs } from "../../contract/active-directory.ts";
import type { FoundAccount } from "../../directory/facts/account.ts";

export type Servers = NonNullable<GroupManagedServiceAccountInputs["observed"]["details"]>["servers"];

/**
 * The parameter replaces the whole list, so every declared server stands in it: one that was not found by the name of its
 * computer account, because it may be hidden from the reader and run an agent.
 */
export function retrieversCommand(found: FoundAccount, servers: Servers): Command {
  const computers = servers.map(({ server, computer }) =>
    "observed" in computer && computer.observed ? computer.observed.distinguishedName : `${hostName(server)}$`,
  );
  const line = powershell`Set-ADServiceAccount -Identity ${found.distinguishedName} -PrincipalsAllowedToRetrieveManagedPassword ${computers}${onServerOf(found.distinguishedName)}`;
  const server = dnsNameOfDomain(found.distinguishedName);
  return changing(line, {
    change: "run",
    at: "directory",
    program: "Set-ADServiceAccount",
    words: [
      { parameter: "-Identity" },
      { value: found.distinguishedName },
      { parameter: "-PrincipalsAllowedToRetrieveManagedPassword" },
      ...computers.map((value) => ({ value })),
      ...(server === undefined ? [] : [{ parameter: "-Server" }, { value: server }]),
    ],
  });
}
