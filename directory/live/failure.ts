/** Turns what goes wrong between this program and a domain controller into one sentence and a remedy. */
import { ResultCodeError } from "ldapts";
import { ConnectionLostError, DirectoryUnavailableError, LogonRefusedError } from "../source.ts";
import { EndlessError } from "./limits.ts";
import { IllegibleError } from "./messages.ts";

/** Whom the program talked to when it went wrong. */
export interface Peer {
  /** Name or address, as declared or found. */
  readonly host: string;
  readonly port: number;
  /** The name of the read account, as declared. */
  readonly reader: string;
  /** DNS name of the forest, as declared. */
  readonly forest: string;
  /** DNS name of the domain that is meant, when it is not the one that tells of all others. */
  readonly domain?: string;
  /** The setting that says where the password comes from: `secret` when absent. */
  readonly secretSetting?: string;
}

/** This domain controller cannot be used, and it has not refused the password: another one may do better. */
export class UnusableControllerError extends DirectoryUnavailableError {
  /** Whether someone is there. What is wrong can be mended then. */
  readonly answers: boolean;

  constructor(reason: string, remedy: string, answers = true) {
    super(reason, remedy);
    this.answers = answers;
  }
}

/** The domain controller has too much to do, or has reached a limit of its own: another one may do better. */
export class OverloadedError extends DirectoryUnavailableError {}

/** The logon was refused elsewhere, so this domain controller was not asked. */
export class LogonNotTriedError extends LogonRefusedError {}

/** Lost by waiting: asking again would only mean to wait as long again. */
export class AnswerTimeoutError extends ConnectionLostError {}

/** An answer that goes beyond a limit of `limits.ts`: another domain controller may do better, the same one would not. */
export class EndlessAnswerError extends DirectoryUnavailableError {}

type Explanation = readonly [reason: string, remedy: string];
type Explain = (peer: Peer) => Explanation;

const setting = (name: string): string => `forests[].directory.live.${name}`;
/** Where the domain controller that was asked is named, or can be. */
const controller = ({ domain }: Peer): string =>
  setting(domain === undefined ? "domainController" : "domainControllers");
const secretOf = ({ secretSetting = "secret" }: Peer): string => setting(secretSetting);
const at = (peer: Peer): string => `${peer.host}:${peer.port}`;

const unreachable: Explain = (peer) => [
  `The domain controller ${at(peer)} cannot be reached`,
  `Open the network path to it, or name another one in ${controller(peer)}, or use a recorded snapshot`,
];
const unknownHost: Explain = (peer) => [
  `The name ${peer.host} is not known to DNS`,
  `Correct ${controller(peer)}, or use a DNS server that knows the forest`,
];
const refused: Explain = (peer) => [
  `${at(peer)} refuses the connection`,
  `Check that a domain controller listens there, or correct ${controller(peer)} and ${setting("port")}`,
];
const untrusted: Explain = (peer) => [
  `The certificate of ${at(peer)} comes from a certificate authority that is not trusted`,
  `Put the PEM file of the issuing certificate authority into ${setting("certificateAuthorityFile")}`,
];
const noTls: Explain = (peer) => [
  `${at(peer)} answers, but not with TLS`,
  `Set ${setting("transport")} and ${setting("port")} to what the domain controller offers: ldaps on 636 or starttls on 389`,
];

const oldTls: Explain = (peer) => [
  `${at(peer)} offers only TLS 1.1 or older, which this program does not use`,
  "Enable TLS 1.2 on the domain controller, or use a recorded snapshot",
];
const noCommonCipher: Explain = (peer) => [
  `${at(peer)} offers no cipher suite that this program uses`,
  "Enable cipher suites with AES-GCM on the domain controller, or use a recorded snapshot",
];

/** By error code of Node's sockets, resolver and TLS. */
const connectionFailures: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: refused,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  ETIMEDOUT: unreachable,
  ENOTFOUND: unknownHost,
  ENODATA: unknownHost,
  EAI_AGAIN: unknownHost,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: (peer) => [
    `The certificate of ${at(peer)} is self-signed and not trusted`,
    `Put that certificate into ${setting("certificateAuthorityFile")} as PEM, or give the domain controller one from a certificate authority`,
  ],
  CERT_HAS_EXPIRED: (peer) => [`The certificate of ${at(peer)} has expired`, "Renew it on the domain controller"],
  CERT_NOT_YET_VALID: (peer) => [
    `The certificate of ${at(peer)} is not valid yet`,
    "Compare the clocks of this machine and of the domain controller",
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: (peer) => [
    `The certificate of ${at(peer)} does not name ${peer.host}`,
    `Name the domain controller in ${controller(peer)} as its certificate does`,
  ],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_VERSION_TOO_LOW: oldTls,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: noCommonCipher,
  "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE": noCommonCipher,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  EPROTO: noTls,
};

/**
 * By OpenSSL's text, for certificates that Node refuses without an error code of its own. What is too weak: keys and
 * signatures of less than 112 bits of security, such as RSA keys below 2048 bits and SHA-1. Source: OpenSSL, security level 2.
 */
