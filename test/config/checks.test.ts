import { describe, expect, it } from "vitest";
import { problemsAfter, textsAfter } from "./problems-of.ts";

const accounts = "hybrid-sync:connectSync.accounts";

describe("the tools", () => {
  it("need one of the two at least", () => {
    const [problem, ...others] = problemsAfter((settings) => {
      Reflect.deleteProperty(settings, "cloudSync");
      Reflect.deleteProperty(settings, "connectSync");
    });
    expect(others).toEqual([]);
    expect(problem?.sentence).toBe(
      "hybrid-sync:cloudSync and connectSync are both missing: at least one of the two tools must be configured.",
    );
  });
});

describe("forests", () => {
  it("are declared once, letter case aside", () => {
    const texts = textsAfter(({ forests }) => {
      forests.push({ name: "CONTOSO.Example", directory: { snapshot: { file: "other.snapshot.json" } } });
    });
    expect(texts).toEqual([
      'hybrid-sync:forests[1].name declares "CONTOSO.Example" a second time, after forests[0]. Remove it with:\n' +
        "  pulumi config rm --path 'hybrid-sync:forests[1]'",
    ]);
  });

  it("may be several", () => {
    const problems = problemsAfter(({ forests }) => {
      forests.push({ name: "fabrikam.example", directory: { snapshot: { file: "fabrikam.snapshot.json" } } });
    });
    expect(problems).toEqual([]);
  });

  it("are declared where they are referred to, and the nearest is named", () => {
    const texts = textsAfter((settings) => {
      settings.forests.push({ name: "fabrikam.example", directory: { snapshot: { file: "fabrikam.snapshot.json" } } });
      settings.cloudSync.forest = "fabricam.example";
    });
    expect(texts).toEqual([
      "hybrid-sync:cloudSync.forest must be one of the forests declared under forests " +
        '("contoso.example" or "fabrikam.example"), got "fabricam.example". Set it with:\n' +
        "  pulumi config set --path hybrid-sync:cloudSync.forest fabrikam.example",
    ]);
  });

  it.each([
    "connectSync.forests[0].forest",
    "connectSync.accounts.serviceAccount.forest",
    "connectSync.accounts.enterpriseAdministrator.forest",
  ])("are declared where %s refers to one", (key) => {
    const paths = problemsAfter(({ connectSync }) => {
      const undeclared = { forest: "woodgrove.example" };
      if (key.includes("forests[0]")) Object.assign(connectSync.forests[0] ?? {}, undeclared);
      else if (key.includes("serviceAccount")) Object.assign(connectSync.accounts.serviceAccount, undeclared);
      else Object.assign(connectSync.accounts.enterpriseAdministrator, undeclared);
    }).map(({ path }) => path);
    expect(paths).toEqual([`hybrid-sync:${key}`]);
  });

  it("are synchronized by Connect Sync once each", () => {
    const texts = textsAfter(({ connectSync }) => {
      connectSync.forests.push({ forest: "Contoso.example", features: [], connectorAccount: "CONTOSO\\svc-second" });
    });
    expect(texts).toEqual([
      'hybrid-sync:connectSync.forests[1].forest lists "Contoso.example" a second time, after connectSync.forests[0]: ' +
        "a forest has one connector and one connector account. Remove it with:\n" +
        "  pulumi config rm --path 'hybrid-sync:connectSync.forests[1]'",
    ]);
  });
});

