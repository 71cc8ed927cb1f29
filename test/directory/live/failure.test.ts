import { InsufficientAccessError, SizeLimitExceededError, UnknownStatusCodeError } from "ldapts";
import { describe, expect, it } from "vitest";
import { explainOpening, explainSearch, UnusableControllerError } from "../../../directory/live/failure.ts";
import { ConnectionLostError } from "../../../directory/source.ts";

const peer = { host: "dc1.wingtip.test", port: 636, reader: "WINGTIP\\reader", forest: "wingtip.test" };
const failed = (code: string) => Object.assign(new Error(`secret detail of ${code}`), { code });

describe("what stops a connection", () => {
  it.each([
    ["ENOTFOUND", "The name dc1.wingtip.test is not known to DNS"],
    ["EAI_AGAIN", "The name dc1.wingtip.test is not known to DNS"],
    ["EHOSTUNREACH", "The domain controller dc1.wingtip.test:636 cannot be reached"],
    ["ETIMEDOUT", "The domain controller dc1.wingtip.test:636 cannot be reached"],
    ["ECONNRESET", "dc1.wingtip.test:636 closes the connection before it is ready"],
  ])("on the way, %s, lets another domain controller be tried", (code, reason) => {
    const explained = explainOpening(failed(code), peer);
    expect(explained).toBeInstanceOf(UnusableControllerError);
    expect(explained.reason).toBe(reason);
  });

  it.each([
    ["SELF_SIGNED_CERT_IN_CHAIN", /is not trusted$/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /is self-signed and not trusted$/],
    ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", /offers only TLS 1\.1 or older, which this program does not use$/],
    ["ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", /offers no cipher suite that this program uses$/],
    ["ERR_SSL_PACKET_LENGTH_TOO_LONG", /answers, but not with TLS$/],
    ["ERR_SOMETHING_NEW", /^No connection to dc1\.wingtip\.test:636 could be made \(ERR_SOMETHING_NEW\)$/],
  ])("in the TLS handshake, %s, lets another domain controller be tried", (code, reason) => {
    const explained = explainOpening(failed(code), peer);
    expect(explained).toBeInstanceOf(UnusableControllerError);
    expect(explained.reason).toMatch(reason);
    expect(explained.message).not.toContain("secret detail");
  });
});

describe("what stops a question", () => {
  const subject = "DC=toys,DC=wingtip,DC=test";

  it.each([
    [new UnknownStatusCodeError(10), `dc1.wingtip.test:636 holds no copy of ${subject}`],
    [new InsufficientAccessError(), `WINGTIP\\reader cannot read ${subject}`],
    [
      new SizeLimitExceededError(),
      `dc1.wingtip.test:636 gave up on the question about ${subject}, because it is busy or has reached a limit of its own`,
    ],
    [
      new UnknownStatusCodeError(4711),
      `dc1.wingtip.test:636 answers the question about ${subject} with LDAP result code 4711`,
    ],
  ])("is explained by its result code: %s", (error, reason) => {
    expect(explainSearch(error, peer, subject)).toMatchObject({ name: "DirectoryUnavailableError", reason });
  });

  it.each([
    "Socket error. Message type: SearchRequest (0x63)\nread ECONNRESET",
    "Connection closed before message response was received. Message type: SearchRequest (0x63)",
    "SearchRequest: Operation timed out",
  ])("and ends the connection is told apart: %s", (message) => {
    expect(explainSearch(new Error(message), peer, subject)).toBeInstanceOf(ConnectionLostError);
  });
});
