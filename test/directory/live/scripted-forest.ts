/** A forest of two domains, wingtip.test and emea.wingtip.test, for tests of what one domain cannot show. */
import type { ConnectionTarget } from "../../../directory/live/connection.ts";
import type { Timeouts } from "../../../directory/live/limits.ts";
import { LiveDirectorySource } from "../../../directory/live/source.ts";
import { CertificateAuthority } from "../../../lab/certificate-authority.ts";
import {
  type DomainControllerScript,
  type ScriptedDomainController,
  startDomainController,
} from "../../../lab/scripted-directory/domain-controller.ts";
import type { ScriptedEntry } from "../../../lab/scripted-directory/entry.ts";
import type { ScriptedDomain, ScriptedForest } from "../../../lab/scripted-directory/forest.ts";
import { group, user } from "../../../lab/scripted-directory/objects.ts";

export const wingtip = "DC=wingtip,DC=test";
export const emea = "DC=emea,DC=wingtip,DC=test";
export const wingtipSid = "S-1-5-21-11-22-33";
export const emeaSid = "S-1-5-21-44-55-66";
export const readerName = "reader@wingtip.test";
export const readerPassword = "Geheim-pässwörd-1";

export const authority = await CertificateAuthority.create();
export const certificate = await authority.issue({
  commonName: "dc",
  dnsNames: ["dc1.wingtip.test"],
  addresses: ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"],
});

/** What every domain has. */
export function usualEntries(domain: string, sid: string): readonly ScriptedEntry[] {
  const users = `CN=Users,${domain}`;
  const builtin = `CN=Builtin,${domain}`;
  return [
    { distinguishedName: users, attributes: { objectClass: ["top", "container"] } },
    { distinguishedName: builtin, attributes: { objectClass: ["top", "builtinDomain"] } },
    user(`CN=Administrator,${users}`, `${sid}-500`),
    group(`CN=Domain Admins,${users}`, `${sid}-512`, "global", [`CN=Administrator,${users}`]),
    group(`CN=Domain Users,${users}`, `${sid}-513`, "global"),
    group(`CN=Administrators,${builtin}`, "S-1-5-32-544", "builtinLocal", [`CN=Domain Admins,${users}`]),
    group(`CN=Users,${builtin}`, "S-1-5-32-545", "builtinLocal", [`CN=Domain Users,${users}`]),
    group(`CN=Backup Operators,${builtin}`, "S-1-5-32-551", "builtinLocal"),
  ];
}

export function forest(entries: {
  readonly wingtip?: readonly ScriptedEntry[];
  readonly emea?: readonly ScriptedEntry[];
  readonly facts?: Partial<ScriptedDomain>;
}): ScriptedForest {
  return {
    domains: [
      {
        dnsName: "wingtip.test",
        netBiosName: "WINGTIP",
        sid: wingtipSid,
        entries: merged(usualEntries(wingtip, wingtipSid), entries.wingtip),
        ...entries.facts,
      },
      {
        dnsName: "emea.wingtip.test",
        netBiosName: "EMEA",
        sid: emeaSid,
        entries: merged(usualEntries(emea, emeaSid), entries.emea),
        ...entries.facts,
      },
    ],
  };
}

/** Later rows replace earlier ones of the same name. */
function merged(usual: readonly ScriptedEntry[], more: readonly ScriptedEntry[] = []): readonly ScriptedEntry[] {
  return [...new Map([...usual, ...more].map((entry) => [entry.distinguishedName, entry])).values()];
}

export function startController(
  table: ScriptedForest,
  domain: string,
  script: Partial<DomainControllerScript> = {},
): Promise<ScriptedDomainController> {
  return startDomainController({
    forest: table,
    domain,
    hostName: `dc1.${domain}`,
    certificate,
    accounts: [{ name: readerName, password: readerPassword }],
    ...script,
  });
}

export function target(
  controller: Pick<ScriptedDomainController, "address" | "port">,
  domain: string | null,
  timeouts: Timeouts = { connect: 10_000, operation: 10_000 },
): ConnectionTarget {
  return {
    host: controller.address,
    port: controller.port,
    reader: readerName,
    forest: "wingtip.test",
    ...(domain === null ? {} : { domain }),
    transport: "ldaps",
    certificateAuthorities: authority.certificate,
    readSecret: async () => readerPassword,
    timeouts,
  };
}

/** Who is asked for which domain; null stands for the root domain. */
export function sourceOver(
  controllers: Readonly<Record<string, readonly [ScriptedDomainController, ...ScriptedDomainController[]]>>,
  timeouts?: Timeouts,
): LiveDirectorySource {
  return new LiveDirectorySource(async (domain) => {
    const [first, ...others] = controllers[domain ?? "wingtip.test"] ?? [];
    if (first === undefined) throw new Error(`no domain controller of ${domain} is scripted`);
    return [target(first, domain, timeouts), ...others.map((other) => target(other, domain, timeouts))];
  });
}
