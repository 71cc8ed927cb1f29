import { describe, expect, it } from "vitest";
import { requestsFor } from "../../../commands/snapshot/requests.ts";
import { parseSettings } from "../../../config.ts";
import { resourceTypes } from "../../../contract/resources.ts";
import { program, register } from "../../components/mocked-program.ts";
import { healthySettings } from "../../fixtures/settings.ts";

/** An adopted administrator whom the tenant does not have. */
const absent = { origin: "adopted", user: { observed: null }, heldBefore: { observed: [] }, recognised: null };
const permission = { objectId: "sync-service", appRoleIds: { "ADSynchronization.ReadWrite.All": "role" } };

/** What a program with these settings asks the directory, apart from the forests themselves. */
async function askedBy(values: Record<string, unknown>) {
  const resources = await register(values, program, {
    observed: { [resourceTypes["entra administrator"]]: absent },
    calls: { "azuread:index/getServicePrincipal:getServicePrincipal": () => permission },
  });
  return resources.flatMap(({ inputs: { subject, forest, name, servers, trusted } }) =>
    forest === undefined || subject === "forest"
      ? []
      : [
          {
            subject,
            forest,
            name,
            ...(servers === undefined ? {} : { servers }),
            ...(trusted === undefined ? {} : { trusted }),
          },
        ],
  );
}

describe("what is recorded for a stack", () => {
  it("is everything that its program observes in the forest, so that a snapshot answers all of it", async () => {
    const values = healthySettings();
    const [first] = values.forests;
    const { name } = first ?? { name: "" };
    const asked = await askedBy(values);
    expect(asked.length).toBeGreaterThanOrEqual(5);
    const recorded = requestsFor(parseSettings(values, { project: "hybrid-sync" }), name);
    const inForest = asked.filter(({ forest }) => forest === name);
    expect(recorded).toHaveLength(inForest.length + 1);
    expect(recorded).toEqual(
      expect.arrayContaining([expect.objectContaining({ subject: "forest", forest: name }), ...inForest]),
    );
  });
});
