import { connect } from "node:net";
import { Ber, BerWriter, Client, Control } from "ldapts";
import type { Credentials, PracticeDirectory } from "../../../../lab/active-directory/practice-directory.ts";

const timeout = 20_000;

/** A client over LDAPS that trusts the lab's authority only and knows the domain controller by its DNS name. */
export function ldapsClient(directory: PracticeDirectory, serverName = directory.dnsName): Client {
  return new Client({
    url: `ldaps://${directory.address}:${directory.port}`,
    timeout,
    connectTimeout: timeout,
    tlsOptions: { ca: [directory.authorityCertificate], servername: serverName },
  });
}

/** Signs in, does something, and signs out. */
export async function as<T>(
  directory: PracticeDirectory,
  { bindName, password }: Credentials,
  action: (client: Client) => Promise<T>,
): Promise<T> {
  const client = ldapsClient(directory);
  try {
    await client.bind(bindName, password);
    return await action(client);
  } finally {
    await client.unbind();
  }
}

/** Does something as SYSTEM, over the socket that needs no bind. */
export async function asSystem<T>(directory: PracticeDirectory, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    url: "ldap://localhost",
    timeout,
    createConnection: () => connect(directory.privilegedSocket),
  });
  try {
    return await action(client);
  } finally {
    await client.unbind();
  }
}

/** The replication control, which a domain controller accepts from those with DS-Replication-Get-Changes only: MS-ADTS 3.1.1.3.4.1.3. */
export class DirSyncControl extends Control {
  constructor() {
    super("1.2.840.113556.1.4.841", { critical: true });
  }

  override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(0);
    value.writeInt(2 ** 20);
    value.writeString("", Ber.OctetString);
    value.endSequence();
    writer.writeBuffer(value.buffer, Ber.OctetString);
  }
}
