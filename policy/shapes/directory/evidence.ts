import type { DomainControllers, Evidence } from "../../../directory/facts/evidence.ts";
import type { ObjectGuid } from "../../../directory/facts/object-guid.ts";
import type { Shape } from "../shape.ts";
import { either, finite, list, moment, object, oneOf, text } from "../shape.ts";

const domainControllers = list(object<DomainControllers[number]>({ domain: text, names: list(text) }));

export const evidence: Shape<Evidence> = either(
  object<Extract<Evidence, { source: "live" }>>(
    { source: oneOf("live"), domainController: text, reader: text },
    { domainControllers },
  ),
  object<Extract<Evidence, { source: "snapshot" }>>(
    { source: oneOf("snapshot"), domainController: text, reader: text, recordedAt: moment, maximumAgeDays: finite },
    { domainControllers, edited: oneOf(true), pseudonyms: oneOf(true) },
  ),
  object<Extract<Evidence, { source: "none" }>>({ source: oneOf("none") }, { logonRefused: oneOf(true) }),
);

export const objectGuids = list(object<ObjectGuid>({ distinguishedName: text, guid: text }));
