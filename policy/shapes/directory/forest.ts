import type { ForestInputs } from "../../../contract/active-directory.ts";
import type {
  DeviceRegistration,
  DomainConsistencyGuids,
  DomainReplication,
  ForestObservation,
  KdsRootKeyTimes,
  ReplicationHolder,
  SeamlessSingleSignOnAccount,
} from "../../../directory/facts/forest.ts";
import { defaultEncryptionTypes, feature, phase } from "../catalogue.ts";
import { fact, unobservable } from "../fact.ts";
import type { Observed, Rows } from "../parts.ts";
import { either, finite, list, moment, nullable, object, oneOf, tally, text, truth } from "../shape.ts";
import { foundAccount } from "./account.ts";
import { evidence, objectGuids } from "./evidence.ts";
import { sample, sampled } from "./sample.ts";
import { takeover, takeoverPrincipal, trusted } from "./takeover.ts";

type ReplicationHolders = Observed<DomainReplication["holders"]>;

const domainReplication = object<DomainReplication>({
  domain: text,
  distinguishedName: text,
  holders: fact(
    object<ReplicationHolders>(
      {
        count: tally,
        sample: list(
          object<ReplicationHolder>(
            {
              principal: takeoverPrincipal,
              by: oneOf("both rights", "Get-Changes-All alone", "granting them to itself"),
              entry: nullable(text),
              decided: truth,
            },
            {
              known: oneOf("Enterprise Key Admins"),
              through: object<NonNullable<ReplicationHolder["through"]>>({ getChanges: text, getChangesAll: text }),
            },
          ),
        ),
      },
      { untold: unobservable },
    ),
  ),
});

const singleSignOn = object<SeamlessSingleSignOnAccount>({
  account: foundAccount,
  passwordLastSet: fact(nullable(moment)),
  encryptionTypes: fact(nullable(finite)),
  takeover: fact(list(takeover)),
});

const deviceRegistration = object<DeviceRegistration>({
  connectionPoint: nullable(
    object<NonNullable<DeviceRegistration["connectionPoint"]>>({
      tenantName: nullable(text),
      tenantId: nullable(text),
    }),
  ),
  services: sampled(
    object<DeviceRegistration["services"]["sample"][number]>({
      distinguishedName: text,
      location: nullable(text),
      state: oneOf("present", "no location", "missing", "another class"),
    }),
  ),
});

type ForestDomain = Rows<Observed<ForestObservation["domains"]>>;

type Container = Observed<ForestDomain["managedServiceAccountsContainer"]>;

type KdsRootKeys = Observed<ForestObservation["kdsRootKeys"]>;

const forestObservation = object<ForestObservation>(
  {
    evidence,
    domains: fact(
      list(
        object<ForestDomain>(
          {
            dnsName: text,
            distinguishedName: text,
            functionalLevel: fact(finite),
            managedServiceAccountsContainer: fact<Container>(
              either(
                object<Extract<Container, { state: "present" }>>({ state: oneOf("present"), distinguishedName: text }),
                object<Extract<Container, { state: "missing" }>>({ state: oneOf("missing") }),
                object<Extract<Container, { state: "deleted" }>>({ state: oneOf("deleted"), distinguishedName: text }),
              ),
            ),
            seamlessSingleSignOn: fact(nullable(singleSignOn)),
          },
          { dottedNetBiosName: text },
        ),
      ),
    ),
    functionalLevel: fact(finite),
    schemaVersion: fact(finite),
    recycleBin: fact(truth),
    replication: fact(list(domainReplication)),
    syncServers: fact(
      list(
        object<Rows<Observed<ForestObservation["syncServers"]>>>({
          server: text,
          computer: fact(nullable(foundAccount)),
          takeover: nullable(takeover),
        }),
      ),
    ),
    tierZero: fact(
      list(object<Rows<Observed<ForestObservation["tierZero"]>>>({ name: text, found: fact(nullable(text)) })),
    ),
    kdsRootKeys: fact<KdsRootKeys>(
      either(
        object<Extract<KdsRootKeys, { state: "seen" }>>(
          { state: oneOf("seen"), count: tally },
          { keys: list(object<KdsRootKeyTimes>({ created: nullable(moment), start: nullable(moment) })) },
        ),
        object<Extract<KdsRootKeys, { state: "evidenced" }>>({ state: oneOf("evidenced"), by: text }),
        object<Extract<KdsRootKeys, { state: "not visible" }>>({ state: oneOf("not visible") }),
      ),
    ),
    deviceRegistration: fact(deviceRegistration),
    consistencyGuids: nullable(
      fact(
        list(
          object<DomainConsistencyGuids>({
            domain: text,
            distinguishedName: text,
            objects: fact(
              object<Observed<DomainConsistencyGuids["objects"]>>({
                domainController: text,
                visible: tally,
                set: sample,
                unread: fact(nullable(text)),
              }),
            ),
          }),
        ),
      ),
    ),
  },
  { objectGuids },
);

export const forest = object<ForestInputs>(
  {
    forest: text,
    features: list(feature),
    managedServiceAccounts: oneOf("none", "to be created", "in use"),
    connectSync: nullable(phase),
    choosesSourceAnchor: truth,
    trusted,
    syncServers: list(text),
    observed: forestObservation,
  },
  { defaultEncryptionTypes, cloudSync: phase, domains: list(text) },
);
