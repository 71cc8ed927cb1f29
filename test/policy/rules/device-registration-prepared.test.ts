import { describe, expect, it } from "vitest";
import type { ForestInputs } from "../../../contract/active-directory.ts";
import type { DeviceRegistration } from "../../../directory/facts/forest.ts";
import { deviceRegistrationPrepared } from "../../../policy/rules/device-registration-prepared.ts";
import { withForest } from "../forest-examples.ts";
import { judged } from "../judged.ts";
import { itNeedsTheForest } from "../missing-observation.ts";

const rule = deviceRegistrationPrepared;
const service = {
  distinguishedName: "CN=DeviceRegistrationService",
  location: "CN=RegisteredDevices,DC=fabrikam,DC=example",
  state: "present",
} as const;
const point = { tenantName: "fabrikam.example", tenantId: "0a1b2c3d" };

function judgedWith(found: Partial<DeviceRegistration>, declared: Partial<ForestInputs>) {
  const nothing: DeviceRegistration = { connectionPoint: null, services: { count: 0, sample: [] } };
  return judged(rule, "forest", withForest({ deviceRegistration: { observed: { ...nothing, ...found } } }, declared));
}

const writeback = { features: ["device-writeback"] } as const;
const sync = { features: ["device-sync"] } as const;

describe(rule.name, () => {
  it("is about features that need it", () => {
    expect(judgedWith({}, {})).toMatchObject({ verdicts: ["not applicable"] });
  });

  it("passes a forest that is prepared", () => {
    expect(judgedWith({ services: { count: 1, sample: [service] } }, writeback)).toMatchObject({
      facts: ["The forest fabrikam.example writes devices back to CN=RegisteredDevices,DC=fabrikam,DC=example"],
    });
    expect(judgedWith({ connectionPoint: point }, sync)).toMatchObject({
      facts: ["The forest fabrikam.example registers devices with the tenant 0a1b2c3d (fabrikam.example)"],
    });
  });

  it("leaves the preparation for device writeback to the wizard", () => {
    expect(judgedWith({}, { ...writeback, connectSync: "before-install" })).toMatchObject({
      verdicts: ["installer creates it"],
    });
    expect(judgedWith({}, writeback)).toMatchObject({ verdicts: ["unmet"], levels: ["mandatory"] });
  });

  it("refuses more than one service", () => {
    const { messages } = judgedWith(
      { services: { count: 2, sample: [service, { ...service, distinguishedName: "CN=Second" }] } },
      writeback,
    );
    expect(messages).toEqual([
      expect.stringContaining("has the device registration service CN=DeviceRegistrationService where one is allowed;"),
      expect.stringContaining("has the device registration service CN=Second where one is allowed;"),
    ]);
  });

  it("refuses each of several that leads nowhere besides, and counts those that are not listed", () => {
    const lost = { ...service, distinguishedName: "CN=Second", state: "missing" } as const;
    const { facts, messages, ids } = judgedWith({ services: { count: 3, sample: [service, lost] } }, writeback);
    expect(facts).toEqual([
      expect.stringContaining("has the device registration service CN=DeviceRegistrationService where one is allowed"),
      expect.stringContaining("has the device registration service CN=Second where one is allowed"),
      expect.stringContaining("has the device registration service 1 more that is not listed where one is allowed"),
      expect.stringContaining(
        "would write devices back to CN=RegisteredDevices,DC=fabrikam,DC=example, which was not seen",
      ),
    ]);
    expect(messages[0]?.split("\n")[1]).toBe("As Enterprise Administrator, delete those that are not used.");
    expect(new Set(ids).size).toBe(4);
  });

  it.each([
    [{ tenantName: null, tenantId: "0a1b2c3d" }, "azureADName"],
    [{ tenantName: "fabrikam.example", tenantId: null }, "azureADId"],
  ])("refuses a service connection point with only one keyword: %j", (connectionPoint, keyword) => {
    const { facts, messages } = judgedWith({ connectionPoint }, sync);
    expect(facts).toEqual([
      `The forest fabrikam.example has a service connection point without the keyword ${keyword}`,
    ]);
    expect(messages[0]).toContain(
      "\nWrite the service connection point as Enterprise Administrator, with the keywords ",
    );
  });

  it("tells every fault from the others", () => {
    const states = ["no location", "missing", "another class"] as const;
    const ids = [
      judgedWith({}, writeback),
      judgedWith({}, sync),
      judgedWith({ connectionPoint: { tenantName: null, tenantId: null } }, sync),
      ...states.map((state) => judgedWith({ services: { count: 1, sample: [{ ...service, state }] } }, writeback)),
    ].flatMap((each) => each.ids);
    expect(new Set(ids).size).toBe(6);
  });

  it.each([
    ["no location", "that names no container for devices: CN=DeviceRegistrationService"],
    ["missing", "which was not seen on dc1.fabrikam.example"],
    ["another class", "which is not a container for devices"],
  ] as const)("refuses a service with its container in the state %s", (state, words) => {
    const { messages, levels } = judgedWith({ services: { count: 1, sample: [{ ...service, state }] } }, writeback);
    expect(levels).toEqual(["mandatory"]);
    expect(messages[0]).toContain(`${words}; device writeback stays disabled in the wizard.`);
  });

  it("refuses a service connection point that is missing or names no tenant", () => {
    expect(judgedWith({}, sync).messages[0]).toContain(
      "has no service connection point on dc1.fabrikam.example; devices",
    );
    const unnamed = { tenantName: null, tenantId: null };
    expect(judgedWith({ connectionPoint: unnamed }, sync).messages[0]).toContain(
      "without the keyword azureADName and azureADId;",
    );
  });

  itNeedsTheForest(rule, ["deviceRegistration"], (inputs) => ({ ...inputs, features: ["device-writeback"] }));
});
