/** What the resources about Active Directory have to look like; see directory/observation.ts for what it means. */
import { accounts } from "../../catalogue/accounts.ts";
import { features } from "../../catalogue/features.ts";
import { takeoverEdges } from "../../catalogue/takeover-edges.ts";
import type * as seen from "../../directory/observation.ts";
import { fact, unobservable } from "./fact.ts";
import { either, finite, list, moment, nullable, object, oneOf, type Shape, tally, text, truth } from "./shape.ts";

export const account = oneOf(...keysOf(accounts));
export const phase = oneOf("before-install", "after-install");
const feature = oneOf(...keysOf(features));
const edge = oneOf(...keysOf(takeoverEdges));

/** Names of what is in it, each by itself, where an object has one of each. */
export function keysOf<T extends object>(things: T): readonly (keyof T & string)[] {
  return Object.keys(things) as (keyof T & string)[];
}

/** A list cut short, and how many there were. */
function sampled<T>(item: Shape<T>) {
  return object<{ readonly count: number; readonly sample: readonly T[] }>({ count: tally, sample: list(item) });
}

const domainControllers = list(object<seen.DomainControllers[number]>({ domain: text, names: list(text) }));

const evidence: Shape<seen.Evidence> = either(
  object<Extract<seen.Evidence, { source: "live" }>>(
    { source: oneOf("live"), domainController: text, reader: text },
    { domainControllers },
  ),
  object<Extract<seen.Evidence, { source: "snapshot" }>>(
    { source: oneOf("snapshot"), domainController: text, reader: text, recordedAt: moment, maximumAgeDays: finite },
    { domainControllers, edited: oneOf(true) },
  ),
  object<Extract<seen.Evidence, { source: "none" }>>({ source: oneOf("none") }),
);

const foundAccount = object<seen.FoundAccount>({ distinguishedName: text, name: text, sid: text, objectClass: text });

const membership = object<seen.Membership>(
  { group: text, sid: text, through: list(text) },
  { by: oneOf("primary group", "SID history", "being everyone", "unseen group") },
);

const granted = object<Extract<seen.Grant, { granted: true }>>({
  granted: oneOf(true),
  trustee: text,
  through: list(text),
});

const grant: Shape<seen.Grant> = either(
  granted,
  object<Extract<seen.Grant, { granted: false }>>({ granted: oneOf(false), deniedTo: nullable(text) }),
);

const permissionGrant: Shape<seen.PermissionGrant> = either(
  granted,
  object<{ readonly granted: false; readonly deniedTo: string | null; readonly entry: string }>({
    granted: oneOf(false),
    deniedTo: nullable(text),
    entry: text,
  }),
  object<{ readonly granted: false; readonly notInSchema: readonly string[] }>({
    granted: oneOf(false),
    notInSchema: list(text),
  }),
);

const sample = object<seen.Sample>({ count: tally, sample: list(text) });

type ObstacleOf<Why extends seen.Obstacle["why"]> = Extract<seen.Obstacle, { readonly why: Why }>;
type PlainObstacle = Exclude<seen.Obstacle["why"], "inheritance off above" | "denied">;

const obstacle = either(
  object<{ readonly objects: seen.Sample; readonly why: PlainObstacle }>({
    objects: sample,
    why: oneOf("protected", "inheritance off", "not handed down", "not granted", "unreadable", "undecided"),
  }),
  object<ObstacleOf<"inheritance off above">>({
    objects: sample,
    why: oneOf("inheritance off above"),
    container: text,
  }),
  object<ObstacleOf<"denied">>({ objects: sample, why: oneOf("denied"), to: text, entry: text }),
);

const objectRights = object<seen.ObjectRights>({
  requirements: list(text),
  objects: tally,
  held: tally,
  grantedFrom: sample,
  obstacles: list(obstacle),
});

const heldEntry = object<seen.HeldEntry>({
  entry: text,
  trustee: text,
  through: list(text),
  rights: list(text),
  objectType: nullable(text),
  objectClass: nullable(text),
  reach: oneOf("this object", "this object and descendants", "descendants"),
  objects: sample,
  standsOn: list(text),
});

