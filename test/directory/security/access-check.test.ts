import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AccessRequest,
  checkAccess,
  controlAccessRight,
  createChild,
  deleteChild,
  mostPermissive,
  readConfidentialProperty,
  readProperty,
  validatedWrite,
  wholeObject,
  writeProperty,
} from "../../../directory/security/access-check.ts";
import { accessRights, fullControl, mapGenericRights } from "../../../directory/security/access-mask.ts";
import {
  type AccessControlEntry,
  controlFlags,
  entryFlags,
  type SecurityDescriptor,
} from "../../../directory/security/security-descriptor.ts";
import { runs } from "./arbitraries.ts";

const alice = "S-1-5-21-1-2-3-1105";
const bob = "S-1-5-21-1-2-3-1106";
const staff = "S-1-5-21-1-2-3-1200";
const everyone = "S-1-1-0";
const self = "S-1-5-10";
const ownerRights = "S-1-3-4";
const token = { sids: new Set([alice, staff, everyone]) };

const getChanges = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2";
const getChangesAll = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2";
const passwordLastSet = "bf967a0a-0de6-11d0-a285-00aa003049e2";
const accountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";
const lockoutTime = "28630ebf-41d5-11d1-a9c1-0000f80367c1";
const user = "bf967aba-0de6-11d0-a285-00aa003049e2";

const {
  controlAccess,
  readControl,
  readProperty: read,
  writeProperty: write,
  writeDacl,
  writeOwner,
  writeSelf,
} = accessRights;

function descriptor(entries: readonly AccessControlEntry[], owner: string | null = null): SecurityDescriptor {
  return {
    control: controlFlags.selfRelative | controlFlags.daclPresent,
    resourceManagerControl: 0,
    owner,
    group: null,
    sacl: null,
    dacl: { revision: 4, entries },
  };
}

function allow(trustee: string, mask: number, objectType?: string, flags = 0): AccessControlEntry {
  return objectType === undefined
    ? { kind: "allow", flags, mask, trustee }
    : { kind: "allow object", flags, mask, trustee, objectType };
}

function deny(trustee: string, mask: number, objectType?: string, flags = 0): AccessControlEntry {
  return objectType === undefined
    ? { kind: "deny", flags, mask, trustee }
    : { kind: "deny object", flags, mask, trustee, objectType };
}

function conditional(kind: "allow callback" | "deny callback", trustee: string, mask: number): AccessControlEntry {
  return { kind, flags: 0, mask, trustee, applicationData: Uint8Array.from([0x61, 0x72, 0x74, 0x78]) };
}

function outcome(entries: readonly AccessControlEntry[], request: AccessRequest, objectSid?: string): string {
  return checkAccess(descriptor(entries), token, request, { sid: objectSid }).outcome;
}

describe("a DACL", () => {
  test("that is absent grants everything", () => {
    const open = { ...descriptor([]), control: controlFlags.selfRelative, dacl: null };
    expect(checkAccess(open, token, wholeObject(fullControl))).toEqual({ outcome: "granted", reason: "no DACL" });
  });

  test("that is null grants everything", () => {
    expect(checkAccess({ ...descriptor([]), dacl: null }, token, controlAccessRight(getChanges))).toEqual({
      outcome: "granted",
      reason: "no DACL",
    });
  });

  test("that is empty grants nothing", () => {
    expect(checkAccess(descriptor([]), token, wholeObject(read))).toEqual({
      outcome: "denied",
      reason: "no entry grants it",
    });
  });
});

