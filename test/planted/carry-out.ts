/**
 * A forest in memory after somebody has followed a remedy: permissions as they are handed down again to everything below
 * what was changed, memberships, and lists of those who may retrieve a password.
 */

import type { Change, DirectoryChange, Run } from "../../catalogue/directory-change.ts";
import { isSameName, nameKey, parentOf } from "../../catalogue/distinguished-name.ts";
import { observed } from "../../catalogue/fact.ts";
import type { Way } from "../../catalogue/permissions/requirement.ts";
import { inheritedEntries } from "../../directory/security/inheritance.ts";
import { entryToSddl } from "../../directory/security/sddl.ts";
import { parseSddl } from "../../directory/security/sddl-reader.ts";
import {
  type AccessControlEntry,
  controlFlags,
  decodeSecurityDescriptor,
  encodeSecurityDescriptor,
  entryFlags,
  type SecurityDescriptor,
} from "../../directory/security/security-descriptor.ts";
import type { MemoryForest } from "../directory/memory-forest.ts";
import { rightsOf } from "./model.ts";

/** One object with its permissions. */
interface Secured {
  readonly distinguishedName: string;
  readonly objectClass: string;
  descriptor: SecurityDescriptor;
}

/** The changes, one after the other. */
export function carriedOut(forest: MemoryForest, changes: readonly Change[]): MemoryForest {
  return changes.reduce(withChange, forest);
}

function withChange(forest: MemoryForest, change: Change): MemoryForest {
  switch (change.change) {
    case "add member":
    case "remove member":
      return withMember(forest, change);
    case "set attribute":
    case "set account control":
    case "remove value":
      throw new Error(`${change.change} is not tried here`);
    case "run":
      return withRetrievers(forest, change);
    default:
      return change.change === "remove entry" && change.of !== undefined
        ? withMembership(forest, change.on, (before) => without(before, change))
        : withPermissions(forest, change);
  }
}

/** What Set-ADServiceAccount makes of the list of those who may retrieve the password. */
function withRetrievers(forest: MemoryForest, { program, words }: Run): MemoryForest {
  const name = "-PrincipalsAllowedToRetrieveManagedPassword";
  const start = words.findIndex((word) => "parameter" in word && word.parameter === name);
  if (program !== "Set-ADServiceAccount" || start === -1) throw new Error(`${program} is not tried here`);
  const values = (from: number) => {
    const end = words.findIndex((word, index) => index > from && "parameter" in word);
    return words.slice(from + 1, end === -1 ? undefined : end).flatMap((word) => ("value" in word ? [word.value] : []));
  };
  const [account = ""] = values(words.findIndex((word) => "parameter" in word && word.parameter === "-Identity"));
  const entries = values(start).map((each) => `(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${sidOf(forest, each)})`);
  return withMembership(forest, account, () => parseSddl(`O:BAD:${entries.join("")}`, {}));
}

/** Another list of those who may retrieve the password of a gMSA. */
function withMembership(
  { objects = [], ...forest }: MemoryForest,
  name: string,
  change: (before: SecurityDescriptor) => SecurityDescriptor,
): MemoryForest {
  const target = objects.find(({ distinguishedName }) => isSameName(distinguishedName, name));
  const bytes = target?.groupManagedServiceAccountMembership;
  if (bytes == null) throw new Error(`nobody may retrieve the password of ${name}`);
  const groupManagedServiceAccountMembership = encodeSecurityDescriptor(change(decodeSecurityDescriptor(bytes)));
  return {
    ...forest,
    objects: objects.map((each) => (each === target ? { ...each, groupManagedServiceAccountMembership } : each)),
  };
}

type MemberChange = Extract<DirectoryChange, { readonly member: string }>;

function withMember(forest: MemoryForest, { change, group, member }: MemberChange): MemoryForest {
  const [sid, groupSid] = [sidOf(forest, member), sidOf(forest, group)];
  const before = forest.memberOf?.[sid] ?? [];
  const others = before.filter((each) => each !== groupSid);
  if (change === "remove member" && others.length === before.length) throw new Error(`${member} is not in ${group}`);
  const [name, groupName] = [nameOf(forest, sid), nameOf(forest, groupSid)];
  const listed = (members: readonly string[] = []) => [
    ...members.filter((each) => !isSameName(each, name)),
    ...(change === "add member" ? [name] : []),
  ];
  return {
    ...forest,
    memberOf: { ...forest.memberOf, [sid]: change === "add member" ? [...others, groupSid] : others },
    entries: (forest.entries ?? []).map((entry) =>
      isSameName(entry.distinguishedName, groupName)
        ? { ...entry, attributes: { ...entry.attributes, member: listed(entry.attributes.member) } }
        : entry,
    ),
  };
}

function nameOf({ objects = [] }: MemoryForest, sid: string): string {
  const found = objects.find((each) => each.sid === sid);
  if (found === undefined) throw new Error(`nobody has ${sid}`);
  return found.distinguishedName;
}

function sidOf({ objects = [] }: MemoryForest, name: string): string {
  if (/^S-1-/.test(name)) return name;
  const found = objects.find(
    (each) => isSameName(each.distinguishedName, name) || each.samAccountName === name.replace(/^.*\\/, ""),
  );
  if (found?.sid == null) throw new Error(`nobody is ${name}`);
  return found.sid;
}

type PermissionChange = Exclude<
  DirectoryChange,
  MemberChange | { readonly change: "set attribute" | "set account control" | "remove value" }
