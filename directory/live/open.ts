import { type ConnectionTarget, defaultTimeouts, type Timeouts } from "./connection.ts";
import { locateDomainControllers, type ResolveService } from "./locate.ts";
import { readCertificateAuthorities, readSecret, type SecretLocation, type Surroundings } from "./secret.ts";
import { LiveDirectorySource } from "./source.ts";

/** Which domain controller is asked, and as whom; `forests[].directory.live` of the stack configuration. */
export interface LiveSettings {
  /** Host name or address; found through DNS when absent. */
  readonly domainController?: string | undefined;
  /** TLS from the start, or StartTLS on the LDAP port. */
  readonly transport: "ldaps" | "starttls";
  /** TCP port; that of the transport when absent. */
  readonly port?: number | undefined;
  /** The read account: its DN, UPN or `DOMAIN\name`. */
  readonly bindName: string;
  readonly secret: SecretLocation;
  /** PEM file of the authorities to trust; those that Node trusts when absent. */
  readonly certificateAuthorityFile?: string | undefined;
}

export interface OpenOptions extends Surroundings {
  readonly timeouts?: Timeouts;
  /** Asks DNS for service records. */
  readonly resolveService?: ResolveService;
}

const defaultPorts = { ldaps: 636, starttls: 389 } as const;

/** How many of the domain controllers that DNS lists are tried. */
const mostCandidates = 3;

/** A source that connects with the first question. */
export function openLiveDirectory(forest: string, settings: LiveSettings, options: OpenOptions): LiveDirectorySource {
  return new LiveDirectorySource(async () => {
    const [first, ...others] = await candidates(forest, settings, options);
    const certificateAuthorities =
      settings.certificateAuthorityFile === undefined
        ? undefined
        : await readCertificateAuthorities(settings.certificateAuthorityFile, options);
    const target = (host: string): ConnectionTarget => ({
      host,
      port: settings.port ?? defaultPorts[settings.transport],
      reader: settings.bindName,
      forest,
      transport: settings.transport,
      certificateAuthorities,
      readSecret: () => readSecret(settings.secret, options),
      timeouts: options.timeouts ?? defaultTimeouts,
    });
    return [target(first), ...others.map(target)];
  });
}

async function candidates(
  forest: string,
  { domainController }: LiveSettings,
  { resolveService }: OpenOptions,
): Promise<readonly [string, ...string[]]> {
  if (domainController !== undefined) return [domainController];
  const [first, ...others] = await locateDomainControllers(forest, resolveService);
  return [first, ...others.slice(0, mostCandidates - 1)];
}