describe("features", () => {
  it("of Connect Sync are no features of Cloud Sync", () => {
    const texts = textsAfter(({ cloudSync }) => {
      cloudSync.features = ["password-hash-sync", "device-writeback"];
    });
    expect(texts).toEqual([
      'hybrid-sync:cloudSync.features[1] must be one of "password-hash-sync", "password-writeback", ' +
        '"ms-ds-consistency-guid", "exchange-hybrid", "exchange-mail-public-folders", "group-provisioning", ' +
        '"user-provisioning", "exchange-online-writeback" or "device-sync", got "device-writeback": Device writeback belongs to Connect Sync, Cloud Sync does not have it. ' +
        "Remove it with:\n  pulumi config rm --path 'hybrid-sync:cloudSync.features[1]'",
    ]);
  });

  it("of Cloud Sync are no features of Connect Sync", () => {
    const [problem] = problemsAfter(({ connectSync }) => {
      for (const forest of connectSync.forests) forest.features = ["group-provisioning"];
    });
    expect(problem?.sentence).toMatch(
      /got "group-provisioning": Group provisioning to Active Directory belongs to Cloud Sync, Connect Sync does not have it\.$/,
    );
  });

  it("are listed once", () => {
    const texts = textsAfter(({ cloudSync }) => {
      cloudSync.features = ["password-hash-sync", "password-hash-sync"];
    });
    expect(texts).toEqual([
      'hybrid-sync:cloudSync.features[1] repeats cloudSync.features[0], got "password-hash-sync". Remove it with:\n' +
        "  pulumi config rm --path 'hybrid-sync:cloudSync.features[1]'",
    ]);
  });

  it("write devices back to one forest only", () => {
    const change = (second: string[]) =>
      textsAfter((settings) => {
        settings.forests.push({ name: "fabrikam.example", directory: { snapshot: { file: "f.snapshot.json" } } });
        for (const forest of settings.connectSync.forests) forest.features = ["device-writeback"];
        settings.connectSync.forests.push({
          forest: "fabrikam.example",
          features: second,
          connectorAccount: "FABRIKAM\\svc-connect",
        });
      });
    expect(change(["password-hash-sync"])).toEqual([]);
    expect(change(["device-writeback"])).toEqual([
      'hybrid-sync:connectSync.forests[1].features[0] enables "device-writeback" a second time, after ' +
        "connectSync.forests[0].features[0]: devices can be written back to one forest only. Remove it with:\n" +
        "  pulumi config rm --path 'hybrid-sync:connectSync.forests[1].features[0]'",
    ]);
  });
});

describe("lists of names", () => {
  it.each(["agent02", "AGENT02.contoso.example", "CONTOSO\\AGENT02$", "CN=AGENT02,OU=Servers,DC=contoso,DC=example"])(
    "name an agent server once, also as %s",
    (name) => {
      const texts = textsAfter(({ cloudSync }) => {
        cloudSync.agentServers.push(name);
      });
      expect(texts).toEqual([
        `hybrid-sync:cloudSync.agentServers[2] repeats cloudSync.agentServers[1], got "${name}". Remove it with:\n` +
          "  pulumi config rm --path 'hybrid-sync:cloudSync.agentServers[2]'",
      ]);
    },
  );

  it("name a sync server once", () => {
    const texts = textsAfter(({ connectSync }) => {
      connectSync.servers.push({ name: "sync01.contoso.example", mode: "staging" });
    });
    expect(texts).toEqual([
      "hybrid-sync:connectSync.servers[2].name repeats connectSync.servers[0].name, got " +
        "\"sync01.contoso.example\". Remove it with:\n  pulumi config rm --path 'hybrid-sync:connectSync.servers[2]'",
    ]);
  });

  it("name a domain and a role once", () => {
    const paths = problemsAfter(({ cloudSync }) => {
      cloudSync.domains.push("Contoso.Example");
      Object.assign(cloudSync.accounts.hybridIdentityAdministrator, {
        roles: ["hybrid-identity-administrator", "hybrid-identity-administrator"],
      });
    }).map(({ path }) => path);
    // From the end of each list, so that one removal does not move what the next one means.
    expect(paths).toEqual([
      "hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator.roles[1]",
      "hybrid-sync:cloudSync.domains[1]",
    ]);
  });
});

describe("sync servers", () => {
  it("have one active among them", () => {
    const texts = textsAfter(({ connectSync }) => {
      for (const server of connectSync.servers) server.mode = "staging";
    });
    expect(texts).toEqual([
      "hybrid-sync:connectSync.servers must be a list with exactly one server in active mode, got none: without one, " +
        "nothing is exported. Set it with:\n  pulumi config set --path 'hybrid-sync:connectSync.servers[0].mode' active",
    ]);
  });

  it("have no second active one among them", () => {
    const texts = textsAfter(({ connectSync }) => {
      for (const server of connectSync.servers) server.mode = "active";
    });
    expect(texts).toEqual([
      'hybrid-sync:connectSync.servers must be a list with exactly one server in active mode, got 2 ("SYNC01", "SYNC02"): ' +
        "only one server may export. Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:connectSync.servers[1].mode' staging",
    ]);
  });
});

