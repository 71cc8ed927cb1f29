import type { ForestInputs } from "../../../contract/active-directory.ts";
import type {
  Retriever,
  SyncAccountPath,
  Takeover,
  TakeoverPath,
  TakeoverPrincipal,
} from "../../../directory/facts/takeover.ts";
import { edge, feature } from "../catalogue.ts";
import { fact, unobservable } from "../fact.ts";
import type { Observed } from "../parts.ts";
import { list, nullable, object, oneOf, tally, text, truth } from "../shape.ts";
import { foundAccount } from "./account.ts";
import { schemaNames } from "./schema-names.ts";

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

export const retriever = object<Retriever>(
  { sid: text, name: nullable(text), kind: principalKind },
  { everyone: oneOf(true) },
);

export const takeoverPrincipal = object<TakeoverPrincipal>(
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

type TakeoverPaths = Observed<Takeover["paths"]>;

export const takeover = object<Takeover>(
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

export const trusted = object<ForestInputs["trusted"]>(
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
