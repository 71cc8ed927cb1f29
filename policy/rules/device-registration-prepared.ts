import { wayOut } from "../../catalogue/remedy.ts";
import type { ForestInputs } from "../../contract/active-directory.ts";
import type { Evidence } from "../../directory/facts/evidence.ts";
import type { DeviceRegistration } from "../../directory/facts/forest.ts";
import { forEach } from "../judgement/each-thing.ts";
import { type Rule, resources } from "../judgement/rule.ts";
import { settle } from "../judgement/settle.ts";
import { about, others, type Subject } from "../judgement/subject.ts";
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
        ...(features.has("device-writeback") ? judgeServices(subject, inputs, found.services) : []),
        ...(features.has("device-sync") ? [judgeConnectionPoint(subject, inputs, found.connectionPoint)] : []),
      ]);
    });
  },
};

function judgeServices(
  subject: Subject,
  { connectSync, observed }: ForestInputs,
  { count, sample }: DeviceRegistration["services"],
): readonly Verdict[] {
  if (count === 0) {
    return [
      connectSync === "before-install"
        ? installerCreatesIt(subject, "is prepared for device writeback by the wizard")
        : unmet(about(subject, "no service"), `has no device registration service ${place(observed.evidence)}`),
    ];
  }
  const states = sample.map((service) => judgeService(subject, observed.evidence, service));
  if (count === 1) return states;
  const several = forEach(
    { count, sample },
    ({ distinguishedName }) => distinguishedName,
    (item, service) =>
      unmet(
        service === null ? others(subject) : about(subject, service.distinguishedName, "one of several"),
        `has the device registration service ${item} where one is allowed`,
        { remedy: wayOut`As Enterprise Administrator, delete those that are not used.` },
      ),
  );
  return [...several, ...states.filter(({ verdict }) => verdict !== "met")];
}

function judgeService(
  subject: Subject,
  evidence: Evidence,
  { distinguishedName, location, state }: DeviceRegistration["services"]["sample"][number],
): Verdict {
  switch (state) {
    case "present":
      return met(subject, `writes devices back to ${location}`);
    case "no location":
      return unmet(
        about(subject, distinguishedName, "no location"),
        `has a device registration service that names no container for devices: ${distinguishedName}`,
      );
    case "missing":
      return unmet(
        about(subject, location ?? "", "not seen"),
        `would write devices back to ${location}, which was not seen ${place(evidence)}`,
      );
    case "another class":
      return unmet(
        about(subject, location ?? "", "another class"),
        `would write devices back to ${location}, which is not a container for devices`,
      );
  }
}

/** Cloud Sync finds devices by the point that hybrid join uses; no installer makes it. */
function judgeConnectionPoint(
  subject: Subject,
  { observed }: ForestInputs,
  point: DeviceRegistration["connectionPoint"],
): Verdict {
  const explanation = {
    consequence: "devices neither join the tenant nor are synchronized",
    remedy: wayOut`Write the service connection point as Enterprise Administrator, with the keywords azureADName and azureADId of the tenant. https://learn.microsoft.com/entra/identity/devices/hybrid-join-manual`,
  };
  if (point === null)
    return unmet(
      about(subject, "no service connection point"),
      `has no service connection point ${place(observed.evidence)}`,
      explanation,
    );
  if (point.tenantId === null || point.tenantName === null) {
    const missing = [
      ...(point.tenantName === null ? ["azureADName"] : []),
      ...(point.tenantId === null ? ["azureADId"] : []),
    ];
    return unmet(
      about(subject, "keywords", ...missing),
      `has a service connection point without the keyword ${enumerated(missing)}`,
      explanation,
    );
  }
  return met(subject, `registers devices with the tenant ${point.tenantId} (${point.tenantName})`);
}