describe("the ADSync service account", () => {
  const change = (account: object, rest: { database?: string; domainController?: boolean } = {}) =>
    textsAfter(({ connectSync }) => {
      Object.assign(connectSync.accounts, { serviceAccount: account });
      connectSync.database.kind = rest.database ?? "local database";
      Object.assign(connectSync.servers[1] ?? {}, { domainController: rest.domainController ?? false });
    });

  it("may be a virtual account with a local database on member servers", () => {
    expect(change({ kind: "virtual account" })).toEqual([]);
    expect(change({ kind: "virtual account" }, { database: "local SQL Server" })).toEqual([]);
  });

  it("is no virtual account with a remote SQL Server", () => {
    expect(change({ kind: "virtual account" }, { database: "remote SQL Server" })).toEqual([
      `${accounts}.serviceAccount.kind must not be "virtual account" while connectSync.database.kind is "remote SQL Server": ` +
        "other machines do not know a virtual account; use a group managed service account. " +
        "Set it, with your own value, with:\n  pulumi config set-all --path " +
        `--plaintext '${accounts}.serviceAccount.kind=group managed service account' ` +
        `--plaintext '${accounts}.serviceAccount.name=CONTOSO\\gmsa-adsync$'`,
    ]);
  });

  it("is no virtual account on a domain controller", () => {
    expect(change({ kind: "virtual account" }, { domainController: true })).toEqual([
      `${accounts}.serviceAccount.kind must not be "virtual account" while connectSync.servers[1].domainController is true: ` +
        "a virtual account cannot be used on a domain controller; use a group managed service account. " +
        "Set it, with your own value, with:\n  pulumi config set-all --path " +
        `--plaintext '${accounts}.serviceAccount.kind=group managed service account' ` +
        `--plaintext '${accounts}.serviceAccount.name=CONTOSO\\gmsa-adsync$'`,
    ]);
  });

  it("has neither name nor forest as a virtual account", () => {
    expect(change({ kind: "virtual account", name: "NT-ADSync", forest: "contoso.example" })).toEqual([
      `${accounts}.serviceAccount.name must be absent with the kind "virtual account", got "NT-ADSync": Windows creates ` +
        `that account on each server itself. Remove it with:\n  pulumi config rm --path ${accounts}.serviceAccount.name`,
      `${accounts}.serviceAccount.forest must be absent with the kind "virtual account", got "contoso.example": Windows creates ` +
        `that account on each server itself. Remove it with:\n  pulumi config rm --path ${accounts}.serviceAccount.forest`,
    ]);
  });

  it.each(["SYNC01\\svc-adsync", ".\\svc-adsync", "svc-adsync", "sync01\\AAD_0123456789ab"])(
    "may be a local account called %s",
    (name) => {
      expect(change({ kind: "local account", name })).toEqual([]);
    },
  );

  it.each([
    ["CONTOSO\\svc-adsync", "the name before the backslash is not one of connectSync.servers"],
    ["svc-adsync@contoso.example", "a local account has no name in a directory"],
    ["CN=svc-adsync,DC=contoso,DC=example", "a local account has no name in a directory"],
    ["gmsa-adsync$", "a name that ends in $ belongs to a computer or to a managed service account"],
  ])("is no local account called %s", (name, why) => {
    const [text, ...others] = change({ kind: "local account", name });
    expect(others).toEqual([]);
    expect(text).toContain(why);
  });

  it("has a name and no forest as a local account", () => {
    const texts = change({ kind: "local account", forest: "contoso.example" });
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain(`${accounts}.serviceAccount.name is missing: with the kind "local account" it must be`);
    expect(texts[1]).toContain("it is outside every forest");
  });

  it("is called like an account of the server only as a local account", () => {
    const [text] = change({ kind: "domain user", name: ".\\svc-adsync" });
    expect(text).toContain("an account of that authority exists on one server only, not in Active Directory");
  });

  it("has a name as an account of the directory", () => {
    expect(change({ kind: "domain user" })).toEqual([
      `${accounts}.serviceAccount.name is missing: with the kind "domain user" it must be the name of a user account: ` +
        "CONTOSO\\name, name@contoso.example, name or a distinguished name. Set it, with your own value, with:\n" +
        `  pulumi config set --path ${accounts}.serviceAccount.name 'CONTOSO\\svc-adsync'`,
    ]);
  });

  it("has a name that ends in $ as a managed service account", () => {
    expect(change({ kind: "group managed service account", name: "CONTOSO\\gmsa-adsync" })).toEqual([
      `${accounts}.serviceAccount.name must be the name of a group managed service account: CONTOSO\\name$, name$ or a ` +
        'distinguished name, got "CONTOSO\\gmsa-adsync": the sAMAccountName of a managed service account ends in $. ' +
        `Set it with:\n  pulumi config set --path ${accounts}.serviceAccount.name 'CONTOSO\\gmsa-adsync$'`,
    ]);
  });

  it("has no name that ends in $ as a domain user", () => {
    const [text] = change({ kind: "domain user", name: "CONTOSO\\svc-adsync$" });
    expect(text).toMatch(
      /got "CONTOSO\\svc-adsync\$": a name that ends in \$ belongs to a computer or to a managed service account\. Set it with:/,
    );
  });

  it("is left to the policy where a combination is possible but not supported", () => {
    const standalone = { kind: "standalone managed service account", name: "CONTOSO\\msa-adsync$" };
    expect(change(standalone, { database: "remote SQL Server" })).toEqual([]);
  });
});

