import { createHash, randomInt } from "node:crypto";

/** A domain's security identifier that follows from its name: the same name, the same identifier. */
export function domainSidFor(dnsName: string): string {
  const digest = createHash("sha256").update(dnsName).digest();
  return domainSid([0, 4, 8].map((offset) => digest.readUInt32BE(offset)));
}

/** A fresh one, for which a domain has to be provisioned again. */
export function randomDomainSid(): string {
  return domainSid([1, 2, 3].map(() => randomInt(2 ** 32)));
}

function domainSid(numbers: readonly number[]): string {
  return ["S-1-5-21", ...numbers].join("-");
}