const hiddenObjects = { contents: sample, containers: sample, permissions: sample, classes: sample };
type Hidden = Extract<seen.ObjectPermissions["hidden"], { readonly observed: unknown }>["observed"];

const objectPermissions = object<seen.ObjectPermissions>(
  {
    domainController: text,
    visible: tally,
    scope: list(text),
    protectedPeople: sample,
    rights: list(objectRights),
    entries: sampled(heldEntry),
    hidden: fact(
      object<Hidden>({
        ...hiddenObjects,
        adminCount: nullable(text),
        inScope: object<seen.HiddenObjects>(hiddenObjects),
      }),
    ),
    adminSdHolder: nullable(
      object<NonNullable<seen.ObjectPermissions["adminSdHolder"]>>({ granted: list(text), withoutEffect: sample }),
    ),
  },
  {
    missingUnits: list(object<seen.MissingUnit>({ unit: text, nearest: nullable(text) })),
    nothingInScope: truth,
  },
);

const domainPermissions = object<seen.DomainPermissions>(
  {
    domain: text,
    distinguishedName: text,
    objects: fact(objectPermissions),
    requirements: fact(
      list(
        object<{
          readonly requirement: string;
          readonly grant: import("../../catalogue/fact.ts").Fact<seen.PermissionGrant>;
        }>({
          requirement: text,
          grant: fact(permissionGrant),
        }),
      ),
    ),
  },
  { groups: oneOf("computed") },
);

const passwordExpiry: Shape<seen.PasswordExpiry> = either(
  object<{ readonly state: "never expires" }>({ state: oneOf("never expires") }),
  object<{ readonly state: "must be changed" }>({ state: oneOf("must be changed") }),
  object<Extract<seen.PasswordExpiry, { state: "expires" }>>({ state: oneOf("expires"), on: moment }),
);

const logon = object<seen.LogonFacts>({
  expires: fact(nullable(moment)),
  password: fact(passwordExpiry),
  lockedOut: fact(truth),
  smartCardRequired: fact(truth),
  workstations: fact(nullable(list(text))),
  deniedHours: fact(tally),
  protectedUsers: fact(list(membership)),
  authenticationPolicies: fact(
    list(
      object<seen.AssignedAuthenticationPolicy>({
        kind: oneOf("silo", "policy"),
        distinguishedName: text,
        enforced: fact(truth),
      }),
    ),
  ),
});

const lockDown = object<seen.LockDown>({
  inherits: truth,
  owner: nullable(
    object<NonNullable<seen.LockDown["owner"]>>({ name: text, administrative: truth, restrained: truth }),
  ),
  surplus: sampled(object<seen.LockDown["surplus"]["sample"][number]>({ trustee: text, entry: text })),
  missing: list(text),
});

type PasswordPolicies = Extract<seen.DomainPasswordPolicy["fineGrained"], { readonly observed: unknown }>["observed"];

const passwordPolicy = object<seen.DomainPasswordPolicy>({
  domain: text,
  distinguishedName: text,
  minimumAgeSeconds: fact(finite),
  fineGrained: fact(
    sampled(object<PasswordPolicies["sample"][number]>({ distinguishedName: text, minimumAgeSeconds: fact(finite) })),
  ),
});

const principalKind = oneOf(
  "computer",
  "group",
  "user",
  "managed service account",
  "well-known",
  "other",
  "unresolved",
  "unseen",
);

const retriever = object<seen.Retriever>({ sid: text, name: nullable(text), kind: principalKind });

const takeoverPrincipal = object<seen.TakeoverPrincipal>(
  { sid: text, name: nullable(text), kind: principalKind, members: nullable(tally) },
  { replicates: truth },
);

const takeoverPath = object<seen.TakeoverPath>({
  principal: takeoverPrincipal,
  edge,
  also: list(edge),
  on: text,
  entry: nullable(object<NonNullable<seen.TakeoverPath["entry"]>>({ sddl: text, from: nullable(text) })),
  decided: truth,
});

type TakeoverPaths = Extract<seen.Takeover["paths"], { readonly observed: unknown }>["observed"];

