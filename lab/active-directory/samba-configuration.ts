import { join } from "node:path";
import type { EmptyDomain } from "./template.ts";

export interface SambaConfiguration {
  readonly domain: EmptyDomain;
  /** Holds the copied domain, and everything that Samba writes. */
  readonly folder: string;
  /** A loopback address, on which LDAP and LDAPS are served at their standard ports; null: on Unix sockets only. */
  readonly address: string | null;
  readonly certificateAuthorityFile: string;
  readonly certificateFile: string;
  /** Samba refuses one that others may read. */
  readonly privateKeyFile: string;
}

/** The smb.conf of a domain controller that serves LDAP on one address and keeps to one folder. */
export function sambaConfiguration(configuration: SambaConfiguration): string {
  const { domain, folder } = configuration;
  const settings = {
    realm: domain.dnsName.toUpperCase(),
    workgroup: domain.netBiosName,
    "netbios name": domain.hostName.toUpperCase(),
    "server role": "active directory domain controller",
    "ad dc functional level": "2016",
    "server services": "ldap",
    // As on the schema master, so that tests can change who may read the schema.
    "dsdb:schema update allowed": "yes",
    // The loopback device has 127.0.0.0/8. With a longer prefix the setting matches no device and no port is opened.
    interfaces: configuration.address === null ? "127.255.255.254/32" : `${configuration.address}/8`,
    "bind interfaces only": "yes",
    "private dir": join(folder, "private"),
    "state directory": join(folder, "state"),
    "cache directory": join(folder, "cache"),
    "lock directory": join(folder, "lock"),
    "pid directory": join(folder, "run"),
    "ncalrpc dir": join(folder, "run", "ncalrpc"),
    "winbindd socket directory": join(folder, "run", "winbindd"),
    "ntp signd socket directory": join(folder, "run", "ntp_signd"),
    "binddns dir": join(folder, "bind-dns"),
    "log file": join(folder, "log.samba"),
    "tls enabled": "yes",
    "tls cafile": configuration.certificateAuthorityFile,
    "tls certfile": configuration.certificateFile,
    "tls keyfile": configuration.privateKeyFile,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return ["[global]", ...lines, ""].join("\n");
}
