import { describe, expect, it } from "vitest";
import { Directories, observeThrough } from "../../directory/directories.ts";
import type { ObservationRequest } from "../../directory/requests.ts";
import { memoryForest, unreachable } from "./memory-forest.ts";

const forest = "wingtip.test";
const requests: readonly ObservationRequest[] = [
  { subject: "forest", forest },
  { subject: "connector account", forest, name: "svc" },
  { subject: "group managed service account", forest, name: "agent", servers: ["AGENT01"] },
  { subject: "privileged administrator", forest, name: "adm" },
  { subject: "ADSync service account", forest, name: "svc" },
];

describe("observing", () => {
  it.each(requests.map((request) => [request.subject, request] as const))(
    "a %s of an unreachable forest says so, and throws nothing",
    async (_, request) => {
      const observation = await observeThrough(memoryForest({ failing: { evidence: unreachable } }), request);
      expect(observation.evidence).toEqual({ source: "none" });
      const { evidence: __, ...facts } = observation;
      expect(Object.values(facts).filter((fact) => fact !== null)).toSatisfy((values: unknown[]) =>
        values.every((fact) => JSON.stringify(fact) === JSON.stringify({ unobservable: { ...why } })),
      );
    },
  );

  it("a virtual account needs no directory", async () => {
    const request = { subject: "ADSync service account", forest, name: null } as const;
    const observation = await observeThrough(memoryForest({ failing: { evidence: unreachable } }), request);
    expect(observation).toEqual({ evidence: { source: "none" }, account: null, details: null });
  });

  it.each(requests.map((request) => [request.subject, request] as const))(
    "a %s is unobservable after an error that nobody foresaw, of which the kind alone is told",
    async (_, request) => {
      const failing = { evidence: new TypeError("hunter2") };
      const { evidence, ...facts } = await observeThrough(memoryForest({ failing }), request);
      expect(evidence).toEqual({ source: "none" });
      expect(JSON.stringify(facts)).toContain("The directory of wingtip.test could not be observed (TypeError)");
      expect(JSON.stringify(facts)).not.toContain("hunter2");
    },
  );

  it("plain JSON comes out", async () => {
    for (const request of requests) {
      const observation = await observeThrough(memoryForest(), request);
      expect(JSON.parse(JSON.stringify(observation))).toEqual(observation);
    }
  });
});

const why = { reason: unreachable.reason, remedy: unreachable.remedy };

describe("the declared forests", () => {
  const snapshot = { file: "nowhere.snapshot.json", maximumAgeDays: 7 };
  const directories = new Directories([{ name: forest, directory: { snapshot } }], {
    projectRoot: "/",
    environment: {},
  });

  it("are told apart without regard to case", async () => {
    const { schemaVersion } = await directories.observe({ subject: "forest", forest: "WINGTIP.Test" });
    expect(schemaVersion).toHaveProperty("unobservable.reason", "The snapshot nowhere.snapshot.json does not exist");
  });

  it("do not include any other", async () => {
    const { schemaVersion } = await directories.observe({ subject: "forest", forest: "contoso.test" });
    expect(schemaVersion).toHaveProperty(
      "unobservable.reason",
      "The configuration declares no forest named contoso.test",
    );
  });

  it("can be closed unopened and twice", async () => {
    await expect(directories.close()).resolves.toBeUndefined();
    await expect(directories.close()).resolves.toBeUndefined();
  });
});
