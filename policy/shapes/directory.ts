/** What the resources about Active Directory have to look like; see contract/active-directory.ts for what it means. */

import { accounts } from "../../catalogue/accounts.ts";
import { defaultEncryptionTypeIds } from "../../catalogue/encryption-types.ts";
import type { Fact } from "../../catalogue/fact.ts";
import { features } from "../../catalogue/features.ts";
import { gmsaModes } from "../../catalogue/provisioning-agent.ts";
import { takeoverEdges } from "../../catalogue/takeover-edges.ts";
import type {
  AdSyncServiceAccountInputs,
  ConnectorAccountInputs,
  ForestInputs,
  GroupManagedServiceAccountInputs,
  PrivilegedAdministratorInputs,
} from "../../contract/active-directory.ts";
import type { Attestation, AttestedAccountInputs } from "../../contract/server.ts";
import type { DenyingEntry, FoundAccount, Grant, Membership } from "../../directory/facts/account.ts";
import type { AdSyncServiceAccountObservation, SyncServer } from "../../directory/facts/adsync-service-account.ts";
import type { ConnectorAccountObservation, ConnectorAccountProbe } from "../../directory/facts/connector-account.ts";
import type { DomainControllers, Evidence } from "../../directory/facts/evidence.ts";
import type {
  DeviceRegistration,
  DomainConsistencyGuids,
  DomainReplication,
  ForestObservation,
  KdsRootKeyTimes,
  ReplicationHolder,
  SeamlessSingleSignOnAccount,
} from "../../directory/facts/forest.ts";
import type { GroupManagedServiceAccountObservation } from "../../directory/facts/group-managed-service-account.ts";
import type { LockDown } from "../../directory/facts/lock-down.ts";
import type {
  AssignedAuthenticationPolicy,
  DomainPasswordPolicy,
  LogonFacts,
  PasswordExpiry,
} from "../../directory/facts/logon.ts";
import type { ObjectGuid } from "../../directory/facts/object-guid.ts";
import type {
  AdministratorsInScope,
  DomainPermissions,
  HeldEntries,
  HeldEntry,
  HiddenObjects,
  MissingUnit,
  ObjectPermissions,
  ObjectRights,
  Obstacle,
  PermissionGrant,
} from "../../directory/facts/permissions.ts";
import type { PrivilegedAdministratorObservation } from "../../directory/facts/privileged-administrator.ts";
import type { Sample } from "../../directory/facts/sample.ts";
import type { SchemaNames } from "../../directory/facts/schema-names.ts";
import type {
  Retriever,
  SyncAccountPath,
  Takeover,
  TakeoverPath,
  TakeoverPrincipal,
} from "../../directory/facts/takeover.ts";
import { fact, unobservable } from "./fact.ts";
import {
  either,
  finite,
  list,
  moment,
  nullable,
  object,
  oneOf,
  type Shape,
  table,
  tally,
  text,
  truth,
} from "./shape.ts";

export const account = oneOf(...keysOf(accounts));
export const phase = oneOf("before-install", "after-install");
const feature = oneOf(...keysOf(features));
const defaultEncryptionTypes = oneOf(...defaultEncryptionTypeIds);
const gmsaMode = oneOf(...gmsaModes);
const schemaNames: Shape<SchemaNames> = table(
  object<SchemaNames[string]>({ name: text, kind: oneOf("class", "attribute", "right") }),
);
const edge = oneOf(...keysOf(takeoverEdges));

/** Names of what is in it, each by itself, where an object has one of each. */
export function keysOf<T extends object>(things: T): readonly (keyof T & string)[] {
  return Object.keys(things) as (keyof T & string)[];
}

/** A list cut short, and how many there were. */
function sampled<T>(item: Shape<T>) {
  return object<{ readonly count: number; readonly sample: readonly T[] }>({ count: tally, sample: list(item) });
}

const domainControllers = list(object<DomainControllers[number]>({ domain: text, names: list(text) }));

