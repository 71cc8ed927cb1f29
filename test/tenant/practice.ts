/** A practice tenant for tests of the reader; its authority is trusted by this process. */
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { CertificateAuthority } from "../../lab/certificate-authority.ts";
import { type PracticeTenant, startPracticeTenant, type TenantSeed } from "../../lab/tenant/server.ts";

const authority = await CertificateAuthority.create();
setDefaultCACertificates([...getCACertificates("default"), authority.certificate]);

export function startTenant(seed: TenantSeed = {}): Promise<PracticeTenant> {
  return startPracticeTenant({ authority, seed });
}

/** One that nobody finds by its name but a proxy. */
export function startTenantOf(hostName: string, seed: TenantSeed = {}): Promise<PracticeTenant> {
  return startPracticeTenant({ authority, hostName, seed });
}

/** Of another authority, which this process does not trust. */
export async function startUntrustedTenant(): Promise<PracticeTenant> {
  return startPracticeTenant({ authority: await CertificateAuthority.create("untrusted") });
}
