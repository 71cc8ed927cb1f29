/** The control access rights of one account on the domain roots, each judged once and told wherever it is needed. */
import { type ControlAccessRightName, controlAccessRights } from "../../catalogue/control-access-rights.ts";
import { type Fact, observed } from "../../catalogue/fact.ts";
import { allFacts, factOf, mapFact } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import { type LogonToken, tokenIn } from "../logon-token.ts";
import { grantOf, rootDescriptor } from "../rights.ts";
import { type AccessRequest, checkAccess, controlAccessRight } from "../security/access-check.ts";
import { controlFlags, entryFlags, isObjectEntry, type SecurityDescriptor } from "../security/security-descriptor.ts";
import type { DirectorySource, DomainFacts } from "../source.ts";

/** What an account, with the groups that count in the domain, may do on the domain root itself. */
export class RootRights {
  readonly domain: DomainFacts;
  /** What the answers rest on: neither changes while the domain is observed. */
  readonly basis: Fact<{ readonly descriptor: SecurityDescriptor; readonly identity: LogonToken }>;
  readonly #judged = new Map<ControlAccessRightName, Fact<Grant>>();

  constructor(domain: DomainFacts, token: Fact<LogonToken>) {
    this.domain = domain;
    this.basis = allFacts({ descriptor: rootDescriptor(domain), identity: tokenIn(token, domain.dnsName) });
  }

  /**
   * Whether the account holds a right. The catalogue knows the right by its GUID, so that an unreadable schema leaves no
   * doubt about replication.
   */
  holds(right: ControlAccessRightName): Fact<Grant> {
    const known =
      this.#judged.get(right) ??
      mapFact(this.basis, ({ descriptor, identity }) => {
        const request = controlAccessRight(controlAccessRights[right].guid);
        const { distinguishedName: on } = this.domain;
        const grant = grantOf(descriptor, identity, request, on, (entry) => ({ on, entry }));
        return mapFact(grant, (found) =>
          observed(
            found.granted || found.deniedTo !== null ? found : { ...found, ...below(descriptor, identity, request) },
          ),
        );
      });
    this.#judged.set(right, known);
    return known;
  }
}

/** Whom an entry grants it to, of the objects below, where one does. */
function below({ dacl }: SecurityDescriptor, identity: LogonToken, request: AccessRequest) {
  for (const entry of dacl?.entries ?? []) {
    if (entry.kind === "unknown" || !entry.kind.startsWith("allow") || (entry.flags & entryFlags.inheritOnly) === 0)
      continue;
    const alone = { revision: 4, entries: [{ ...entry, flags: 0 }] } as const;
    const descriptor = {
      control: controlFlags.daclPresent,
      resourceManagerControl: 0,
      owner: null,
      group: null,
      dacl: alone,
      sacl: null,
    };
    if (checkAccess(descriptor, identity, request).outcome !== "granted") continue;
    const objectClass = isObjectEntry(entry) ? (entry.inheritedObjectType ?? null) : null;
    return { below: { objectClass } };
  }
  return {};
}

/** For every domain that is seen. */
export function rootRightsOf(source: DirectorySource, token: Fact<LogonToken>): Promise<Fact<readonly RootRights[]>> {
  return factOf(async () => (await source.domains()).map((domain) => new RootRights(domain, token)));
}