const evidence: Shape<Evidence> = either(
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

const objectGuids = list(object<ObjectGuid>({ distinguishedName: text, guid: text }));

const foundAccount = object<FoundAccount>({ distinguishedName: text, name: text, sid: text, objectClass: text });

const membership = object<Membership>(
  { group: text, sid: text, through: list(text) },
  { by: oneOf("primary group", "SID history", "being everyone", "unseen group") },
);

const granted = object<Extract<Grant, { granted: true }>>({
  granted: oneOf(true),
  trustee: text,
  through: list(text),
});

const deniedBy = list(object<DenyingEntry>({ on: text, to: text, entry: text }));

const grant: Shape<Grant> = either(
  granted,
  object<Extract<Grant, { granted: false }>>(
    { granted: oneOf(false), deniedTo: nullable(text) },
    {
      deniedBy,
      below: object<NonNullable<Extract<Grant, { granted: false }>["below"]>>(
        { objectClass: nullable(text) },
        { names: schemaNames },
      ),
    },
  ),
);

const permissionGrant: Shape<PermissionGrant> = either(
  granted,
  object<Omit<Extract<PermissionGrant, { readonly entry: string }>, "below">>(
    { granted: oneOf(false), deniedTo: nullable(text), entry: text },
    { deniedBy },
  ),
  object<{ readonly granted: false; readonly notInSchema: readonly string[] }>({
    granted: oneOf(false),
    notInSchema: list(text),
  }),
);

const sample = object<Sample>({ count: tally, sample: list(text) });

type ObstacleOf<Why extends Obstacle["why"]> = Extract<Obstacle, { readonly why: Why }>;
type PlainObstacle = Exclude<Obstacle["why"], "inheritance off above" | "denied">;

const obstacle = either(
  object<{ readonly objects: Sample; readonly why: PlainObstacle }>({
    objects: sample,
    why: oneOf("protected", "inheritance off", "not handed down", "not granted", "unreadable", "undecided"),
  }),
  object<ObstacleOf<"inheritance off above">>({
    objects: sample,
    why: oneOf("inheritance off above"),
    container: text,
  }),
  object<ObstacleOf<"denied">>(
    { objects: sample, why: oneOf("denied"), to: text, entry: text },
    {
      origin: nullable(object<NonNullable<ObstacleOf<"denied">["origin"]>>({ on: text, entry: text })),
      names: schemaNames,
    },
  ),
);

const objectRights = object<ObjectRights>({
  requirements: list(text),
  objects: tally,
  held: tally,
  grantedFrom: sample,
  obstacles: list(obstacle),
});

const heldEntry = object<HeldEntry>(
  {
    entry: text,
    trustee: text,
    through: list(text),
    rights: list(text),
    objectType: nullable(text),
    objectClass: nullable(text),
    reach: oneOf("this object", "this object and descendants", "descendants"),
    objects: sample,
    standsOn: list(text),
  },
  { meets: list(text), misses: list(text), inherits: truth, names: schemaNames },
);

const hiddenObjects = { contents: sample, containers: sample, permissions: sample, classes: sample };
type Hidden = Extract<ObjectPermissions["hidden"], { readonly observed: unknown }>["observed"];

const objectPermissions = object<ObjectPermissions>(
  {
    domainController: text,
    visible: tally,
    scope: list(text),
    protectedPeople: sample,
    rights: list(objectRights),
    entries: object<HeldEntries>({ count: tally, sample: list(heldEntry) }, { besides: unobservable }),
    hidden: fact(
      object<Hidden>({
        ...hiddenObjects,
        adminCount: nullable(text),
        inScope: object<HiddenObjects>(hiddenObjects),
      }),
    ),
    adminSdHolder: nullable(
      object<NonNullable<ObjectPermissions["adminSdHolder"]>>(
        { granted: list(text), withoutEffect: sample },
        { names: schemaNames },
      ),
    ),
  },
  {
    missingUnits: list(object<MissingUnit>({ unit: text, nearest: nullable(text) })),
    nothingInScope: truth,
    administrators: fact(
      object<AdministratorsInScope>({
        count: tally,
        stamped: tally,
        names: list(
          object<AdministratorsInScope["names"][number]>({ distinguishedName: text, group: text, through: list(text) }),
        ),
        everyone: list(
          object<AdministratorsInScope["everyone"][number]>(
            { name: text, group: text, through: list(text) },
            { sid: text, groupSid: text },
          ),
        ),
        hidden: list(unobservable),
      }),
    ),
  },
);

const domainPermissions = object<DomainPermissions>({
  domain: text,
  distinguishedName: text,
  objects: fact(objectPermissions),
  requirements: fact(
    list(
      object<{
        readonly requirement: string;
        readonly grant: Fact<PermissionGrant>;
      }>({
        requirement: text,
        grant: fact(permissionGrant),
      }),
    ),
  ),
});

const passwordExpiry: Shape<PasswordExpiry> = either(
  object<{ readonly state: "never expires" }>({ state: oneOf("never expires") }),
  object<{ readonly state: "must be changed" }>({ state: oneOf("must be changed") }),
  object<Extract<PasswordExpiry, { state: "expires" }>>({ state: oneOf("expires"), on: moment }),
);

const logon = object<LogonFacts>({
  expires: fact(nullable(moment)),
  password: fact(passwordExpiry),
  lockedOut: fact(truth),
  smartCardRequired: fact(truth),
  workstations: fact(nullable(list(text))),
  deniedHours: fact(tally),
  protectedUsers: fact(list(membership)),
  authenticationPolicies: fact(
    list(
      object<AssignedAuthenticationPolicy>({
        kind: oneOf("silo", "policy"),
        distinguishedName: text,
        enforced: fact(truth),
      }),
    ),
  ),
});

const lockDown = object<LockDown>({
  inherits: truth,
  owner: nullable(
    object<NonNullable<LockDown["owner"]>>({ name: text, administrative: truth, restrained: truth }, { sid: text }),
  ),
  surplus: sampled(
    object<LockDown["surplus"]["sample"][number]>(
      { trustee: text, entry: text },
      {
        usual: truth,
        origin: nullable(object<{ on: string; entry: string }>({ on: text, entry: text })),
        names: schemaNames,
      },
    ),
  ),
  missing: list(text),
});

type PasswordPolicies = Extract<DomainPasswordPolicy["fineGrained"], { readonly observed: unknown }>["observed"];

const passwordPolicy = object<DomainPasswordPolicy>({
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
  "foreign",
  "unresolved",
  "unseen",
);

const retriever = object<Retriever>(
  { sid: text, name: nullable(text), kind: principalKind },
  { everyone: oneOf(true) },
);

const takeoverPrincipal = object<TakeoverPrincipal>(
  { sid: text, name: nullable(text), kind: principalKind, members: nullable(tally) },
  {
    people: object<NonNullable<TakeoverPrincipal["people"]>>({ names: list(text), more: truth }),
    formerly: text,
    replicates: truth,
  },
);

const takeoverPath = object<TakeoverPath>({
  principal: takeoverPrincipal,
  edge,
  also: list(edge),
  on: text,
  entry: nullable(
    object<NonNullable<TakeoverPath["entry"]>>(
      { sddl: text, from: nullable(text) },
      { made: text, names: schemaNames },
    ),
  ),
  decided: truth,
});

type TakeoverPaths = Extract<Takeover["paths"], { readonly observed: unknown }>["observed"];

const takeover = object<Takeover>(
  {
    target: foundAccount,
    role: oneOf("account", "server", "group with rights", "group that reads", "group of retrievers"),
    paths: fact(
      object<TakeoverPaths>(
        {
          count: tally,
          sample: list(takeoverPath),
          ofSyncAccounts: list(object<SyncAccountPath>({ account: text, path: takeoverPath })),
          emptyGroups: list(text),
          unseen: list(text),
          hidden: list(unobservable),
        },
        { untold: unobservable },
      ),
    ),
  },
  { leadsTo: list(text), rights: list(text) },
);

type ReplicationHolders = Extract<DomainReplication["holders"], { readonly observed: unknown }>["observed"];

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

const trusted = object<ForestInputs["trusted"]>(
  { tierZero: list(text), syncAccounts: list(text) },
  {
    needs: list(
      object<NonNullable<ForestInputs["trusted"]["needs"]>[number]>({
        account: text,
        tool: oneOf("cloud-sync", "connect-sync"),
        features: list(feature),
      }),
    ),
  },
);

type Details<Observation extends { readonly details: unknown }> = NonNullable<Observation["details"]>;
type Rows<List> = List extends readonly (infer Item)[] ? Item : never;
type Observed<F> = Extract<F, { readonly observed: unknown }>["observed" &
  keyof Extract<F, { readonly observed: unknown }>];

const probe = object<ConnectorAccountProbe>({
  logon: fact(nullable(text)),
  compared: tally,
  contradictions: sampled(
    object<ConnectorAccountProbe["contradictions"]["sample"][number]>({ question: text, allowed: truth }),
  ),
});

const connectorDetails = object<Details<ConnectorAccountObservation>>(
  {
    enabled: fact(truth),
    logon,
    lockDown: fact(lockDown),
    protectedGroups: fact(list(membership)),
    replication: list(
      object<Rows<Details<ConnectorAccountObservation>["replication"]>>({
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
  { probe, passwordLastSet: fact(nullable(moment)) },
);

export const connectorAccount = object<ConnectorAccountInputs>(
  {
    account,
    phase,
    forest: text,
    name: nullable(text),
    features: list(feature),
    trusted,
    signsInOn: list(text),
    observed: object<ConnectorAccountObservation>(
      {
        evidence,
        account: fact(nullable(foundAccount)),
        details: nullable(connectorDetails),
      },
      { objectGuids },
    ),
  },
  { domains: list(text), organizationalUnits: list(text) },
);

const managedDetails = object<Details<GroupManagedServiceAccountObservation>>({
  enabled: fact(truth),
  logon,
  lockDown: fact(lockDown),
  servers: list(
    object<Rows<Details<GroupManagedServiceAccountObservation>["servers"]>>(
      {
        server: text,
        computer: fact(nullable(foundAccount)),
        enabled: fact(truth),
        mayRetrieve: fact(grant),
        onlyAsEveryone: fact(truth),
      },
      { encryptionTypes: fact(nullable(finite)) },
    ),
  ),
  others: fact(sampled(retriever)),
  encryptionTypes: fact(nullable(finite)),
  takeover: fact(list(takeover)),
  permissions: list(domainPermissions),
  passwordPolicies: list(passwordPolicy),
});

const connectSyncScope = object<NonNullable<GroupManagedServiceAccountInputs["connectSync"]>>(
  { organizationalUnits: list(text) },
  { domains: list(text) },
);

export const groupManagedServiceAccount = object<GroupManagedServiceAccountInputs>(
  {
    account,
    phase,
    forest: text,
    name: text,
    servers: list(text),
    features: list(feature),
    domains: list(text),
    trusted,
    observed: object<GroupManagedServiceAccountObservation>(
      {
        evidence,
        account: fact(nullable(foundAccount)),
        details: nullable(managedDetails),
      },
      { objectGuids },
    ),
  },
  {
    organizationalUnits: list(text),
    defaultEncryptionTypes,
    setting: text,
    mode: gmsaMode,
    agentVersion: text,
    exchangeOnlineAttributes: list(text),
    connectSync: connectSyncScope,
  },
);

export const privilegedAdministrator = object<PrivilegedAdministratorInputs>(
  {
    account,
    phase,
    forest: text,
    name: text,
    temporaryUntil: nullable(moment),
    observed: object<PrivilegedAdministratorObservation>(
      {
        evidence,
        account: fact(nullable(foundAccount)),
        details: nullable(
          object<Details<PrivilegedAdministratorObservation>>({
            enabled: fact(truth),
            administrativeGroups: fact(list(membership)),
          }),
        ),
      },
      { objectGuids },
    ),
  },
  { deleted: truth, setting: text, gmsaMode, agentVersion: text, domains: list(text) },
);

export const adSyncServiceAccount = object<AdSyncServiceAccountInputs>(
  {
    account,
    phase,
    forest: text,
    kind: oneOf(
      "virtual account",
      "local account",
      "standalone managed service account",
      "group managed service account",
      "domain user",
    ),
    name: nullable(text),
    database: oneOf("local database", "local SQL Server", "remote SQL Server"),
    onDomainController: truth,
    signsInOn: list(text),
    observed: object<AdSyncServiceAccountObservation>(
      {
        evidence,
        account: nullable(fact(nullable(foundAccount))),
        details: nullable(
          object<Details<AdSyncServiceAccountObservation>>(
            { enabled: fact(truth), logon },
            { takeover: fact(list(takeover)) },
          ),
        ),
      },
      {
        servers: list(
          object<SyncServer>({
            server: text,
            computer: fact(nullable(foundAccount)),
            enabled: fact(truth),
            mayRetrieve: nullable(fact(grant)),
          }),
        ),
        objectGuids,
      },
    ),
  },
  { servers: list(text), trusted },
);

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

export const attestedAccount = object<AttestedAccountInputs>({
  account,
  phase,
  name: nullable(text),
  needed: truth,
  reason: text,
  attestation: nullable(object<Attestation>({ by: text, on: text, evidence: text, expires: text }, { name: text })),
});