const weakCertificates: Readonly<Record<string, Explain>> = {
  "EE certificate key too weak": (peer) => [
    `The certificate of ${at(peer)} has a key that is too short: an RSA key needs at least 2048 bits`,
    "Give the domain controller a certificate with a longer key",
  ],
  "CA certificate key too weak": (peer) => [
    `The certificate of ${at(peer)} comes from a certificate authority with a key that is too short: an RSA key needs at least 2048 bits`,
    "Give the domain controller a certificate from a certificate authority with a longer key",
  ],
  "CA signature digest algorithm too weak": (peer) => [
    `The certificate of ${at(peer)}, or of its certificate authority, is signed with SHA-1 or an older algorithm`,
    "Give the domain controller a certificate that is signed with SHA-256",
  ],
};

/** By the number after `data` in the answer to a bind. Source: Windows system error codes, in hexadecimal. */
const refusedLogons: Readonly<Record<string, Explain>> = {
  "525": wrongPassword,
  "52e": wrongPassword,
  "530": (peer) => [
    `${peer.reader} is not allowed to log on at this hour`,
    "Extend its logon hours, or run the preview at another time",
  ],
  "531": (peer) => [
    `${peer.reader} is not allowed to log on from this machine`,
    "Add this machine to its list of workstations",
  ],
  "532": (peer) => [
    `The password of ${peer.reader} has expired`,
    `Change it and store the new one where ${secretOf(peer)} says`,
  ],
  "533": (peer) => [
    `The account ${peer.reader} is disabled`,
    `Enable it, or name another one in ${setting("bindName")}`,
  ],
  "701": (peer) => [
    `The account ${peer.reader} has expired`,
    `Extend its expiry date, or name another one in ${setting("bindName")}`,
  ],
  "773": (peer) => [
    `${peer.reader} must change its password before it can log on`,
    `Change it and store the new one where ${secretOf(peer)} says`,
  ],
  "775": (peer) => [
    `The account ${peer.reader} is locked`,
    `Unlock it, and check that the password where ${secretOf(peer)} says is the right one`,
  ],
};

function wrongPassword(peer: Peer): Explanation {
  return [
    `${at(peer)} does not accept the name or password of ${peer.reader}`,
    `Correct ${setting("bindName")} or the password where ${secretOf(peer)} says`,
  ];
}

/** What stopped the connection from being opened. */
export function explainOpening(error: unknown, peer: Peer): DirectoryUnavailableError {
  if (error instanceof DirectoryUnavailableError) return error;
  if (error instanceof ResultCodeError && error.code === resultCode.invalidCredentials)
    return refusedLogon(error, peer);
  const explain = openingFailure(error) ?? unexpectedOpening(error);
  return new UnusableControllerError(...explain(peer), ![unreachable, unknownHost, refused, silent].includes(explain));
}

function openingFailure(error: unknown): Explain | undefined {
  if (error instanceof ResultCodeError) return bindFailure(error);
  const code = codeOf(error);
  if (code?.startsWith("ERR_SSL_")) return connectionFailures[code] ?? noTls;
  if (error instanceof EndlessError) return endless(error);
  if (error instanceof IllegibleError) return illegible;
  const known = code === undefined ? undefined : (connectionFailures[code] ?? weakCertificate(error));
  return known ?? (isTimeout(error) ? silent : isLoss(error) ? closed : undefined);
}

function weakCertificate(error: unknown): Explain | undefined {
  return error instanceof Error ? weakCertificates[error.message] : undefined;
}

function refusedLogon(error: ResultCodeError, peer: Peer): LogonRefusedError {
  const code = /\bdata ([0-9a-f]+)/i.exec(error.message)?.[1]?.toLowerCase() ?? null;
  const [reason, remedy] = ((code === null ? undefined : refusedLogons[code]) ?? wrongPassword)(peer);
  return new LogonRefusedError(reason, remedy, code);
}

function bindFailure(error: ResultCodeError): Explain | undefined {
  if (error.code === resultCode.strongerAuthenticationRequired)
    return (peer) => [
      `${at(peer)} rejects simple binds, even over TLS`,
      "Allow simple binds over TLS for the read account, or use a recorded snapshot",
    ];
  return undefined;
}

const silent: Explain = (peer) => [
  `${at(peer)} does not answer in time`,
  `Try again, or name another domain controller in ${controller(peer)}`,
];
const closed: Explain = (peer) => [
  `${at(peer)} closes the connection before it is ready`,
  `Check that it offers ldaps on 636 or starttls on 389, and set ${setting("transport")} and ${setting("port")} accordingly`,
];

const illegible: Explain = (peer) => [
  `${at(peer)} answers, but not with LDAP`,
  `Check that a domain controller listens there, or correct ${controller(peer)} and ${setting("port")}`,
];
const endless =
  ({ message }: EndlessError): Explain =>
  (peer) => [
    `${at(peer)} did not complete its answer before the logon: ${message}`,
    `Check that a domain controller listens there, or name another one in ${controller(peer)}`,
  ];