describe("entries", () => {
  test("one for the account itself grants its rights, and is named with its place", () => {
    const entries = [allow(bob, fullControl), allow(alice, read)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read))).toEqual({
      outcome: "granted",
      reason: "allowed by an entry",
      entry: { index: 1, entry: entries[1], inherited: false },
      identity: { sid: alice, path: [] },
    });
  });

  test("one for a group in the token grants", () => {
    expect(outcome([allow(staff, read)], wholeObject(read))).toBe("granted");
  });

  test("one for someone else neither grants nor denies", () => {
    expect(outcome([deny(bob, read), allow(alice, read)], wholeObject(read))).toBe("granted");
    expect(outcome([allow(bob, read)], wholeObject(read))).toBe("denied");
  });

  test("several together may grant what none grants alone, and the last one needed is named", () => {
    const entries = [allow(alice, read), allow(everyone, read), allow(staff, write), allow(alice, fullControl)];
    const decision = checkAccess(descriptor(entries), token, wholeObject(read | write));
    expect(decision).toMatchObject({ outcome: "granted", entry: { index: 2 } });
  });

  test("a part of the rights asked for is not enough", () => {
    expect(outcome([allow(alice, read)], wholeObject(read | write))).toBe("denied");
  });

  test("an inherit-only entry grants nothing on the object itself", () => {
    const entry = allow(alice, fullControl, undefined, entryFlags.containerInherit | entryFlags.inheritOnly);
    expect(outcome([entry], wholeObject(read))).toBe("denied");
  });

  test("an inherit-only entry denies nothing on the object itself", () => {
    const entry = deny(alice, fullControl, undefined, entryFlags.containerInherit | entryFlags.inheritOnly);
    expect(outcome([entry, allow(alice, read)], wholeObject(read))).toBe("granted");
  });

  test("an inherited entry counts as any other", () => {
    expect(outcome([allow(alice, read, undefined, entryFlags.inherited)], wholeObject(read))).toBe("granted");
  });

  test("a deny before an allow wins, and is named", () => {
    const entries = [deny(staff, write), allow(alice, fullControl)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read | write))).toEqual({
      outcome: "denied",
      reason: "denied by an entry",
      entry: { index: 0, entry: entries[0], inherited: false },
      identity: { sid: staff, path: [] },
    });
  });

  test("an allow before a deny wins: stored order counts, not the canonical one", () => {
    expect(outcome([allow(alice, write), deny(staff, write)], wholeObject(write))).toBe("granted");
  });

  test("a deny of what is allowed already changes nothing for the rest", () => {
    const entries = [allow(alice, read), deny(staff, read), allow(alice, write)];
    expect(outcome(entries, wholeObject(read | write))).toBe("granted");
  });

  test("a deny of other rights changes nothing", () => {
    expect(outcome([deny(alice, writeDacl), allow(alice, read)], wholeObject(read))).toBe("granted");
  });

  test("audit, label and unknown entries neither grant nor deny", () => {
    const silent: AccessControlEntry[] = [
      { kind: "audit", flags: 0, mask: fullControl, trustee: alice },
      { kind: "audit object", flags: 0, mask: fullControl, trustee: alice },
      { kind: "mandatory label", flags: 0, mask: fullControl, trustee: alice },
      { kind: "unknown", type: 4, flags: 0, body: new Uint8Array(8) },
    ];
    expect(outcome(silent, wholeObject(read))).toBe("denied");
    expect(outcome([...silent, allow(alice, read)], wholeObject(read))).toBe("granted");
  });

  test.each([
    ["allow", "granted", "granted"],
    ["allow object", "granted", "granted"],
    ["allow callback", "undecided", "granted"],
    ["allow callback object", "undecided", "granted"],
    ["deny", "denied", "denied"],
    ["deny object", "denied", "denied"],
    ["deny callback", "denied", "undecided"],
    ["deny callback object", "denied", "undecided"],
  ] as const)("of the kind %s alone: %s, before one that allows: %s", (kind, alone, beforeAllow) => {
    const entry: AccessControlEntry = { kind, flags: 0, mask: read, trustee: alice };
    expect(outcome([entry], wholeObject(read))).toBe(alone);
    expect(outcome([entry, allow(alice, read)], wholeObject(read))).toBe(beforeAllow);
  });

  test("asking for nothing is granted without an entry", () => {
    expect(checkAccess(descriptor([]), token, wholeObject(0))).toEqual({
      outcome: "granted",
      reason: "nothing was asked for",
    });
  });
});