describe("the AD DS Connector account", () => {
  it("has a name once the installation is done", () => {
    const change = (phase: string) =>
      textsAfter(({ connectSync }) => {
        connectSync.phase = phase;
        for (const forest of connectSync.forests) Reflect.deleteProperty(forest, "connectorAccount");
      });
    expect(change("before-install")).toEqual([]);
    expect(change("after-install")).toEqual([
      "hybrid-sync:connectSync.forests[0].connectorAccount is missing: it must be the name of the AD DS Connector " +
        'account, once the phase is "after-install"; the installer\'s own is called MSOL_ and twelve hexadecimal digits. ' +
        "Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:connectSync.forests[0].connectorAccount' 'CONTOSO\\MSOL_0123456789ab'",
    ]);
  });
});

describe("an administrator in Active Directory", () => {
  it("may be declared as deleted once it is temporary", () => {
    const problems = problemsAfter((settings) => {
      Object.assign(settings.cloudSync.accounts.domainAdministrator, { deleted: true });
      Object.assign(settings.connectSync.accounts.enterpriseAdministrator, { deleted: false });
    });
    expect(problems).toEqual([]);
  });

  it.each([true, false])("is not declared as deleted without its day: %s", (deleted) => {
    const texts = textsAfter((settings) => {
      Object.assign(settings.cloudSync.accounts.domainAdministrator, { deleted, temporaryUntil: undefined });
      Object.assign(settings.connectSync.accounts.enterpriseAdministrator, { deleted, temporaryUntil: undefined });
    });
    expect(texts).toEqual(
      ["cloudSync.accounts.domainAdministrator", "connectSync.accounts.enterpriseAdministrator"].map(
        (account) =>
          `hybrid-sync:${account}.deleted must be absent without temporaryUntil, got ${deleted}: ` +
          "only a temporary administrator is deleted after its day. Remove it with:\n" +
          `  pulumi config rm --path hybrid-sync:${account}.deleted`,
      ),
    );
  });

  it("says one thing only where the day itself is faulty", () => {
    const problems = problemsAfter((settings) => {
      Object.assign(settings.cloudSync.accounts.domainAdministrator, { deleted: true, temporaryUntil: "2026-02-30" });
    });
    expect(problems.map(({ path }) => path)).toEqual([
      "hybrid-sync:cloudSync.accounts.domainAdministrator.temporaryUntil",
    ]);
  });
});

describe("an administrator of the tenant", () => {
  const administrator = "hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator";

  it("is created or adopted, never both", () => {
    const texts = textsAfter(({ cloudSync }) => {
      Object.assign(cloudSync.accounts.hybridIdentityAdministrator, { adopt: "old-admin@contoso.onmicrosoft.com" });
    });
    expect(texts).toEqual([
      `${administrator} must have either create (a new user) or adopt (an existing one), but has both. Remove it with:\n` +
        `  pulumi config rm --path ${administrator}.adopt`,
    ]);
  });

  it("is created or adopted, not neither", () => {
    const texts = textsAfter(({ cloudSync }) => {
      Reflect.deleteProperty(cloudSync.accounts.hybridIdentityAdministrator, "create");
    });
    expect(texts).toEqual([
      `${administrator} must have either create (a new user) or adopt (an existing one), but has neither. ` +
        "Set it, with your own value, with:\n" +
        `  pulumi config set --path ${administrator}.adopt sync-admin@contoso.onmicrosoft.com`,
    ]);
  });

  it("is created once, letter case aside", () => {
    const change = (userPrincipalName: string) =>
      textsAfter(({ connectSync }) => {
        Object.assign(connectSync.accounts, {
          hybridIdentityAdministrator: { create: { userPrincipalName, displayName: "Connect administrator" } },
        });
      });
    expect(change("connect-admin@contoso.onmicrosoft.com")).toEqual([]);
    expect(change("CloudSync-Admin@contoso.onmicrosoft.com")).toEqual([
      `${accounts}.hybridIdentityAdministrator.create.userPrincipalName creates the user ` +
        '"CloudSync-Admin@contoso.onmicrosoft.com", which cloudSync.accounts.hybridIdentityAdministrator already creates. ' +
        "Set it, with your own value, with:\n  pulumi config set --path " +
        `${accounts}.hybridIdentityAdministrator.create.userPrincipalName connect-admin@contoso.onmicrosoft.com`,
    ]);
  });
});

