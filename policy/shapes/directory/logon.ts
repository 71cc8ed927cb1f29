import type {
  AssignedAuthenticationPolicy,
  DomainPasswordPolicy,
  LogonFacts,
  PasswordExpiry,
} from "../../../directory/facts/logon.ts";
import { fact } from "../fact.ts";
import type { Observed } from "../parts.ts";
import type { Shape } from "../shape.ts";
import { either, finite, list, moment, nullable, object, oneOf, tally, text, truth } from "../shape.ts";
import { membership } from "./account.ts";
import { sampled } from "./sample.ts";

const passwordExpiry: Shape<PasswordExpiry> = either(
  object<{ readonly state: "never expires" }>({ state: oneOf("never expires") }),
  object<{ readonly state: "must be changed" }>({ state: oneOf("must be changed") }),
  object<Extract<PasswordExpiry, { state: "expires" }>>({ state: oneOf("expires"), on: moment }),
);

export const logon = object<LogonFacts>({
  expires: fact(nullable(moment)),
  password: fact(passwordExpiry),
  lockedOut: fact(truth),
  smartCardRequired: fact(truth),
  workstations: fact(nullable(list(text))),
  deniedHours: fact(tally),
  protectedUsers: fact(list(membership)),
  authenticationPolicies: fact(
    list(
      object<AssignedAuthenticationPolicy>({
        kind: oneOf("silo", "policy"),
        distinguishedName: text,
        enforced: fact(truth),
      }),
    ),
  ),
});

type PasswordPolicies = Observed<DomainPasswordPolicy["fineGrained"]>;

export const passwordPolicy = object<DomainPasswordPolicy>({
  domain: text,
  distinguishedName: text,
  minimumAgeSeconds: fact(finite),
  fineGrained: fact(
    sampled(object<PasswordPolicies["sample"][number]>({ distinguishedName: text, minimumAgeSeconds: fact(finite) })),
  ),
});
