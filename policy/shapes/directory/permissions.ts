import type { Fact } from "../../../catalogue/fact.ts";
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
} from "../../../directory/facts/permissions.ts";
import type { Sample } from "../../../directory/facts/sample.ts";
import { fact, unobservable } from "../fact.ts";
import type { Observed } from "../parts.ts";
import type { Shape } from "../shape.ts";
import { either, list, nullable, object, oneOf, tally, text, truth } from "../shape.ts";
import { deniedBy, granted } from "./account.ts";
import { sample } from "./sample.ts";
import { schemaNames } from "./schema-names.ts";

const permissionGrant: Shape<PermissionGrant> = either(
  granted,
  object<Omit<Extract<PermissionGrant, { readonly entry: string }>, "below" | "deniedIn">>(
    { granted: oneOf(false), deniedTo: nullable(text), entry: text },
    { deniedBy },
  ),
  object<{ readonly granted: false; readonly notInSchema: readonly string[] }>({
    granted: oneOf(false),
    notInSchema: list(text),
  }),
);

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

type Hidden = Observed<ObjectPermissions["hidden"]>;

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

export const domainPermissions = object<DomainPermissions>({
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
