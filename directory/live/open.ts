import type { ConnectionTarget } from "./connection.ts";
import { type Bounds, boundsOf, mostCandidates } from "./limits.ts";
import { locateDomainControllers, type ResolveService } from "./locate.ts";
import { readCertificateAuthorities, readSecret, type SecretLocation, type Surroundings } from "./secret.ts";
import { LiveDirectorySource } from "./source.ts";

/** Which domain controller is asked, and as whom; `forests[].directory.live` of the stack configuration. */
export interface LiveSettings {
  /** Host name or address; found through DNS when absent. */
  readonly domainController?: string | undefined;
  /** Those of other domains by their DNS names, and further ones of the same; found through DNS where there are none. */
  readonly domainControllers?: readonly { readonly domain: string; readonly host: string }[] | undefined;
  /** TLS from the start, or StartTLS on the LDAP port. */
  readonly transport: "ldaps" | "starttls";
  /** TCP port; that of the transport when absent. */
  readonly port?: number | undefined;
  /** The read account: its DN, UPN or `DOMAIN\name`. */
  readonly bindName: string;
  readonly secret: SecretLocation;
  /** The password of the AD DS Connector account, where the domain controller is to be asked in its name. */
  readonly connectorAccountSecret?: SecretLocation | undefined;
  /** PEM file of the authorities to trust; those that Node trusts when absent. */
  readonly certificateAuthorityFile?: string | undefined;
}

export interface OpenOptions extends Surroundings, Partial<Pick<Bounds, "timeouts">> {
  /** Asks DNS for service records. */
  readonly resolveService?: ResolveService;
}

export const defaultPorts = { ldaps: 636, starttls: 389 } as const;

/** A source that connects with the first question. */
export function openLiveDirectory(forest: string, settings: LiveSettings, options: OpenOptions): LiveDirectorySource {
  const { connectorAccountSecret } = settings;
  const readProbeSecret =
    connectorAccountSecret === undefined
      ? undefined
      : () => readSecret(connectorAccountSecret, options, "connectorAccountSecret");
  return new LiveDirectorySource(async (domain) => {
    const [first, ...others] = await candidates(domain, forest, settings, options);
    const certificateAuthorities =
      settings.certificateAuthorityFile === undefined
        ? undefined
        : await readCertificateAuthorities(settings.certificateAuthorityFile, options);
    const target = (host: string): ConnectionTarget => ({
      host,
      port: settings.port ?? defaultPorts[settings.transport],
      reader: settings.bindName,
      forest,
      ...(domain === null ? {} : { domain }),
      transport: settings.transport,
      certificateAuthorities,
      readSecret: () => readSecret(settings.secret, options),
      ...boundsOf({ timeouts: options.timeouts }),
    });
    return [target(first), ...others.map(target)];
  }, readProbeSecret);
}

async function candidates(
  domain: string | null,
  forest: string,
  { domainController, domainControllers = [] }: LiveSettings,
  { resolveService }: OpenOptions,
): Promise<readonly [string, ...string[]]> {
  const name = domain ?? forest;
  const [declared, ...further] = [
    ...(domain === null && domainController !== undefined ? [domainController] : []),
    ...domainControllers.filter((each) => each.domain.toLowerCase() === name.toLowerCase()).map(({ host }) => host),
  ];
  if (declared !== undefined) return [declared, ...further];
  const setting = domain === null ? "domainController" : "domainControllers";
  const [first, ...others] = await locateDomainControllers(name, resolveService, setting);
  return [first, ...others.slice(0, mostCandidates - 1)];
}
