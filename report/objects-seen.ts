/** Which objects the verdicts rest on: who looked, where, when, and how many were there to see. */
import type { Fact } from "../catalogue/fact.ts";
import type {
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
} from "../contract/active-directory.ts";
import { resourceTypes } from "../contract/resources.ts";
import type { ObjectsSeen } from "../directory/facts/permissions.ts";
import type { DeclaredResource } from "../policy/judgement/rule.ts";
import { guarded, isUnknownValue } from "../policy/judgement/unknown-values.ts";
import { objectsSeen } from "../policy/topics/evidence.ts";

interface Seen {
  /** DNS name. */
  readonly domain: string;
  readonly objects: Fact<ObjectsSeen>;
}

/** A line for every domain whose objects were looked at, ordered by name. */
export function seenLines(resources: readonly DeclaredResource[]): readonly string[] {
  const lines = resources.flatMap((resource) => {
    try {
      const { inputs, seen } = seenBy(resource);
      return seen.map(({ domain, objects }) =>
        "observed" in objects
          ? `Seen in ${domain}: ${objectsSeen(objects.observed, inputs.observed.evidence)}.`
          : `Seen in ${domain}: no objects, which could not be read.`,
      );
    } catch (error) {
      if (isUnknownValue(error)) return [];
      throw error;
    }
  });
  return [...new Set(lines)].toSorted();
}

function seenBy({ type, inputs }: DeclaredResource) {
  switch (type) {
    case resourceTypes["connector account"]:
    case resourceTypes["group managed service account"]: {
      const account = guarded(inputs) as unknown as ConnectorAccountInputs | GroupManagedServiceAccountInputs;
      return { inputs: account, seen: (account.observed.details?.permissions ?? []) as readonly Seen[] };
    }
    case resourceTypes.forest: {
      const forest = guarded(inputs) as unknown as ForestInputs;
      const anchors = forest.observed.consistencyGuids;
      const seen = anchors !== null && "observed" in anchors ? anchors.observed : [];
      return { inputs: forest, seen };
    }
    default:
      return { inputs: { observed: { evidence: { source: "none" } } } as const, seen: [] };
  }
}
