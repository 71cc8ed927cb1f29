/** Which objects the verdicts rest on: who looked, where, when, and how many were there to see. */
import type { Fact } from "../catalogue/fact.ts";
import { type InputsOf, type Subject, subjectOf } from "../contract/resources.ts";
import type { Evidence } from "../directory/facts/evidence.ts";
import type { ObjectsSeen } from "../directory/facts/permissions.ts";
import type { DeclaredResource } from "../policy/judgement/rule.ts";
import { guarded, isUnknownValue } from "../policy/judgement/unknown-values.ts";
import { objectsSeen } from "../policy/topics/evidence.ts";

interface Seen {
  readonly evidence: Evidence;
  readonly domains: readonly {
    /** DNS name. */
    readonly domain: string;
    readonly objects: Fact<ObjectsSeen>;
  }[];
}

/** A line for every domain whose objects were looked at, ordered by name. */
export function seenLines(resources: readonly DeclaredResource[]): readonly string[] {
  const lines = resources.flatMap((resource) => {
    try {
      const seen = seenBy(resource);
      if (seen === null) return [];
      return seen.domains.map(({ domain, objects }) =>
        "observed" in objects
          ? `Seen in ${domain}: ${objectsSeen(objects.observed, seen.evidence)}.`
          : `Seen in ${domain}: no objects, which could not be read.`,
      );
    } catch (error) {
      if (isUnknownValue(error)) return [];
      throw error;
    }
  });
  return [...new Set(lines)].toSorted();
}

/** Where the observation of each looks at the objects of domains; null where it does not. */
const ways: { readonly [S in Subject]: ((inputs: InputsOf[S]) => Seen) | null } = {
  forest: ({ observed: { evidence, consistencyGuids: anchors } }) => ({
    evidence,
    domains: anchors !== null && "observed" in anchors ? anchors.observed : [],
  }),
  "connector account": byPermissions,
  "group managed service account": byPermissions,
  "privileged administrator": null,
  "ADSync service account": null,
  "entra administrator": null,
  "recognised user": null,
  "entra role holdings": null,
  "administrator group": null,
  "entra connector identity": null,
  tenant: null,
  "vault name": null,
  "attested account": null,
};

function byPermissions({
  observed: { evidence, details },
}: InputsOf["connector account" | "group managed service account"]): Seen {
  return { evidence, domains: details?.permissions ?? [] };
}

function seenBy({ type, inputs }: DeclaredResource): Seen | null {
  const subject = subjectOf(type);
  return subject === undefined ? null : (ways[subject]?.(guarded(inputs) as never) ?? null);
}
