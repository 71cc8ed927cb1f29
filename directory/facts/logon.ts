import type { Fact } from "../../catalogue/fact.ts";
import type { Membership } from "./account.ts";

/** What can keep an account from signing in, besides being disabled. */
export interface LogonFacts {
  /** accountExpires, ISO 8601 in UTC; null when it never does. */
  readonly expires: Fact<string | null>;
  readonly password: Fact<PasswordExpiry>;
  /** As the domain controller that was asked saw it when it was asked. */
  readonly lockedOut: Fact<boolean>;
  readonly smartCardRequired: Fact<boolean>;
  /** The computers from which it may sign in, ordered; null for any. */
  readonly workstations: Fact<readonly string[] | null>;
  /** How many hours of the week it may not sign in. */
  readonly deniedHours: Fact<number>;
  /** Memberships, transitive, in Protected Users of any domain. */
  readonly protectedUsers: Fact<readonly Membership[]>;
  readonly authenticationPolicies: Fact<readonly AssignedAuthenticationPolicy[]>;
}

/** When a password expires by the policy that applies to the account, fine-grained ones included. */
export type PasswordExpiry =
  | { readonly state: "never expires" }
  | { readonly state: "must be changed" }
  /** ISO 8601 in UTC. */
  | { readonly state: "expires"; readonly on: string };

/** An authentication policy, or a silo of them, which the account is assigned to. */
export interface AssignedAuthenticationPolicy {
  readonly kind: "silo" | "policy";
  readonly distinguishedName: string;
  /** False where it is audited only. */
  readonly enforced: Fact<boolean>;
}

/** How long people of a domain must keep a password before they may change it. */
export interface DomainPasswordPolicy {
  /** DNS name. */
  readonly domain: string;
  readonly distinguishedName: string;
  /** minPwdAge. */
  readonly minimumAgeSeconds: Fact<number>;
  /**
   * Fine-grained policies that the reader sees, or sees applied to a group; ordered, at most 20, with the full count. An
   * ordinary reader sees none of them, whether there are any or not.
   */
  readonly fineGrained: Fact<{
    readonly count: number;
    readonly sample: readonly { readonly distinguishedName: string; readonly minimumAgeSeconds: Fact<number> }[];
  }>;
}
