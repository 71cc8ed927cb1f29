/** What the rules about encryption types share: how they judge an account that names none. */

import type { Command } from "../../catalogue/command.ts";
import type { DefaultEncryptionTypes } from "../../catalogue/encryption-types.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { Concerned } from "../judgement/subject.ts";
import { met, undecided, unmet, type Verdict } from "../judgement/verdict.ts";

const none = "has no encryption types set (msDS-SupportedEncryptionTypes)";

/** By what the domain controllers do, which no directory shows. `setAes` sets the types on the account. */
export function judgeUnnamedTypes(
  subject: Concerned,
  question: string,
  byDefault: DefaultEncryptionTypes | undefined,
  setAes: Command,
): Verdict {
  switch (byDefault) {
    case "aes-only":
      return met(subject, `${none}, and the domain controllers are declared to use only AES for it`);
    case "rc4-allowed":
      return unmet(subject, `${none}, and the domain controllers are declared to use RC4 for it`, {
        remedy: wayOut`Set AES with: ${setAes}`,
      });
    case undefined:
      return undecided(
        subject,
        question,
        "msDS-SupportedEncryptionTypes is empty. Domain controllers with the updates of April 2026 then use AES, and older ones RC4. The directory does not show their updates",
        wayOut`Declare what they use as hybrid-sync:forests[].defaultEncryptionTypes, or set AES with: ${setAes}`,
      );
  }
}