describe("generic rights", () => {
  test.each([
    ["genericAll", accessRights.genericAll, 0xf01ff],
    ["genericRead", accessRights.genericRead, 0x20094],
    ["genericWrite", accessRights.genericWrite, 0x20028],
    ["genericExecute", accessRights.genericExecute, 0x20004],
    ["genericRead and a specific right", accessRights.genericRead + 0x100, 0x20194],
    ["a mask without generic bits", 0x20, 0x20],
  ])("%s stands for its rights on a directory object", (_, mask, mapped) => {
    expect(mapGenericRights(mask)).toBe(mapped);
  });

  test("in an entry they grant the rights they stand for", () => {
    expect(outcome([allow(alice, accessRights.genericAll)], controlAccessRight(getChangesAll))).toBe("granted");
    expect(outcome([allow(alice, accessRights.genericRead)], readProperty([lockoutTime]))).toBe("granted");
    expect(outcome([allow(alice, accessRights.genericRead)], writeProperty([lockoutTime]))).toBe("denied");
  });

  test("in a request they ask for the rights they stand for", () => {
    expect(outcome([allow(alice, 0x20094)], wholeObject(accessRights.genericRead))).toBe("granted");
    expect(outcome([allow(alice, 0x20090)], wholeObject(accessRights.genericRead))).toBe("denied");
  });
});

describe("a control access right", () => {
  test("is granted by an entry that names it, in any spelling of the request", () => {
    const entries = [allow(alice, controlAccess, getChanges)];
    expect(outcome(entries, controlAccessRight(getChanges.toUpperCase()))).toBe("granted");
  });

  test("is not granted by an entry that names another", () => {
    expect(outcome([allow(alice, controlAccess, getChanges)], controlAccessRight(getChangesAll))).toBe("denied");
  });

  test("is granted by an entry for all extended rights, plain or with an empty object type", () => {
    expect(outcome([allow(alice, controlAccess)], controlAccessRight(getChangesAll))).toBe("granted");
    const unnarrowed: AccessControlEntry = { kind: "allow object", flags: 0, mask: controlAccess, trustee: alice };
    expect(outcome([unnarrowed], controlAccessRight(getChangesAll))).toBe("granted");
  });

  test("is not granted by the right to read or write properties", () => {
    expect(outcome([allow(alice, read | write)], controlAccessRight(getChanges))).toBe("denied");
    expect(outcome([allow(alice, read | write, getChanges)], controlAccessRight(getChanges))).toBe("denied");
  });

  test("is denied by an earlier entry that names it, and not by one that names another", () => {
    const grant = allow(alice, controlAccess);
    expect(outcome([deny(everyone, controlAccess, getChanges), grant], controlAccessRight(getChanges))).toBe("denied");
    expect(outcome([deny(everyone, controlAccess, getChanges), grant], controlAccessRight(getChangesAll))).toBe(
      "granted",
    );
  });

  test("is granted whatever class an entry on the object itself says it is inherited by", () => {
    const entry: AccessControlEntry = {
      kind: "allow object",
      flags: entryFlags.containerInherit,
      mask: controlAccess,
      trustee: alice,
      objectType: getChanges,
      inheritedObjectType: user,
    };
    expect(outcome([entry], controlAccessRight(getChanges))).toBe("granted");
  });
});

describe("a property", () => {
  const writePasswordLastSet = writeProperty([passwordLastSet, accountRestrictions]);

  test("is granted by an entry for it, for its property set, and for the whole object", () => {
    expect(outcome([allow(alice, write, passwordLastSet)], writePasswordLastSet)).toBe("granted");
    expect(outcome([allow(alice, write, accountRestrictions)], writePasswordLastSet)).toBe("granted");
    expect(outcome([allow(alice, write)], writePasswordLastSet)).toBe("granted");
  });

  test("is granted by an entry for the object's class when the class is part of what is asked", () => {
    const request = writeProperty([passwordLastSet, accountRestrictions, user]);
    expect(outcome([allow(alice, write, user)], request)).toBe("granted");
  });

  test("is not granted by an entry for another property", () => {
    expect(outcome([allow(alice, write, lockoutTime)], writePasswordLastSet)).toBe("denied");
  });

  test("is not granted by a property set that it is not in", () => {
    expect(outcome([allow(alice, write, accountRestrictions)], writeProperty([lockoutTime]))).toBe("denied");
  });

  test("may be read but not written", () => {
    const entries = [allow(alice, read, passwordLastSet)];
    expect(outcome(entries, readProperty([passwordLastSet, accountRestrictions]))).toBe("granted");
    expect(outcome(entries, writePasswordLastSet)).toBe("denied");
  });

  test("is denied by an earlier entry for its property set", () => {
    const entries = [deny(alice, write, accountRestrictions), allow(alice, write, passwordLastSet)];
    expect(outcome(entries, writePasswordLastSet)).toBe("denied");
  });

  test("does not become the whole object's right", () => {
    expect(outcome([allow(alice, write, passwordLastSet)], wholeObject(write))).toBe("denied");
  });

  test("denied alone leaves the right on the whole object as it is", () => {
    expect(outcome([deny(alice, write, passwordLastSet), allow(alice, write)], wholeObject(write))).toBe("granted");
  });
});