describe("an administrator of the tenant, whether created or adopted,", () => {
  const administrator = "hybrid-sync:connectSync.accounts.hybridIdentityAdministrator";
  const declare = (declaration: object, tenant: object) =>
    textsAfter((settings) => {
      Object.assign(settings, { tenant });
      Object.assign(settings.connectSync.accounts, { hybridIdentityAdministrator: declaration });
    });
  const adopted = { adopt: "Break-Glass-1@contoso.onmicrosoft.com" };
  const created = { create: { userPrincipalName: "admin@contoso.example", displayName: "Connect administrator" } };

  it("is no emergency access account, letter case aside", () => {
    expect(declare(adopted, { emergencyAccounts: ["break-glass-2@contoso.onmicrosoft.com"] })).toEqual([]);
    expect(declare(adopted, { emergencyAccounts: ["break-glass-1@contoso.onmicrosoft.com"] })).toEqual([
      `${administrator}.adopt names "Break-Glass-1@contoso.onmicrosoft.com", which tenant.emergencyAccounts lists: such an ` +
        "account is not for daily administration, so that it is still available when everything else fails. " +
        `Set it, with your own value, with:\n  pulumi config set --path ${administrator}.adopt sync-admin@contoso.onmicrosoft.com`,
    ]);
  });

  it("is of no domain that is federated or about to be", () => {
    expect(declare(created, { federatedDomains: ["corp.contoso.example"] })).toEqual([]);
    expect(declare(created, { federatedDomains: ["Contoso.example"] })).toEqual([
      `${administrator}.create.userPrincipalName names "admin@contoso.example", of a domain that tenant.federatedDomains ` +
        "lists: the wizard rejects such a user, and anyone who signs in through a federation is locked out when it fails. " +
        "Set it, with your own value, with:\n  pulumi config set --path " +
        `${administrator}.create.userPrincipalName sync-admin@contoso.onmicrosoft.com`,
    ]);
  });
});

describe("the tenant", () => {
  it("has each emergency access account and each federated domain once", () => {
    const paths = problemsAfter((settings) => {
      Object.assign(settings, {
        tenant: {
          emergencyAccounts: ["bg@contoso.onmicrosoft.com", "BG@contoso.onmicrosoft.com"],
          federatedDomains: ["contoso.example", "contoso.Example"],
        },
      });
    }).map(({ path }) => path);
    expect(paths).toEqual(["hybrid-sync:tenant.federatedDomains[1]", "hybrid-sync:tenant.emergencyAccounts[1]"]);
  });
});

describe("an attestation", () => {
  it("has words that can be seen", () => {
    for (const invisible of ["\u200b", "\u{e0041} \u202e", "\u3164"]) {
      const texts = textsAfter(({ attestations: [first] }) => Object.assign(first ?? {}, { by: invisible }));
      expect(texts).toEqual([
        expect.stringMatching(/^hybrid-sync:attestations\[0\]\.by must be .* has no visible char/),
      ]);
    }
  });

  it("vouches for nothing that can be observed", () => {
    const texts = textsAfter(({ attestations }) => {
      for (const attestation of attestations) attestation.account = "connect-sync-connector-account";
    });
    expect(texts).toEqual([
      'hybrid-sync:attestations[0].account must be one of "connect-sync-local-administrator" or ' +
        '"connect-sync-sql-administrator", got "connect-sync-connector-account": the AD DS Connector account is observed, ' +
        "and an attestation cannot replace that. Remove it with:\n  pulumi config rm --path 'hybrid-sync:attestations[0]'",
    ]);
  });

  it("is the only one for its account", () => {
    const texts = textsAfter(({ attestations }) => attestations.push(...structuredClone(attestations)));
    expect(texts).toEqual([
      'hybrid-sync:attestations[1].account attests "connect-sync-local-administrator" a second time, after ' +
        "attestations[0]. Remove it with:\n  pulumi config rm --path 'hybrid-sync:attestations[1]'",
    ]);
  });

  it("expires on or after the day it was made", () => {
    const change = (expires: string) =>
      textsAfter(({ attestations }) => {
        for (const attestation of attestations) attestation.expires = expires;
      });
    expect(change("2026-11-16")).toEqual([]);
    expect(change("2026-11-15")).toEqual([
      "hybrid-sync:attestations[0].expires must be a day on or after 2026-11-16, the day of the statement, got " +
        '"2026-11-15". Set it, with your own value, with:\n' +
        "  pulumi config set --path 'hybrid-sync:attestations[0].expires' 2026-11-16",
    ]);
  });
});
