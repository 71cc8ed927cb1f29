import { describe, expect, it } from "vitest";
import { directoryRoles } from "../../catalogue/directory-roles.ts";
import type { TenantSeed } from "../../lab/tenant/server.ts";
import type { AdministratorGroupObservation } from "../../tenant/facts/administrators.ts";
import { observeAdministratorGroup } from "../../tenant/observe-group.ts";
import { openTenant } from "../../tenant/open.ts";
import { startTenant } from "./practice.ts";

const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };
const role = "hybrid-identity-administrator";
const group = { displayName: "Sync", isAssignableToRole: true };
const declaration = {
  name: "Sync",
  origin: "adopted",
  roles: [role],
  assignmentType: "active",
  member: anna.userPrincipalName,
} as const;

async function observe(
  seed: TenantSeed,
  declared: Parameters<typeof observeAdministratorGroup>[1] = declaration,
  previous?: AdministratorGroupObservation,
  earlier?: AdministratorGroupObservation,
) {
  await using tenant = await startTenant({ users: [anna], ...seed });
  return await observeAdministratorGroup(openTenant(tenant.environment), declared, previous, earlier);
}

describe("a group that is adopted", () => {
  it("is found by its name, with the role and the member that it had before", async () => {
    const seed = {
      groups: [{ ...group, members: [anna.userPrincipalName] }],
      roleAssignments: [{ group: "Sync", role: directoryRoles[role].templateId }],
    };
    expect(await observe(seed)).toMatchObject({
      found: { observed: { count: 1, group: { displayName: "Sync", assignableToRole: true } } },
      nameTaken: null,
      heldBefore: { observed: [role] },
      memberBefore: { observed: true },
      recognised: { held: [role], member: anna.userPrincipalName, memberBefore: true },
    });
  });

  it("is found by its object ID, where several have the name", async () => {
    const id = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
    const groups = [{ ...group, id }, { displayName: "Sync" }];
    expect((await observe({ groups })).found).toEqual({ observed: { count: 2, group: null } });
    const { found } = await observe({ groups }, { ...declaration, name: id });
    expect(found).toMatchObject({ observed: { count: 1, group: { objectId: id, assignableToRole: true } } });
  });

  it("keeps what the program gave it apart from what was there when it is renamed, or the member is", async () => {
    const id = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
    const first = await observe({ groups: [{ ...group, id }] });
    const given = { roleAssignments: [{ group: "Renamed", role: directoryRoles[role].templateId }] };
    const renamed = { ...given, groups: [{ ...group, id, displayName: "Renamed", members: [anna.userPrincipalName] }] };
    const nothingBefore = { heldBefore: { observed: [] }, memberBefore: { observed: false } };
    expect(await observe(renamed, { ...declaration, name: "Renamed" }, undefined, first)).toMatchObject(nothingBefore);
    // Another group that has got the name begins anew.
    const other = { ...renamed, groups: renamed.groups.map((one) => ({ ...one, id: id.replace("6f", "7f") })) };
    expect(await observe(other, { ...declaration, name: "Renamed" }, undefined, first)).toMatchObject({
      heldBefore: { observed: [role] },
      memberBefore: { observed: true },
    });
    const newName = "a.smith@contoso.onmicrosoft.com";
    const member = { ...declaration, name: "Renamed", member: newName };
    const withNewName = {
      ...given,
      users: [{ ...anna, userPrincipalName: newName }],
      groups: [{ ...group, id, displayName: "Renamed", members: [newName] }],
    };
    expect(await observe(withNewName, member, undefined, first)).toMatchObject(nothingBefore);
    // Somebody else is declared, and the first one is still there.
    const both = { ...withNewName, users: [anna, ...withNewName.users] };
    expect(await observe(both, member, undefined, first)).toMatchObject({ memberBefore: { observed: true } });
  });

  it("never counts what the program gave it as what was there", async () => {
    const id = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
    const first = await observe({ groups: [{ ...group, id }] });
    expect(first).toMatchObject({ heldBefore: { observed: [] }, memberBefore: { observed: false } });
    const seed = {
      groups: [{ ...group, id, members: [anna.userPrincipalName] }],
      roleAssignments: [{ group: "Sync", role: directoryRoles[role].templateId }],
    };
    expect(await observe(seed, declaration, first)).toEqual(first);
  });

  it("that is not there holds nothing", async () => {
    expect(await observe({})).toEqual({
      found: { observed: { count: 0, group: null } },
      nameTaken: null,
      heldBefore: null,
      memberBefore: null,
      recognised: null,
    });
  });

  it("keeps what was recognised while it cannot be read", async () => {
    const first = await observe({ groups: [group] });
    const denied = await observe({ groups: [group], permissions: [] }, declaration, first);
    expect(denied.found).toHaveProperty("unobservable");
    expect(denied.recognised).toEqual(first.recognised);
  });
});

describe("a group that is created", () => {
  it("is asked about only for its name, until that has been recorded", async () => {
    const created = { ...declaration, origin: "created" } as const;
    const first = await observe({}, created);
    expect(first).toMatchObject({ found: null, nameTaken: { observed: false } });
    expect(await observe({ groups: [group] }, created, first)).toEqual(first);
    expect((await observe({ groups: [group] }, created)).nameTaken).toEqual({ observed: true });
  });
});