describe("SELF", () => {
  test("stands for the object's own account", () => {
    expect(outcome([allow(self, write)], wholeObject(write), alice)).toBe("granted");
    expect(outcome([deny(self, write), allow(alice, write)], wholeObject(write), alice)).toBe("denied");
  });

  test("matches nobody on another's object or on one without a security identifier", () => {
    expect(outcome([allow(self, write)], wholeObject(write), bob)).toBe("denied");
    expect(outcome([allow(self, write)], wholeObject(write))).toBe("denied");
  });

  test("stands for a group whose member asks", () => {
    expect(outcome([allow(self, write)], wholeObject(write), staff)).toBe("granted");
  });
});

describe("the owner", () => {
  test("may read and change the permissions without any entry", () => {
    expect(checkAccess(descriptor([], alice), token, wholeObject(readControl | writeDacl))).toEqual({
      outcome: "granted",
      reason: "owner",
      identity: { sid: alice, path: [] },
    });
  });

  test("keeps these rights against an entry that denies them", () => {
    const closed = descriptor([deny(everyone, fullControl)], alice);
    expect(checkAccess(closed, token, wholeObject(writeDacl)).outcome).toBe("granted");
  });

  test("holds nothing else implicitly", () => {
    expect(checkAccess(descriptor([], alice), token, wholeObject(writeOwner)).outcome).toBe("denied");
    expect(checkAccess(descriptor([], alice), token, wholeObject(writeDacl | read)).outcome).toBe("denied");
  });

  test("needs entries only for what is not implicit", () => {
    const decision = checkAccess(descriptor([allow(alice, read)], alice), token, wholeObject(writeDacl | read));
    expect(decision).toMatchObject({ outcome: "granted", reason: "allowed by an entry", entry: { index: 0 } });
  });

  test("may be a group in the token", () => {
    expect(checkAccess(descriptor([], staff), token, wholeObject(writeDacl)).outcome).toBe("granted");
  });

  test("who is not in the token gives nothing", () => {
    expect(checkAccess(descriptor([], bob), token, wholeObject(writeDacl)).outcome).toBe("denied");
  });

  test("holds what OWNER RIGHTS entries say instead of the implicit rights", () => {
    const limited = descriptor([allow(ownerRights, readControl)], alice);
    expect(checkAccess(limited, token, wholeObject(readControl)).outcome).toBe("granted");
    expect(checkAccess(limited, token, wholeObject(writeDacl)).outcome).toBe("denied");
  });

  test("keeps the implicit rights when the OWNER RIGHTS entry is inherit-only", () => {
    const entry = allow(ownerRights, readControl, undefined, entryFlags.inheritOnly);
    expect(checkAccess(descriptor([entry], alice), token, wholeObject(writeDacl)).reason).toBe("owner");
  });

  test("holds less where the forest blocks it", () => {
    const blocked = { ownerRights: readControl };
    expect(checkAccess(descriptor([], alice), token, wholeObject(writeDacl), blocked).outcome).toBe("denied");
    expect(checkAccess(descriptor([], alice), token, wholeObject(readControl), blocked).reason).toBe("owner");
  });

  test("alone is meant by OWNER RIGHTS", () => {
    expect(checkAccess(descriptor([allow(ownerRights, read)], bob), token, wholeObject(read)).outcome).toBe("denied");
    expect(checkAccess(descriptor([allow(ownerRights, read)], null), token, wholeObject(read)).outcome).toBe("denied");
  });
});

