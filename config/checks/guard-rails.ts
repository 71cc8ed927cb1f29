import { exampleOf, shapeAt } from "../shape.ts";
import type { Check } from "./draft.ts";

const location = ["guardRails", "namedLocation"];

/** A policy tells sign-ins apart by where they come from, so it needs to know where the servers are. */
export const policiesHaveLocation: Check = ({ guardRails }) => {
  const policies = (["legacyUserPolicy", "workloadIdentityPolicy"] as const).filter((key) => guardRails?.[key]);
  const [policy] = policies;
  if (!policy || guardRails?.namedLocation) return [];
  return [
    {
      path: location,
      value: "nothing",
      allowed: "an object, with a policy",
      predicate: `is missing, and guardRails.${policy} allows sign-ins only from there`,
      remedy: { set: exampleOf(shapeAt(location) ?? {}, location), example: true },
      restsOn: [["guardRails", policy]],
    },
  ];
};

/** A Conditional Access policy can cover the application of this tenant only where Connect Sync signs in as one. */
export const workloadIdentityHasApplication: Check = ({ guardRails, connectSync }) => {
  if (!guardRails?.workloadIdentityPolicy || connectSync?.identity?.kind === "application") return [];
  const path = ["guardRails", "workloadIdentityPolicy"];
  const why = connectSync
    ? "connectSync.identity is a user, which guardRails.legacyUserPolicy covers"
    : "connectSync, whose application it would cover, is not configured";
  return [
    {
      path,
      value: "an object",
      allowed: "left out, without an application of Connect Sync",
      predicate: `must be left out: ${why}`,
      remedy: { remove: [path] },
      restsOn: [["connectSync", "identity"]],
    },
  ];
};