>;

function withPermissions(forest: MemoryForest, change: PermissionChange): MemoryForest {
  const all = securedIn(forest);
  const target = all.find(({ distinguishedName }) => isSameName(distinguishedName, change.on));
  if (target === undefined) throw new Error(`there is no ${change.on}`);
  target.descriptor = changed(forest, target.descriptor, change);
  handDown(forest, all);
  return written(forest, all);
}

function changed(forest: MemoryForest, descriptor: SecurityDescriptor, change: PermissionChange): SecurityDescriptor {
  switch (change.change) {
    case "grant": {
      const added = change.ways.flatMap((way) => entriesFor(forest, way, sidOf(forest, change.to)));
      return withEntries(descriptor, [...added, ...entriesIn(descriptor)]);
    }
    case "remove entry":
      return without(descriptor, change);
    case "set owner":
      return { ...descriptor, owner: change.owner };
    case "inherit permissions":
      return { ...descriptor, control: descriptor.control & ~controlFlags.daclProtected };
    case "stop inheriting permissions":
      return { ...descriptor, control: descriptor.control | controlFlags.daclProtected };
  }
}

function without(
  descriptor: SecurityDescriptor,
  { on, entry }: Extract<PermissionChange, { readonly change: "remove entry" }>,
): SecurityDescriptor {
  const rest = entriesIn(descriptor).filter((each) => entryToSddl(each) !== entry);
  if (rest.length === entriesIn(descriptor).length) throw new Error(`${entry} is not on ${on}`);
  return withEntries(descriptor, rest);
}

function entriesIn({ dacl }: SecurityDescriptor): readonly AccessControlEntry[] {
  return dacl?.entries ?? [];
}

function withEntries(descriptor: SecurityDescriptor, entries: readonly AccessControlEntry[]): SecurityDescriptor {
  return { ...descriptor, dacl: { revision: 4, entries } };
}

/** What dsacls makes of a way, on the object itself or for those below. */
function entriesFor(forest: MemoryForest, way: Way, trustee: string): readonly AccessControlEntry[] {
  const { rights, objectType } = rightsOf(way);
  const onChildren = way.action.do === "create" || way.action.do === "delete children";
  const flags = way.on === "domain root" ? "" : onChildren ? "CI" : "CIIO";
  const inheritedType = way.on === "domain root" || onChildren ? "" : guidOf(forest, way.on.newObjects);
  const text = `(OA;${flags};${rights};${objectType === undefined ? "" : guidOf(forest, objectType)};${inheritedType};${trustee})`;
  return entriesIn(parseSddl(`D:${text}`, {}));
}

function guidOf({ schema }: MemoryForest, name: string): string {
  const lists = [schema?.classes, schema?.attributes, schema?.rights];
  const found = lists
    .flatMap((list) => (list !== undefined && "observed" in list ? list.observed : []))
    .find((each) => each.name === name);
  if (found === undefined) throw new Error(`the schema has no ${name}`);
  return found.guid;
}

function securedIn({ secured = [] }: MemoryForest): Secured[] {
  return secured.flatMap(({ descriptors, objects }) =>
    objects.map(({ name, container, objectClass, descriptor }) => {
      const bytes = descriptors[descriptor ?? -1];
      if (bytes === undefined) throw new Error(`${name} has no permissions`);
      return {
        distinguishedName: `${name},${container}`,
        objectClass: objectClass ?? "",
        descriptor: decodeSecurityDescriptor(bytes),
      };
    }),
  );
}

/** Parents first: whatever is inherited is made anew from what stands above. */
function handDown(forest: MemoryForest, all: readonly Secured[]): void {
  const byName = new Map(all.map((each) => [nameKey(each.distinguishedName), each]));
  const ordered = all.toSorted((a, b) => a.distinguishedName.length - b.distinguishedName.length);
  for (const each of ordered) {
    const parent = byName.get(nameKey(parentOf(each.distinguishedName) ?? ""));
    const own = entriesIn(each.descriptor).filter(({ flags }) => (flags & entryFlags.inherited) === 0);
    const isProtected = (each.descriptor.control & controlFlags.daclProtected) !== 0;
    const child = { classGuid: classGuidOf(forest, each.objectClass), owner: null, group: null };
    const above = parent === undefined || isProtected ? [] : inheritedEntries(parent.descriptor.dacl, child);
    each.descriptor = withEntries(each.descriptor, [...own, ...above]);
  }
}

function classGuidOf(forest: MemoryForest, objectClass: string): string {
  try {
    return guidOf(forest, objectClass);
  } catch {
    // No entry is about a class that permissions do not know.
    return "ffffffff-ffff-ffff-ffff-ffffffffffff";
  }
}

function written(forest: MemoryForest, all: readonly Secured[]): MemoryForest {
  const descriptors = all.map(({ descriptor }) => encodeSecurityDescriptor(descriptor));
  let number = 0;
  const objects = (forest.secured ?? []).flatMap((batch) =>
    batch.objects.map((object) => ({ ...object, descriptor: number++ })),
  );
  const domains = (forest.domains ?? []).map((domain) => {
    const root = all.findIndex((each) => isSameName(each.distinguishedName, domain.distinguishedName));
    const bytes = descriptors[root];
    return bytes === undefined ? domain : { ...domain, rootSecurityDescriptor: observed(bytes) };
  });
  return { ...forest, domains, secured: [{ descriptors, objects }] };
}