describe("a callback entry", () => {
  test("that alone would grant leaves the answer undecided and is named", () => {
    const entries = [allow(bob, read), conditional("allow callback", alice, read)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read))).toEqual({
      outcome: "undecided",
      reason: "depends on a conditional entry",
      entry: { index: 1, entry: entries[1], inherited: false },
      identity: { sid: alice, path: [] },
    });
  });

  test("that could deny leaves the answer undecided and is named", () => {
    const entries = [conditional("deny callback", everyone, read), allow(alice, read)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read))).toMatchObject({
      outcome: "undecided",
      entry: { index: 0 },
    });
  });

  test("does not matter when another entry grants", () => {
    const entries = [conditional("allow callback", alice, read), allow(staff, read)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read))).toMatchObject({
      outcome: "granted",
      entry: { index: 1 },
    });
  });

  test("does not matter when an earlier entry has settled it", () => {
    expect(outcome([allow(alice, read), conditional("deny callback", alice, read)], wholeObject(read))).toBe("granted");
    expect(outcome([deny(alice, read), conditional("allow callback", alice, read)], wholeObject(read))).toBe("denied");
  });

  test("that could deny does not matter when nothing grants anyway", () => {
    expect(checkAccess(descriptor([conditional("deny callback", alice, read)]), token, wholeObject(read))).toEqual({
      outcome: "denied",
      reason: "no entry grants it",
    });
  });

  test("that allows before a deny leaves the answer undecided, and is named rather than the deny", () => {
    const entries = [conditional("allow callback", alice, read), deny(alice, read)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read))).toMatchObject({
      outcome: "undecided",
      entry: { index: 0 },
    });
  });

  test("that could grant what is missing is named rather than one that could deny what is allowed", () => {
    const entries = [
      allow(alice, read),
      conditional("deny callback", alice, read),
      conditional("allow callback", alice, write),
    ];
    expect(checkAccess(descriptor(entries), token, wholeObject(read | write))).toMatchObject({
      outcome: "undecided",
      entry: { index: 2 },
    });
  });

  test("about other rights is not named", () => {
    const entries = [conditional("allow callback", alice, write), conditional("allow callback", alice, read)];
    expect(checkAccess(descriptor(entries), token, wholeObject(read))).toMatchObject({
      outcome: "undecided",
      entry: { index: 1 },
    });
  });

  test("for someone else does not matter", () => {
    expect(outcome([conditional("deny callback", bob, read), allow(alice, read)], wholeObject(read))).toBe("granted");
  });

  test("narrowed to a property matters for that property only", () => {
    const entry: AccessControlEntry = {
      kind: "allow callback object",
      flags: 0,
      mask: read,
      trustee: alice,
      objectType: lockoutTime,
    };
    expect(outcome([entry], readProperty([lockoutTime]))).toBe("undecided");
    expect(outcome([entry], readProperty([passwordLastSet]))).toBe("denied");
  });
});

describe("the answer says", () => {
  const known = {
    sids: token.sids,
    pathTo: (sid: string): readonly string[] => (sid === staff ? ["CONTOSO\\Berlin", "CONTOSO\\Staff"] : []),
  };

  test("through which groups an entry reached the account", () => {
    const decision = checkAccess(descriptor([allow(staff, read)]), known, wholeObject(read));
    expect(decision.identity).toEqual({ sid: staff, path: ["CONTOSO\\Berlin", "CONTOSO\\Staff"] });
  });

  test("through which groups the account is the owner", () => {
    const decision = checkAccess(descriptor([], staff), known, wholeObject(writeDacl));
    expect(decision.identity).toEqual({ sid: staff, path: ["CONTOSO\\Berlin", "CONTOSO\\Staff"] });
  });

  test("what SELF and OWNER RIGHTS stood for", () => {
    const onSelf = checkAccess(descriptor([allow(self, read)]), known, wholeObject(read), { sid: alice });
    expect(onSelf.identity).toEqual({ sid: alice, path: [] });
    const onOwn = checkAccess(descriptor([deny(ownerRights, read)], staff), known, wholeObject(read));
    expect(onOwn.identity?.sid).toBe(staff);
  });

  test("whether the entry was inherited", () => {
    const entry = (flags: number) =>
      checkAccess(descriptor([deny(alice, read, undefined, flags)]), token, wholeObject(read)).entry?.inherited;
    expect(entry(entryFlags.inherited | entryFlags.containerInherit)).toBe(true);
    expect(entry(entryFlags.containerInherit)).toBe(false);
  });

  test("nothing about the requester where nothing about it counted", () => {
    expect(checkAccess(descriptor([allow(bob, read)], bob), token, wholeObject(read))).toEqual({
      outcome: "denied",
      reason: "no entry grants it",
    });
  });
});

