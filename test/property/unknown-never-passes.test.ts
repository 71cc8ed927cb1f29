/**
 * Nothing that a rule reads of compliant inputs may be missing without the rule saying so: of the examples, of the sample
 * forest, and of a practice tenant. The tests of each rule do the same with the inputs that they make up.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { noTerms } from "../../contract/terms.ts";
import { readContent } from "../../directory/snapshot/file.ts";
import { judgeResource } from "../../policy/judgement/judge-resource.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { rules } from "../../policy/rules.ts";
import { passedByLoss, passedByTwoLosses } from "../policy/changed-inputs.ts";
import { createdAdministrator, type Example, examples, resource, today } from "../policy/examples.ts";
import { withForest } from "../policy/forest-examples.ts";
import { startTenant } from "../tenant/practice.ts";
import { healthy, sound } from "./altered-tenants.ts";
import { RecordedTenant } from "./graph-answers.ts";
import { declaredBy, observedIn } from "./sample-resources.ts";

const sample = new URL("../../samples/contoso.snapshot.json", import.meta.url);

const staff = "OU=Staff,DC=fabrikam,DC=example";
const probe = { logon: { observed: null }, compared: 7, contradictions: { count: 0, sample: [] } };
const deviceRegistration = {
  observed: {
    connectionPoint: { tenantName: "fabrikam.example", tenantId: "0a1b2c3d" },
    services: {
      count: 1,
      sample: [
        {
          distinguishedName: "CN=DeviceRegistrationService,DC=fabrikam,DC=example",
          location: "CN=RegisteredDevices,DC=fabrikam,DC=example",
          state: "present",
        },
      ],
    },
  },
} as const;
const anchors = {
  domain: "fabrikam.example",
  distinguishedName: "DC=fabrikam,DC=example",
  objects: {
    observed: {
      domainController: "dc1.fabrikam.example",
      visible: 500,
      set: { count: 0, sample: [] },
      unread: { observed: null },
    },
  },
};

function withConnector(details: object) {
  const inputs = examples["connector account"]();
  return { ...inputs, observed: { ...inputs.observed, details: { ...inputs.observed.details, ...details } } };
}

function withScope(scope: readonly string[]) {
  const { details } = examples["connector account"]().observed;
  const permissions = (details?.permissions ?? []).map((domain) =>
    "observed" in domain.objects ? { ...domain, objects: { observed: { ...domain.objects.observed, scope } } } : domain,
  );
  return withConnector({ permissions });
}

/** What the samples do not reach, because they have it not. */
const madeUp: readonly DeclaredResource[] = [
  ...(Object.keys(examples) as Example[]).map((example) => resource(example, examples[example]())),
  resource("entra administrator", createdAdministrator()),
  resource("entra administrator", {
    ...examples["entra administrator"](),
    assignmentType: "eligible",
    phase: "after-install",
  }),
  resource("connector account", withConnector({ probe })),
  resource("connector account", { ...withScope([staff]), organizationalUnits: [staff] }),
  resource("group managed service account", {
    ...examples["group managed service account"](),
    organizationalUnits: [staff],
    connectSync: { organizationalUnits: ["OU=Guests,DC=fabrikam,DC=example"] },
  }),
  resource(
    "forest",
    withForest({ tierZero: { observed: [{ name: "Ring 0", found: { observed: "FABRIKAM\\Ring 0" } }] } }),
  ),
  resource("forest", withForest({ deviceRegistration }, { features: ["device-writeback", "device-sync"] })),
  resource("forest", withForest({ consistencyGuids: { observed: [anchors] } }, { choosesSourceAnchor: true })),
  resource("forest", { ...withForest({}), terms: { ...noTerms, profile: "strict" } }),
  {
    type: "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment",
    name: "role",
    inputs: { roleId: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2" },
  },
];

let resources: readonly DeclaredResource[];

beforeAll(async () => {
  await using practice = await startTenant(sound);
  using recorded = new RecordedTenant(practice, healthy, today);
  const inTenant = await recorded.resources();
  const content = JSON.parse(readFileSync(sample, "utf8"));
  const inForest = await observedIn(readContent(content, "it", false), declaredBy("contoso"));
  resources = [...madeUp, ...inTenant, ...inForest];
});

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  const compliant = () =>
    resources.filter((each) => {
      const verdicts = judgeResource(rule, each, { now: today });
      return verdicts.some(({ verdict }) => passing.has(verdict)) && verdicts.every(({ id }) => id === null);
    });

  it("is met by a compliant input, and not when anything that it reads there is lost", () => {
    expect(compliant()).not.toEqual([]);
    expect(compliant().flatMap((each) => passedByLoss(rule, each, today))).toEqual([]);
  });

  it("is not met when any two things are lost", () => {
    expect(compliant().flatMap((each) => passedByTwoLosses(rule, each, today))).toEqual([]);
  });
});

const passing: ReadonlySet<string> = new Set(["met", "attested", "installer creates it"]);