function unexpectedOpening(error: unknown): Explain {
  return (peer) => [
    `No connection to ${at(peer)} could be made (${kindOf(error)})`,
    `Check ${controller(peer)}, ${setting("transport")} and ${setting("port")}`,
  ];
}

/** What stopped a question about `subject` from being answered. */
export function explainSearch(error: unknown, peer: Peer, subject: string): DirectoryUnavailableError {
  if (error instanceof DirectoryUnavailableError) return error;
  if (error instanceof ResultCodeError) return refusedSearch(error, peer, subject);
  if (isTimeout(error))
    return new AnswerTimeoutError(
      `${at(peer)} does not answer in time about ${subject}`,
      `Try again, or name another domain controller in ${controller(peer)}`,
    );
  if (error instanceof EndlessError)
    return new EndlessAnswerError(
      `${at(peer)} did not complete its answer about ${subject}: ${error.message}`,
      `Name another domain controller in ${controller(peer)}, or use a recorded snapshot; README lists the limits`,
    );
  if (error instanceof IllegibleError)
    return new ConnectionLostError(
      `${at(peer)} answers the question about ${subject} with data that is not LDAP`,
      `Try again, or name another domain controller in ${controller(peer)}`,
    );
  if (isLoss(error) || codeOf(error) !== undefined)
    return new ConnectionLostError(
      `The connection to ${at(peer)} was lost while it was asked about ${subject}`,
      `Try again, or name another domain controller in ${controller(peer)}`,
    );
  return new DirectoryUnavailableError(
    `The answer of ${at(peer)} about ${subject} cannot be read (${kindOf(error)})`,
    `Try another domain controller in ${controller(peer)}`,
  );
}

/** LDAP result codes. Source: RFC 4511, appendix A. */
export const resultCode = {
  operationsError: 1,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  strongerAuthenticationRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  busy: 51,
  unavailable: 52,
} as const;

function refusedSearch(error: ResultCodeError, peer: Peer, subject: string): DirectoryUnavailableError {
  const [reason, remedy] = searchRefusals[error.code]?.(peer, subject) ?? [
    `${at(peer)} answers the question about ${subject} with LDAP result code ${error.code}`,
    `Try another domain controller in ${controller(peer)}`,
  ];
  return overloads.has(error.code)
    ? new OverloadedError(reason, remedy)
    : new DirectoryUnavailableError(reason, remedy);
}

const overloads: ReadonlySet<number> = new Set([resultCode.timeLimitExceeded, resultCode.busy, resultCode.unavailable]);

const overloaded = (peer: Peer, subject: string): Explanation => [
  `${at(peer)} gave up on the question about ${subject}, because it is busy or has reached a limit of its own`,
  `Try again, or name another domain controller in ${controller(peer)}`,
];

const searchRefusals: Readonly<Record<number, (peer: Peer, subject: string) => Explanation>> = {
  [resultCode.timeLimitExceeded]: overloaded,
  [resultCode.sizeLimitExceeded]: overloaded,
  [resultCode.adminLimitExceeded]: overloaded,
  [resultCode.busy]: overloaded,
  [resultCode.unavailable]: overloaded,
  [resultCode.referral]: (peer, subject) => [
    `${at(peer)} holds no copy of ${subject}`,
    `Name a domain controller that does in ${controller(peer)}`,
  ],
  [resultCode.noSuchObject]: (peer, subject) => [
    `${subject} does not exist on ${at(peer)}, or ${peer.reader} cannot see it`,
    `Grant ${peer.reader} the right to list it`,
  ],
  [resultCode.invalidDnSyntax]: (_peer, subject) => [
    `${subject} is not a distinguished name that the directory understands`,
    "Correct it, or write DOMAIN\\name",
  ],
  [resultCode.insufficientAccessRights]: (peer, subject) => [
    `${peer.reader} cannot read ${subject}`,
    `Grant ${peer.reader} the right to read it`,
  ],
  [resultCode.operationsError]: (peer, subject) => [
    `${at(peer)} does not answer ${peer.reader} about ${subject}`,
    `Check that ${peer.reader} is an ordinary account of the forest ${peer.forest}`,
  ],
};

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

// These two have no code in ldapts, only a text.
function isTimeout(error: unknown): boolean {
  return error instanceof Error && /\btimed out$|^Connection timeout$/.test(error.message);
}
function isLoss(error: unknown): boolean {
  if (["ECONNRESET", "EPIPE", "ECONNABORTED"].includes(codeOf(error) ?? "")) return true;
  return (
    error instanceof Error && /^Socket error\.|^Connection closed before|^Socket connection not/.test(error.message)
  );
}

/** Enough to look it up, and nothing that was sent or received. */
function kindOf(error: unknown): string {
  if (error instanceof ResultCodeError) return `LDAP result code ${error.code}`;
  return codeOf(error) ?? (error instanceof Error ? error.name : typeof error);
}