describe("an identity that may be held", () => {
  const uncertain = { sids: new Set([alice]), mayHold: (sid: string): boolean => sid === staff };

  test("leaves an entry that would grant, or deny, undecided", () => {
    expect(checkAccess(descriptor([allow(staff, read)]), uncertain, wholeObject(read))).toMatchObject({
      outcome: "undecided",
      entry: { index: 0 },
      identity: { sid: staff },
    });
    const entries = [deny(staff, read), allow(alice, read)];
    expect(checkAccess(descriptor(entries), uncertain, wholeObject(read)).outcome).toBe("undecided");
  });

  test("leaves what the owner holds undecided, and says whose ownership it depends on", () => {
    expect(checkAccess(descriptor([], staff), uncertain, wholeObject(writeDacl))).toEqual({
      outcome: "undecided",
      reason: "depends on a conditional entry",
      identity: { sid: staff, path: [] },
    });
    expect(checkAccess(descriptor([], staff), uncertain, wholeObject(writeDacl | read)).outcome).toBe("denied");
    expect(checkAccess(descriptor([allow(alice, writeDacl)], staff), uncertain, wholeObject(writeDacl)).reason).toBe(
      "allowed by an entry",
    );
    const readToo = [allow(alice, read)];
    expect(checkAccess(descriptor(readToo, staff), uncertain, wholeObject(writeDacl | read)).outcome).toBe("undecided");
  });

  test("does not matter where it changes nothing", () => {
    const entries = [allow(alice, read), deny(staff, read)];
    expect(checkAccess(descriptor(entries), uncertain, wholeObject(read)).outcome).toBe("granted");
    expect(checkAccess(descriptor([allow(bob, read)], bob), uncertain, wholeObject(writeDacl)).outcome).toBe("denied");
  });
});

describe("a request", () => {
  const validatedName = "72e39547-7b18-11d1-adef-00c04fd8d5cd";

  test("for a validated write is granted by an entry that names it, or all of them, and not by the right to write", () => {
    expect(outcome([allow(alice, writeSelf, validatedName)], validatedWrite(validatedName.toUpperCase()))).toBe(
      "granted",
    );
    expect(outcome([allow(alice, writeSelf)], validatedWrite(validatedName))).toBe("granted");
    expect(outcome([allow(alice, write, validatedName)], validatedWrite(validatedName))).toBe("denied");
    expect(outcome([allow(alice, writeSelf, lockoutTime)], validatedWrite(validatedName))).toBe("denied");
  });

  test("for a child is granted by an entry for its class, or for every class, and not for another", () => {
    for (const [request, mask] of [
      [createChild(user.toUpperCase()), accessRights.createChild],
      [deleteChild(user.toUpperCase()), accessRights.deleteChild],
    ] as const) {
      expect(outcome([allow(alice, mask, user)], request)).toBe("granted");
      expect(outcome([allow(alice, mask)], request)).toBe("granted");
      expect(outcome([allow(alice, mask, lockoutTime)], request)).toBe("denied");
      expect(outcome([allow(alice, ~mask & fullControl)], request)).toBe("denied");
    }
  });

  test("for a confidential property takes control access besides reading, from one entry or from two", () => {
    const request = readConfidentialProperty([passwordLastSet, accountRestrictions]);
    expect(outcome([allow(alice, read)], request)).toBe("denied");
    expect(outcome([allow(alice, controlAccess)], request)).toBe("denied");
    expect(outcome([allow(alice, read | controlAccess)], request)).toBe("granted");
    expect(outcome([allow(alice, read), allow(staff, controlAccess, passwordLastSet)], request)).toBe("granted");
    expect(outcome([allow(alice, read), allow(staff, controlAccess, accountRestrictions)], request)).toBe("granted");
    expect(outcome([allow(alice, read), allow(staff, controlAccess, lockoutTime)], request)).toBe("denied");
    expect(
      outcome([deny(staff, controlAccess, accountRestrictions), allow(alice, read | controlAccess)], request),
    ).toBe("denied");
  });
});

