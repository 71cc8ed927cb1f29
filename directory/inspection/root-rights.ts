/** The control access rights of one account on the domain roots, each judged once and told wherever it is needed. */
import { type ControlAccessRightName, controlAccessRights } from "../../catalogue/control-access-rights.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { allFacts, factOf, mapFact } from "../fact-of.ts";
import type { Grant } from "../facts/account.ts";
import { type LogonToken, tokenIn } from "../logon-token.ts";
import { grantOf, rootDescriptor } from "../rights.ts";
import { controlAccessRight } from "../security/access-check.ts";
import type { SecurityDescriptor } from "../security/security-descriptor.ts";
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
      mapFact(this.basis, ({ descriptor, identity }) =>
        grantOf(
          descriptor,
          identity,
          controlAccessRight(controlAccessRights[right].guid),
          this.domain.distinguishedName,
        ),
      );
    this.#judged.set(right, known);
    return known;
  }
}

/** For every domain that is seen. */
export function rootRightsOf(source: DirectorySource, token: Fact<LogonToken>): Promise<Fact<readonly RootRights[]>> {
  return factOf(async () => (await source.domains()).map((domain) => new RootRights(domain, token)));
}