const takeover = object<seen.Takeover>({
  target: foundAccount,
  role: oneOf("account", "server", "group with rights", "group that reads", "group of retrievers"),
  paths: fact(
    object<TakeoverPaths>(
      {
        count: tally,
        sample: list(takeoverPath),
        emptyGroups: list(text),
        unseen: list(text),
        hidden: list(unobservable),
      },
      { untold: unobservable },
    ),
  ),
});

type ReplicationHolders = Extract<seen.DomainReplication["holders"], { readonly observed: unknown }>["observed"];

const domainReplication = object<seen.DomainReplication>({
  domain: text,
  distinguishedName: text,
  holders: fact(
    object<ReplicationHolders>(
      {
        count: tally,
        sample: list(
          object<seen.ReplicationHolder>(
            {
              principal: takeoverPrincipal,
              by: oneOf("both rights", "Get-Changes-All alone", "granting them to itself"),
              entry: nullable(text),
              decided: truth,
            },
            { known: oneOf("Enterprise Key Admins") },
          ),
        ),
      },
      { untold: unobservable },
    ),
  ),
});

const trusted = object<seen.TrustedPrincipals>({ tierZero: list(text), syncAccounts: list(text) });

type Details<Observation extends { readonly details: unknown }> = NonNullable<Observation["details"]>;
type Rows<List> = List extends readonly (infer Item)[] ? Item : never;
type Observed<F> = Extract<F, { readonly observed: unknown }>["observed" &
  keyof Extract<F, { readonly observed: unknown }>];

const probe = object<seen.ConnectorAccountProbe>({
  logon: fact(nullable(text)),
  compared: tally,
  contradictions: sampled(
    object<seen.ConnectorAccountProbe["contradictions"]["sample"][number]>({ question: text, allowed: truth }),
  ),
});

const connectorDetails = object<Details<seen.ConnectorAccountObservation>>(
  {
    enabled: fact(truth),
    logon,
    lockDown: fact(lockDown),
    protectedGroups: fact(list(membership)),
    passwordLastSet: fact(nullable(moment)),
    replication: list(
      object<Rows<Details<seen.ConnectorAccountObservation>["replication"]>>({
        domain: text,
        distinguishedName: text,
        getChanges: fact(grant),
        getChangesAll: fact(grant),
      }),
    ),
    permissions: list(domainPermissions),
    takeover: fact(list(takeover)),
    passwordPolicies: list(passwordPolicy),
  },
  { probe },
);

export const connectorAccount = object<seen.ConnectorAccountInputs>(
  {
    account,
    phase,
    forest: text,
    name: nullable(text),
    features: list(feature),
    trusted,
    signsInOn: list(text),
    observed: object<seen.ConnectorAccountObservation>({
      evidence,
      account: fact(nullable(foundAccount)),
      details: nullable(connectorDetails),
    }),
  },
  { organizationalUnits: list(text) },
);

const managedDetails = object<Details<seen.GroupManagedServiceAccountObservation>>({
  enabled: fact(truth),
  logon,
  lockDown: fact(lockDown),
  retrievers: fact(sampled(retriever)),
  servers: list(
    object<Rows<Details<seen.GroupManagedServiceAccountObservation>["servers"]>>({
      server: text,
      computer: fact(nullable(foundAccount)),
      enabled: fact(truth),
      mayRetrieve: fact(grant),
    }),
  ),
  others: fact(sampled(retriever)),
  encryptionTypes: fact(nullable(finite)),
  takeover: fact(list(takeover)),
  permissions: list(domainPermissions),
  passwordPolicies: list(passwordPolicy),
});

export const groupManagedServiceAccount = object<seen.GroupManagedServiceAccountInputs>(
  {
    account,
    phase,
    forest: text,
    name: text,
    servers: list(text),
    features: list(feature),
    domains: list(text),
    trusted,
    observed: object<seen.GroupManagedServiceAccountObservation>({
      evidence,
      account: fact(nullable(foundAccount)),
      details: nullable(managedDetails),
    }),
  },
  { organizationalUnits: list(text) },
);

