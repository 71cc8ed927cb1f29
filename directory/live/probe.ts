/** Asks a domain controller in an account's own name what it may do. Nothing is changed, and nothing that comes back is kept. */
import { Ber, BerWriter, Control } from "ldapts";
import { type Fact, observed, unobservable } from "../../catalogue/fact.ts";
import { encodeSid } from "../security/sid.ts";
import { type AccountProbe, DirectoryUnavailableError, LogonRefusedError, type ProbedObject } from "../source.ts";
import type { Connection } from "./connection.ts";
import { resultCode } from "./failure.ts";
import { equals } from "./filters.ts";

/**
 * Objects that every domain has and that nothing protects: the user Guest and the group Domain Guests. Source: MS-ADTS
 * 6.1.1.6; https://learn.microsoft.com/windows-server/identity/ad-ds/plan/security-best-practices/appendix-c--protected-accounts-and-groups-in-active-directory
 */
const sampleRids = [501, 514];

/** `open` signs in, once. */
export async function probe(
  open: () => Promise<Connection>,
  domain: { readonly distinguishedName: string; readonly sid: Fact<string> },
): Promise<AccountProbe> {
  let connection: Connection;
  try {
    connection = await open();
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    const why = unobservable(error.reason, error.remedy);
    return { logon: error instanceof LogonRefusedError ? refusal(error) : why, replicates: why, objects: why };
  }
  try {
    return {
      logon: observed(null),
      replicates: await settle(() => replicates(connection, domain.distinguishedName)),
      objects:
        "observed" in domain.sid
          ? await settle(() =>
              samples(connection, domain.distinguishedName, "observed" in domain.sid ? domain.sid.observed : ""),
            )
          : domain.sid,
    };
  } finally {
    await connection.close();
  }
}

/** What is wrong with the account itself is an answer; a wrong password, a place or a time say nothing about it. */
function refusal({ code, reason, remedy }: LogonRefusedError): AccountProbe["logon"] {
  return code !== null && ofAccount.includes(code) ? observed({ reason, remedy }) : unobservable(reason, remedy);
}

/** Password expired, disabled, expired, must change its password, locked. Source: Windows system error codes, in hexadecimal. */
const ofAccount: readonly string[] = ["532", "533", "701", "773", "775"];

async function settle<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return observed(await read());
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return unobservable(error.reason, error.remedy);
  }
}

/**
 * The control asks for changes since the beginning, of which the domain controller hands out the domain root at most. It
 * is refused without Replicating Directory Changes. Source: MS-ADTS 3.1.1.3.4.1.3; MS-DRSR 5.115.3.
 */
async function replicates(connection: Connection, domain: string): Promise<boolean> {
  const search = { scope: "sub", filter: equals("objectClass", "domainDNS"), attributes: ["objectGUID"] } as const;
  const code = await connection.resultOf(domain, search, [new DirSyncControl()]);
  return code !== resultCode.insufficientAccessRights;
}

class DirSyncControl extends Control {
  constructor() {
    super("1.2.840.113556.1.4.841", { critical: true });
  }

  /** No flags, one attribute value at most, and no cookie: from the beginning. */
  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(0);
    value.writeInt(1);
    value.writeString("");
    value.endSequence();
    writer.writeBuffer(value.buffer, Ber.OctetString);
  }
}

async function samples(connection: Connection, domain: string, sid: string): Promise<readonly ProbedObject[]> {
  const found = await Promise.all(
    sampleRids.map((rid) =>
      connection.searchController(domain, {
        scope: "sub",
        filter: equals("objectSid", encodeSid(`${sid}-${rid}`)),
        attributes: ["cn"],
      }),
    ),
  );
  return Promise.all(found.flat().map(({ distinguishedName }) => sample(connection, distinguishedName)));
}

async function sample(connection: Connection, distinguishedName: string): Promise<ProbedObject> {
  const [entry] = await connection.searchController(distinguishedName, {
    scope: "base",
    attributes: ["objectClass", "nTSecurityDescriptor", "allowedAttributes", "allowedAttributesEffective"],
  });
  return {
    distinguishedName,
    objectClass: entry?.texts("objectClass").at(-1) ?? null,
    securityDescriptor: entry?.bytes("nTSecurityDescriptor") ?? null,
    allowed: entry?.texts("allowedAttributes") ?? [],
    writable: entry?.texts("allowedAttributesEffective") ?? [],
  };
}