describe("of several decisions", () => {
  const granted = { outcome: "granted", reason: "no DACL" } as const;
  const undecided = { outcome: "undecided", reason: "depends on a conditional entry" } as const;
  const denied = { outcome: "denied", reason: "no entry grants it" } as const;
  const alsoDenied = { outcome: "denied", reason: "denied by an entry" } as const;

  test("one that grants counts before one that is undecided, and that before the first", () => {
    expect(mostPermissive(denied, undecided, granted)).toBe(granted);
    expect(mostPermissive(denied, undecided, alsoDenied)).toBe(undecided);
    expect(mostPermissive(alsoDenied, denied)).toBe(alsoDenied);
  });
});

describe("in every DACL", () => {
  const trustees = fc.constantFrom(alice, bob, staff, everyone, self, ownerRights);
  const objectTypes = fc.constantFrom(undefined, passwordLastSet, accountRestrictions, lockoutTime, getChanges);
  const masks = fc.constantFrom(read, write, read | write, controlAccess, writeDacl, readControl, fullControl);
  const flags = fc.constantFrom(0, entryFlags.inherited, entryFlags.inheritOnly | entryFlags.containerInherit);
  const grants = fc.tuple(trustees, masks, objectTypes, flags).map((parts) => allow(...parts));
  const refusals = fc.tuple(trustees, masks, objectTypes, flags).map((parts) => deny(...parts));
  const conditions = fc
    .tuple(fc.constantFrom("allow callback" as const, "deny callback" as const), trustees, masks)
    .map((parts) => conditional(...parts));
  const certain = fc.array(fc.oneof(grants, refusals), { maxLength: 8 });
  const any = fc.array(fc.oneof(grants, refusals, conditions), { maxLength: 8 });
  const requests = fc.oneof(
    masks.map(wholeObject),
    fc.constantFrom(
      readProperty([passwordLastSet, accountRestrictions]),
      writeProperty([passwordLastSet, accountRestrictions]),
      writeProperty([lockoutTime]),
      controlAccessRight(getChanges),
      controlAccessRight(getChangesAll),
    ),
  );
  const owners = fc.constantFrom(alice, bob, staff, null);
  const objectSids = fc.constantFrom(alice, bob, undefined);

  test("adding an allow entry never takes a right away", () => {
    fc.assert(
      fc.property(
        certain,
        grants,
        fc.nat(),
        requests,
        owners,
        objectSids,
        (entries, added, place, request, ...rest) => {
          const [owner, objectSid] = rest;
          fc.pre(added.kind !== "unknown" && added.trustee !== ownerRights);
          const more = entries.toSpliced(place % (entries.length + 1), 0, added);
          const before = checkAccess(descriptor(entries, owner), token, request, { sid: objectSid }).outcome;
          const after = checkAccess(descriptor(more, owner), token, request, { sid: objectSid }).outcome;
          expect(before === "granted" && after !== "granted").toBe(false);
        },
      ),
      { numRuns: runs(2_000) },
    );
  });

  test("adding a deny entry never gives a right", () => {
    fc.assert(
      fc.property(
        certain,
        refusals,
        fc.nat(),
        requests,
        owners,
        objectSids,
        (entries, added, place, request, ...rest) => {
          const [owner, objectSid] = rest;
          const more = entries.toSpliced(place % (entries.length + 1), 0, added);
          const before = checkAccess(descriptor(entries, owner), token, request, { sid: objectSid }).outcome;
          const after = checkAccess(descriptor(more, owner), token, request, { sid: objectSid }).outcome;
          expect(before === "denied" && after !== "denied").toBe(false);
        },
      ),
      { numRuns: runs(2_000) },
    );
  });

  test("swapping neighbours of the same kind changes no outcome", () => {
    fc.assert(
      fc.property(any, fc.nat(), requests, owners, objectSids, (entries, place, request, owner, objectSid) => {
        const index = entries.length < 2 ? 0 : place % (entries.length - 1);
        const [first, second] = [entries[index], entries[index + 1]];
        fc.pre(first !== undefined && second !== undefined && effect(first) === effect(second));
        const swapped = entries.with(index, second).with(index + 1, first);
        expect(checkAccess(descriptor(swapped, owner), token, request, { sid: objectSid }).outcome).toBe(
          checkAccess(descriptor(entries, owner), token, request, { sid: objectSid }).outcome,
        );
      }),
      { numRuns: runs(2_000) },
    );
  });

  test("the answer is undecided exactly when the conditions can turn it", () => {
    fc.assert(
      fc.property(any, requests, owners, objectSids, (entries, request, owner, objectSid) => {
        const outcomes = new Set(
          everyWayOut(entries).map(
            (way) => checkAccess(descriptor(way, owner), token, request, { sid: objectSid }).outcome,
          ),
        );
        const expected = outcomes.size > 1 ? "undecided" : [...outcomes][0];
        const decision = checkAccess(descriptor(entries, owner), token, request, { sid: objectSid });
        expect(decision.outcome).toBe(expected);
        if (expected === "undecided") expect(decision.entry?.entry.kind).toMatch(/callback/);
      }),
      { numRuns: runs(2_000) },
    );
  });

  test("the answer is that of the specification's object tree", () => {
    fc.assert(
      fc.property(certain, requests, owners, objectSids, (entries, request, owner, objectSid) => {
        expect(checkAccess(descriptor(entries, owner), token, request, { sid: objectSid }).outcome).toBe(
          specified(entries, owner, request, objectSid),
        );
      }),
      { numRuns: runs(5_000) },
    );
  });

  function effect(entry: AccessControlEntry): string | undefined {
    return entry.kind.split(" ")[0];
  }

  /** Each combination of conditions coming out true (the entry without its condition) or false (no entry). */
  function everyWayOut(entries: readonly AccessControlEntry[]): readonly (readonly AccessControlEntry[])[] {
    const [first, ...rest] = entries;
    if (first === undefined) return [[]];
    const ways = everyWayOut(rest);
    if (first.kind !== "allow callback" && first.kind !== "deny callback") return ways.map((way) => [first, ...way]);
    const certainly = first.kind === "allow callback" ? allow : deny;
    // An entry for OWNER RIGHTS replaces the owner's implicit rights whether or not its condition holds.
    const without = certainly(first.trustee, 0);
    return ways.flatMap((way) => [
      [certainly(first.trustee, first.mask), ...way],
      [without, ...way],
    ]);
  }

  interface Node {
    readonly objectType: string | undefined;
    readonly parent: Node | undefined;
    remaining: number;
  }

  /**
   * MS-DTYP 2.5.3.2 step by step, with an explicit tree: every node keeps what is still missing, an allow entry for a
   * node serves it and all below it, a deny entry fails a request for the node or anything below it.
   */
  function specified(
    entries: readonly AccessControlEntry[],
    owner: string | null,
    request: AccessRequest,
    objectSid: string | undefined,
  ): string {
    let asked: Node = { objectType: undefined, parent: undefined, remaining: request.mask };
    const nodes = [asked];
    for (const objectType of [...request.objectTypes].reverse()) {
      asked = { objectType, parent: asked, remaining: request.mask };
      nodes.push(asked);
    }
    const inToken = (sid: string): boolean => {
      if (sid === self) return objectSid !== undefined && token.sids.has(objectSid);
      if (sid === ownerRights) return owner !== null && token.sids.has(owner);
      return token.sids.has(sid);
    };
    const effective = entries.filter(({ flags }) => (flags & entryFlags.inheritOnly) === 0);
    const limited = effective.some((entry) => entry.kind !== "unknown" && entry.trustee === ownerRights);
    if (owner !== null && inToken(owner) && !limited)
      for (const node of nodes) node.remaining &= ~(readControl | writeDacl);
    const below = (node: Node | undefined, ancestor: Node): boolean =>
      node !== undefined && (node === ancestor || below(node.parent, ancestor));

    for (const entry of effective) {
      if (entry.kind === "unknown" || !inToken(entry.trustee)) continue;
      const objectType = "objectType" in entry ? entry.objectType : undefined;
      const named = nodes.find((node) => node.objectType === objectType);
      if (named === undefined) continue;
      if (entry.kind.startsWith("deny")) {
        if (below(asked, named) && (asked.remaining & entry.mask) !== 0) return "denied";
      } else {
        for (const node of nodes) if (below(node, named)) node.remaining &= ~entry.mask;
      }
    }
    return asked.remaining === 0 ? "granted" : "denied";
  }
});