export const privilegedAdministrator = object<seen.PrivilegedAdministratorInputs>(
  {
    account,
    phase,
    forest: text,
    name: text,
    temporaryUntil: nullable(moment),
    observed: object<seen.PrivilegedAdministratorObservation>({
      evidence,
      account: fact(nullable(foundAccount)),
      details: nullable(
        object<Details<seen.PrivilegedAdministratorObservation>>({
          enabled: fact(truth),
          administrativeGroups: fact(list(membership)),
        }),
      ),
    }),
  },
  { deleted: truth },
);

export const adSyncServiceAccount = object<seen.AdSyncServiceAccountInputs>({
  account,
  phase,
  forest: text,
  kind: oneOf("virtual account", "standalone managed service account", "group managed service account", "domain user"),
  name: nullable(text),
  database: oneOf("local database", "local SQL Server", "remote SQL Server"),
  onDomainController: truth,
  signsInOn: list(text),
  observed: object<seen.AdSyncServiceAccountObservation>({
    evidence,
    account: nullable(fact(nullable(foundAccount))),
    details: nullable(object<Details<seen.AdSyncServiceAccountObservation>>({ enabled: fact(truth), logon })),
  }),
});

const singleSignOn = object<seen.SeamlessSingleSignOnAccount>({
  account: foundAccount,
  passwordLastSet: fact(nullable(moment)),
  encryptionTypes: fact(nullable(finite)),
  takeover: fact(list(takeover)),
});

const deviceRegistration = object<seen.DeviceRegistration>({
  connectionPoint: nullable(
    object<NonNullable<seen.DeviceRegistration["connectionPoint"]>>({
      tenantName: nullable(text),
      tenantId: nullable(text),
    }),
  ),
  services: sampled(
    object<seen.DeviceRegistration["services"]["sample"][number]>({
      distinguishedName: text,
      location: nullable(text),
      state: oneOf("present", "no location", "missing", "another class"),
    }),
  ),
});

type ForestDomain = Rows<Observed<seen.ForestObservation["domains"]>>;
type Container = Observed<ForestDomain["managedServiceAccountsContainer"]>;
type KdsRootKeys = Observed<seen.ForestObservation["kdsRootKeys"]>;

const forestObservation = object<seen.ForestObservation>({
  evidence,
  domains: fact(
    list(
      object<ForestDomain>({
        dnsName: text,
        netBiosName: text,
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
      }),
    ),
  ),
  functionalLevel: fact(finite),
  schemaVersion: fact(finite),
  recycleBin: fact(truth),
  replication: fact(list(domainReplication)),
  syncServers: fact(
    list(
      object<Rows<Observed<seen.ForestObservation["syncServers"]>>>({
        server: text,
        computer: fact(nullable(foundAccount)),
        takeover: nullable(takeover),
      }),
    ),
  ),
  tierZero: fact(
    list(object<Rows<Observed<seen.ForestObservation["tierZero"]>>>({ name: text, found: fact(nullable(text)) })),
  ),
  kdsRootKeys: fact<KdsRootKeys>(
    either(
      object<Extract<KdsRootKeys, { state: "seen" }>>({
        state: oneOf("seen"),
        count: tally,
        firstCreated: nullable(moment),
      }),
      object<Extract<KdsRootKeys, { state: "evidenced" }>>({ state: oneOf("evidenced"), by: text }),
      object<Extract<KdsRootKeys, { state: "not visible" }>>({ state: oneOf("not visible") }),
    ),
  ),
  deviceRegistration: fact(deviceRegistration),
  consistencyGuids: nullable(
    fact(
      list(
        object<seen.DomainConsistencyGuids>({
          domain: text,
          distinguishedName: text,
          objects: fact(
            object<Observed<seen.DomainConsistencyGuids["objects"]>>({
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
});

export const forest = object<seen.ForestInputs>({
  forest: text,
  features: list(feature),
  managedServiceAccounts: oneOf("none", "to be created", "in use"),
  connectSync: nullable(phase),
  choosesSourceAnchor: truth,
  trusted,
  syncServers: list(text),
  observed: forestObservation,
});

export const attestedAccount = object<seen.AttestedAccountInputs>({
  account,
  phase,
  name: nullable(text),
  needed: truth,
  reason: text,
  attestation: nullable(object<seen.Attestation>({ by: text, on: text, evidence: text, expires: text })),
});
