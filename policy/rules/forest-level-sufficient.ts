import type { FeatureId } from "../../catalogue/features.ts";
import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about } from "../judgement/subject.ts";
import { met, unmet } from "../judgement/verdict.ts";
import { judgeForest } from "../topics/forest.ts";

/**
 * objectVersion of the schema with each version of Windows Server.
 * Source: https://learn.microsoft.com/windows-server/identity/ad-ds/deploy/find-active-directory-schema
 */
const schemaVersions = { "2003": 30, "2012": 56, "2012 R2": 69, "2016": 87 } as const;

type Version = keyof typeof schemaVersions;

/** msDS-Behavior-Version of a forest at Windows Server 2003. Source: MS-ADTS 6.1.4.4. */
const lowestFunctionalLevel = 2;

/** Which schema a feature needs, where it needs more than the tools do. */
const neededFor: Partial<Record<FeatureId, Version>> = {
  "device-writeback": "2012 R2",
  "group-provisioning": "2016",
  "user-provisioning": "2016",
  "windows-hello-key-writeback": "2016",
};

export const forestLevelSufficient: Rule<ForestInputs> = {
  name: "forest-level-sufficient",
  title: "The schema and the functional level of the forest are sufficient",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "The schema of the forest has what the tools, managed service accounts and each enabled feature need. Its functional level is Windows Server 2003 or later.",
  consequence: "the tool cannot be installed, or the feature cannot be enabled",
  remedy: wayOut`Extend the schema with adprep of a newer Windows Server, and raise the functional level.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-prerequisites",
  resources: resources.forests,
  judge(inputs, context) {
    const { observed } = inputs;
    return judgeForest(inputs, context, (_, subject) => {
      const needs = needsOf(inputs);
      return [
        ...settle(
          observed.schemaVersion,
          { subject: about(subject, "schema"), question: "the version of its schema" },
          (version) => {
            const [lacking] = needs.filter(({ needed }) => version < schemaVersions[needed]);
            return lacking === undefined
              ? met(subject, `has schema version ${version}`)
              : unmet(
                  about(subject, "schema", lacking.what),
                  `has schema version ${version}, but ${lacking.what} needs ${schemaVersions[lacking.needed]} (Windows Server ${lacking.needed})`,
                );
          },
        ),
        ...settle(
          observed.functionalLevel,
          { subject: about(subject, "functional level"), question: "its functional level" },
          (level) =>
            level >= lowestFunctionalLevel
              ? met(subject, `has functional level ${level}`)
              : unmet(
                  about(subject, "functional level"),
                  `has functional level ${level}, but the tools need ${lowestFunctionalLevel} (Windows Server 2003)`,
                ),
        ),
      ];
    });
  },
};

/**
 * Of every use of Cloud Sync, for the attribute msDS-ExternalDirectoryObjectId.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/how-to-prerequisites (2026-07-27)
 */
const cloudSyncSchema = "2016";

/** The most demanding first. */
function needsOf({ features, managedServiceAccounts, cloudSync }: ForestInputs) {
  const needs: readonly { readonly what: string; readonly needed: Version }[] = [
    { what: "synchronization", needed: "2003" },
    ...(cloudSync === undefined ? [] : [{ what: "Cloud Sync", needed: cloudSyncSchema } as const]),
    ...(managedServiceAccounts === "none" ? [] : [{ what: "a gMSA", needed: "2012" } as const]),
    ...features.flatMap((feature) => {
      const needed = neededFor[feature];
      return needed === undefined ? [] : [{ what: feature, needed }];
    }),
  ];
  return needs.toSorted((a, b) => schemaVersions[b.needed] - schemaVersions[a.needed]);
}
