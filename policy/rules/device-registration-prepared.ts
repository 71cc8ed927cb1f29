import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { DeviceRegistration } from "../../directory/facts/forest.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { installerCreatesIt, met, notApplicable, unmet, type Verdict } from "../judgement/verdict.ts";
import { enumerated } from "../topics/active-directory.ts";
import { place } from "../topics/evidence.ts";
import { judgeForest } from "../topics/forest.ts";

export const deviceRegistrationPrepared: Rule<ForestInputs> = {
  name: "device-registration-prepared",
  title: "The forest is prepared for devices",
  severity: "high",
  enforcementLevel: "mandatory",
  description:
    "For device writeback, exactly one object of the forest names the container for devices, and that container exists. For device synchronization, the service connection point names the tenant.",
  consequence: "device writeback stays disabled in the wizard",
  remedy: wayOut`Prepare the forest as Enterprise Administrator in the wizard of Connect Sync, or with its script CreateDeviceContainer.ps1.`,
  reference: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-device-writeback",
  resources: resources.forests,
  judge(inputs, context) {
    const features = new Set(inputs.features);
    const question = "how it is prepared for devices";
    return judgeForest(inputs, context, (_, subject) => {
      const wanted = features.has("device-writeback") || features.has("device-sync");
      if (!wanted) return notApplicable(subject, "is not used for devices");
      return settle(inputs.observed.deviceRegistration, { subject, question }, (found) => [
        ...(features.has("device-writeback") ? [judgeServices(subject, inputs, found.services)] : []),
        ...(features.has("device-sync") ? [judgeConnectionPoint(subject, inputs, found.connectionPoint)] : []),
      ]);
    });
  },
};

function judgeServices(
  subject: string,
  { connectSync, observed }: ForestInputs,
  { count, sample }: DeviceRegistration["services"],
): Verdict {
  const [only] = sample;
  if (only === undefined) {
    return connectSync === "before-install"
      ? installerCreatesIt(subject, "is prepared for device writeback by the wizard")
      : unmet(subject, `has no device registration service ${place(observed.evidence)}`);
  }
  if (count > 1) {
    const names = sample.map(({ distinguishedName }) => distinguishedName);
    return unmet(subject, `has ${count} device registration services where one is allowed: ${enumerated(names)}`, {
      remedy: wayOut`As Enterprise Administrator, delete those that are not used.`,
    });
  }
  switch (only.state) {
    case "present":
      return met(subject, `writes devices back to ${only.location}`);
    case "no location":
      return unmet(
        subject,
        `has a device registration service that names no container for devices: ${only.distinguishedName}`,
      );
    case "missing":
      return unmet(
        subject,
        `would write devices back to ${only.location}, which was not seen ${place(observed.evidence)}`,
      );
    case "another class":
      return unmet(subject, `would write devices back to ${only.location}, which is not a container for devices`);
  }
}

/** Cloud Sync finds devices by the point that hybrid join uses; no installer makes it. */
function judgeConnectionPoint(
  subject: string,
  { observed }: ForestInputs,
  point: DeviceRegistration["connectionPoint"],
): Verdict {
  const explanation = {
    consequence: "devices neither join the tenant nor are synchronized",
    remedy: wayOut`Write the service connection point as Enterprise Administrator, with the keywords azureADName and azureADId of the tenant. https://learn.microsoft.com/entra/identity/devices/hybrid-join-manual`,
  };
  if (point === null) return unmet(subject, `has no service connection point ${place(observed.evidence)}`, explanation);
  if (point.tenantId === null || point.tenantName === null) {
    const missing = [
      ...(point.tenantName === null ? ["azureADName"] : []),
      ...(point.tenantId === null ? ["azureADId"] : []),
    ];
    return unmet(subject, `has a service connection point without the keyword ${enumerated(missing)}`, explanation);
  }
  return met(subject, `registers devices with the tenant ${point.tenantId} (${point.tenantName})`);
}
