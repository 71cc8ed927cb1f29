import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationError, cloudSyncAgents, parseSettings } from "../config.ts";
import { problemsAfter, problemsOf, textsAfter } from "./config/problems-of.ts";
import { runCommand, takeOut } from "./config/pulumi-config.ts";
import { healthySettings } from "./fixtures/settings.ts";

const project = { project: "hybrid-sync" };

describe("a healthy configuration", () => {
  it("is taken as it stands, with defaults filled in", () => {
    const settings = parseSettings(healthySettings(), project);
    expect(settings.connectSync?.servers).toEqual([
      { name: "SYNC01", mode: "active", domainController: false },
      { name: "SYNC02", mode: "staging", domainController: false },
    ]);
    expect(settings.connectSync?.database).toEqual({ kind: "remote SQL Server", exists: false });
    expect(settings.connectSync?.accounts.hybridIdentityAdministrator).toEqual({
      adopt: "connect-admin@contoso.onmicrosoft.com",
      roles: ["hybrid-identity-administrator"],
      assignment: "active",
      purpose: "synchronization",
    });
    expect(settings.forests[0]?.directory).toEqual({
      snapshot: { file: "contoso.snapshot.json", maximumAgeDays: 7, acceptEdited: false },
    });
  });

  it("needs one of the two tools only", () => {
    expect(problemsAfter((settings) => Reflect.deleteProperty(settings, "cloudSync"))).toEqual([]);
    expect(problemsAfter((settings) => Reflect.deleteProperty(settings, "connectSync"))).toEqual([]);
  });

  it("may give the name of the agent's gMSA up to the installer", () => {
    const values = healthySettings();
    Reflect.deleteProperty(values.cloudSync.accounts, "serviceAccount");
    const [agents] = cloudSyncAgents(parseSettings(values, project).cloudSync);
    expect(agents?.serviceAccount).toEqual({ name: "provAgentgMSA$", mode: undefined });
  });

  it("refers to a forest in its declared spelling, whatever the letter case", () => {
    const values = healthySettings();
    values.cloudSync.forest = "Contoso.Example";
    expect(parseSettings(values, project).cloudSync?.forest).toBe("contoso.example");
  });

  it.each([
    "CONTOSO\\svc-connect",
    "svc-connect@contoso.example",
    "svc-connect",
    "CN=Connect\\, service,OU=Sync,DC=contoso,DC=example",
  ])("names an account as people write it: %s", (name) => {
    const problems = problemsAfter(({ connectSync }) => {
      for (const forest of connectSync.forests) forest.connectorAccount = name;
    });
    expect(problems).toEqual([]);
  });

  it("takes domain controllers of other domains, and a place for the connector account's password", () => {
    const live = {
      bindName: "CONTOSO\\svc-reader",
      secret: { environmentVariable: "READER_PASSWORD" },
      domainControllers: [{ domain: "emea.contoso.example", host: "dc01.emea.contoso.example" }],
      connectorAccountSecret: { file: "/run/secrets/connector-password" },
    };
    const values = { ...healthySettings(), forests: [{ name: "contoso.example", directory: { live } }] };
    expect(parseSettings(values, project).forests[0]?.directory).toEqual({ live: { ...live, transport: "ldaps" } });
  });

  it("reads a forest live over LDAPS by default", () => {
    const values = { ...healthySettings(), forests: [{ name: "contoso.example", directory: { live: live() } }] };
    expect(parseSettings(values, project).forests[0]?.directory).toEqual({
      live: {
        bindName: "CONTOSO\\svc-reader",
        secret: { environmentVariable: "READER_PASSWORD" },
        transport: "ldaps",
      },
    });
  });
});

describe("values as tools write them", () => {
  it("are understood as text, as `pulumi config set` without --path stores them", () => {
    const values = healthySettings();
    const asText = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
    expect(parseSettings(asText, project)).toEqual(parseSettings(values, project));
  });

  it("are understood where a boolean or a number is text", () => {
    const values = healthySettings();
    Object.assign(values.connectSync.servers[1] ?? {}, { domainController: "true" });
    Object.assign(values.forests[0]?.directory.snapshot ?? {}, { maximumAgeDays: "14" });
    const settings = parseSettings(values, project);
    expect(settings.connectSync?.servers[1]?.domainController).toBe(true);
    expect(settings.forests[0]?.directory).toHaveProperty("snapshot.maximumAgeDays", 14);
  });

  it.each(["2026-12-31T00:00:00Z", "2026-12-31 00:00:00 +0000 UTC"])(
    "are a day where YAML made a moment of it: %s",
    (moment) => {
      const values = healthySettings();
      values.cloudSync.accounts.domainAdministrator.temporaryUntil = moment;
      expect(parseSettings(values, project).cloudSync?.accounts.domainAdministrator?.temporaryUntil).toBe("2026-12-31");
    },
  );

  it("are absent where they are null, or where a whole key is an empty text", () => {
    expect(problemsAfter((settings) => Object.assign(settings, { attestations: null, cloudSync: "" }))).toEqual([]);
  });
});

describe("a fault of the schema", () => {
  it("is told with place, value, what is allowed and the command", () => {
    expect(problemsAfter(({ cloudSync }) => Object.assign(cloudSync, { phase: "before-instal" }))).toEqual([
      {
        path: "hybrid-sync:cloudSync.phase",
        value: '"before-instal"',
        allowed: 'one of "before-install" or "after-install"',
        sentence:
          'hybrid-sync:cloudSync.phase must be one of "before-install" or "after-install", got "before-instal".',
        commands: ["pulumi config set --path hybrid-sync:cloudSync.phase before-install"],
        text:
          'hybrid-sync:cloudSync.phase must be one of "before-install" or "after-install", got "before-instal". ' +
          "Set it with:\n  pulumi config set --path hybrid-sync:cloudSync.phase before-install",
      },
    ]);
  });

  it("is told for everything that is missing, with a command that makes all of it", () => {
    expect(problemsOf({}).map(({ text }) => text)).toEqual([
      "hybrid-sync:forests is missing: it must be a list with at least one entry. Set it, with your own value, with:\n" +
        "  pulumi config set-all --path --plaintext 'hybrid-sync:forests[0].name=contoso.example' " +
        "--plaintext 'hybrid-sync:forests[0].directory.snapshot.file=contoso.snapshot.json'",
      "hybrid-sync:cloudSync and connectSync are both missing: at least one of the two tools must be configured. " +
        "Set it, with your own value, with:\n" +
        "  pulumi config set-all --path --plaintext 'hybrid-sync:cloudSync.phase=before-install' " +
        "--plaintext 'hybrid-sync:cloudSync.forest=contoso.example' " +
        "--plaintext 'hybrid-sync:cloudSync.domains[0]=contoso.example' " +
        "--plaintext 'hybrid-sync:cloudSync.agentServers[0]=AGENT01' " +
        "--plaintext 'hybrid-sync:cloudSync.accounts.domainAdministrator.name=CONTOSO\\adm-cloudsync' " +
        "--plaintext 'hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator.adopt=cloudsync-admin@contoso.onmicrosoft.com'",
    ]);
  });

  it("names the nearest key for an unknown one, and how to remove it", () => {
    expect(textsAfter(({ cloudSync }) => Object.assign(cloudSync, { agentServer: ["AGENT03"] }))).toEqual([
      "hybrid-sync:cloudSync.agentServer is not a key: did you mean agentServers? " +
        "Known here are phase, forest, forests, domains, organizationalUnits, features, agentServers, agentVersion, exchangeOnlineAttributes, accounts. Remove it with:\n" +
        "  pulumi config rm --path hybrid-sync:cloudSync.agentServer",
    ]);
  });

  it("names the keys that are known where none is near", () => {
    expect(textsAfter(({ connectSync }) => Object.assign(connectSync.database, { collation: "Latin1" }))).toEqual([
      "hybrid-sync:connectSync.database.collation is not a key: known here are kind, exists. Remove it with:\n" +
        "  pulumi config rm --path hybrid-sync:connectSync.database.collation",
    ]);
  });

  it("says where a key belongs that is known elsewhere", () => {
    expect(textsAfter(({ connectSync }) => Object.assign(connectSync, { agentServers: ["AGENT03"] }))).toEqual([
      "hybrid-sync:connectSync.agentServers is not a key: it belongs to cloudSync; " +
        "known here are phase, forests, servers, versions, database, identity, accounts. Remove it with:\n" +
        "  pulumi config rm --path hybrid-sync:connectSync.agentServers",
    ]);
  });

  it("names the nearest of the project's keys for an unknown one", () => {
    expect(textsAfter((settings) => Object.assign(settings, { conectSync: {} }))).toEqual([
      "hybrid-sync:conectSync is not a key: did you mean connectSync? " +
        "Known here are forests, tenant, judgement, profile, cloudSync, connectSync, guardRails, azure, attestations, exceptions, thresholds. Remove it with:\n" +
        "  pulumi config rm --path hybrid-sync:conectSync",
    ]);
  });

  it("tells a key set without --path from an unknown one", () => {
    expect(textsAfter((settings) => Object.assign(settings, { "connectSync.phase": "after-install" }))).toEqual([
      "hybrid-sync:connectSync.phase was set without --path, so it became a key of its own. Set it with:\n" +
        "  pulumi config rm hybrid-sync:connectSync.phase\n" +
        "  pulumi config set --path hybrid-sync:connectSync.phase after-install",
    ]);
  });

  it("replaces a text that stands where a list belongs", () => {
    expect(textsAfter(({ cloudSync }) => Object.assign(cloudSync, { agentServers: "AGENT01" }))).toEqual([
      'hybrid-sync:cloudSync.agentServers must be a list with at least one entry, got "AGENT01". ' +
        "Set it, with your own value, with:\n" +
        "  pulumi config rm --path hybrid-sync:cloudSync.agentServers\n" +
        "  pulumi config set --path 'hybrid-sync:cloudSync.agentServers[0]' AGENT01",
    ]);
  });

  it("does not quote text that is not JSON", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(textsAfter((settings) => Object.assign(settings, { attestations: deep }))).toEqual([
      expect.stringMatching(/^hybrid-sync:attestations must be a list, got text that is nested more than 100 deep\. /),
    ]);
    expect(textsAfter((settings) => Object.assign(settings, { attestations: '[{"by": hunter2}]' }))).toEqual([
      expect.stringMatching(/^hybrid-sync:attestations must be a list, got text that is not valid JSON[^"]*\. Set it/),
    ]);
  });

  it.each([
    [0, "got 0"],
    [366, "got 366"],
    [1.5, "got 1.5"],
  ])("bounds the age of a snapshot: %s days", (maximumAgeDays, got) => {
    const texts = textsAfter(({ forests }) => Object.assign(forests[0]?.directory.snapshot ?? {}, { maximumAgeDays }));
    expect(texts).toEqual([
      `hybrid-sync:forests[0].directory.snapshot.maximumAgeDays must be a whole number from 1 to 365, ${got}. ` +
        "Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:forests[0].directory.snapshot.maximumAgeDays' 7",
    ]);
  });

  it.each([0, 65536])("bounds the port: %s", (port) => {
    expect(textsAfter((settings) => useLive(settings, { port }))).toEqual([
      `hybrid-sync:forests[0].directory.live.port must be a whole number from 1 to 65535, got ${port}. ` +
        "Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:forests[0].directory.live.port' 636",
    ]);
  });

  it.each([
    [3268, 389],
    [3269, 636],
  ])("refuses the ports of the global catalog, which lacks most attributes: %s", (port, whole) => {
    expect(textsAfter((settings) => useLive(settings, { port }))).toEqual([
      "hybrid-sync:forests[0].directory.live.port must be a port on which a domain controller answers for its whole " +
        `domain, 636 or 389, got ${port}: the global catalog lacks most attributes. Set it with:\n` +
        `  pulumi config set --path 'hybrid-sync:forests[0].directory.live.port' ${whole}`,
    ]);
  });

  it.each(["2026-02-30", "2026-13-01"])("takes days of the calendar only: %s", (day) => {
    const texts = textsAfter(({ cloudSync }) => {
      cloudSync.accounts.domainAdministrator.temporaryUntil = day;
    });
    expect(texts).toEqual([
      "hybrid-sync:cloudSync.accounts.domainAdministrator.temporaryUntil must be a day of the calendar, such as " +
        `2026-12-31, got "${day}": the calendar does not have this day. Set it, with your own value, with:\n` +
        "  pulumi config set --path hybrid-sync:cloudSync.accounts.domainAdministrator.temporaryUntil 2026-12-31",
    ]);
  });

  it("takes no bare name for a bind", () => {
    expect(textsAfter((settings) => useLive(settings, { bindName: "svc-reader" }))).toEqual([
      "hybrid-sync:forests[0].directory.live.bindName must be the name the reader binds with: CONTOSO\\name, " +
        'name@contoso.example or a distinguished name, got "svc-reader": a simple bind needs the domain with the ' +
        "name. Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:forests[0].directory.live.bindName' 'CONTOSO\\svc-reader'",
    ]);
  });

  it("takes a NetBIOS name with a period for a bind, but no DNS name", () => {
    const texts = (name: string) => textsAfter((settings) => useLive(settings, { bindName: `${name}\\svc-reader` }));
    expect(texts("CONTOSO.AD")).toEqual([]);
    for (const dnsName of ["contoso.ad", "EMEA.CONTOSO.EXAMPLE"])
      expect(texts(dnsName)).toEqual([expect.stringContaining("a simple bind needs the NetBIOS name of the domain")]);
  });

  it("takes the DNS name of a domain before a backslash, as the wizard does", () => {
    const texts = textsAfter(({ connectSync }) => {
      Object.assign(connectSync.forests[0] ?? {}, { connectorAccount: "contoso.example\\svc-connect" });
    });
    expect(texts).toEqual([]);
  });

  it("takes a domain of one part, in small letters", () => {
    const texts = textsAfter(({ cloudSync }) => {
      cloudSync.domains = ["contoso"];
    });
    expect(texts).toEqual([]);
  });

  it("takes DNS names for domains, not NetBIOS names", () => {
    const texts = textsAfter(({ cloudSync }) => {
      cloudSync.domains = ["CONTOSO"];
    });
    expect(texts).toEqual([
      "hybrid-sync:cloudSync.domains[0] must be the DNS name of a domain, such as contoso.example, got " +
        '"CONTOSO": a DNS name has at least two parts; this looks like a NetBIOS name. ' +
        "Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:cloudSync.domains[0]' contoso.example",
    ]);
  });

  it("refuses a guest as administrator", () => {
    const texts = textsAfter(({ connectSync }) => {
      connectSync.accounts.hybridIdentityAdministrator.adopt = "eva_fabrikam.example#EXT#@contoso.onmicrosoft.com";
    });
    expect(texts).toEqual([
      "hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.adopt must be the user principal name of a member " +
        "of the tenant, such as sync-admin@contoso.onmicrosoft.com, got " +
        '"eva_fabrikam.example#EXT#@contoso.onmicrosoft.com": #EXT# marks a guest, and a guest cannot administer ' +
        "synchronization. Set it, with your own value, with:\n  pulumi config set --path " +
        "hybrid-sync:connectSync.accounts.hybridIdentityAdministrator.adopt connect-admin@contoso.onmicrosoft.com",
    ]);
  });

  it.each([
    ["cloudsync admin@contoso.onmicrosoft.com", "before the @, only letters, digits and ' . - _ ! # ^ ~ are allowed"],
    ["cloudsync-admin.@contoso.onmicrosoft.com", "the name before the @ neither begins nor ends with a period"],
    ["cloudsync-admin@contoso", "the part after the @ is not a DNS name such as contoso.onmicrosoft.com"],
    ["cloudsync-admin", "write one name, exactly one @ and one domain"],
  ])("refuses to create a user named %s", (userPrincipalName, reason) => {
    const [problem] = problemsAfter(({ cloudSync }) => {
      cloudSync.accounts.hybridIdentityAdministrator.create.userPrincipalName = userPrincipalName;
    });
    expect(problem?.sentence).toBe(
      "hybrid-sync:cloudSync.accounts.hybridIdentityAdministrator.create.userPrincipalName must be the user principal " +
        `name of a member of the tenant, such as sync-admin@contoso.onmicrosoft.com, got "${userPrincipalName}": ${reason}.`,
    );
  });

  it.each([
    ["CONTOSO\\gmsa-connect$", "a name that ends in $ belongs to a computer or to a managed service account"],
    ["svc-entra-connect-production", "the sAMAccountName of a user has at most 20 characters, this one has 28"],
  ])("refuses %s as AD DS Connector account", (name, reason) => {
    const [problem] = problemsAfter(({ connectSync }) => {
      for (const forest of connectSync.forests) forest.connectorAccount = name;
    });
    expect(problem?.sentence).toBe(
      "hybrid-sync:connectSync.forests[0].connectorAccount must be the name of a user account: CONTOSO\\name, " +
        "name@contoso.example, name or a distinguished name; an AD DS Connector account cannot be a computer or a " +
        `managed service account, got "${name}": ${reason}.`,
    );
  });

  it("takes a legacy connector user only if Connect Sync made it", () => {
    const change = (userPrincipalName: string) =>
      textsAfter(({ connectSync }) => Object.assign(connectSync, { identity: { kind: "user", userPrincipalName } }));
    expect(change("Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com")).toEqual([]);
    expect(change("sync-user@contoso.onmicrosoft.com")).toEqual([
      "hybrid-sync:connectSync.identity.userPrincipalName must be the user that Connect Sync created for itself, such as " +
        'Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com, got "sync-user@contoso.onmicrosoft.com": its name begins ' +
        "with Sync_, the server's name and an identifier. Set it, with your own value, with:\n" +
        "  pulumi config set --path hybrid-sync:connectSync.identity.userPrincipalName " +
        "Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com",
    ]);
  });

  it.each([
    [{ kind: "app", displayName: "Sync" }, 'must be one of "application" or "user", got "app".', "application"],
    [{ displayName: "Sync" }, 'is missing: it must be one of "application" or "user".', "application"],
    [{ kind: "usr" }, 'must be one of "application" or "user", got "usr".', "user"],
  ])("asks for a kind of identity once: %j", (identity, predicate, suggestion) => {
    const [problem, ...others] = problemsAfter(({ connectSync }) => Object.assign(connectSync, { identity }));
    expect(others).toEqual([]);
    expect(problem?.sentence).toBe(`hybrid-sync:connectSync.identity.kind ${predicate}`);
    expect(problem?.commands).toEqual([`pulumi config set --path hybrid-sync:connectSync.identity.kind ${suggestion}`]);
  });

  it("refuses what belongs to the other kind of identity", () => {
    const texts = textsAfter(({ connectSync }) => Object.assign(connectSync.identity, { userPrincipalName: "x" }));
    expect(texts).toEqual([
      "hybrid-sync:connectSync.identity.userPrincipalName is not a key: known here are kind, displayName, " +
        "certificateFiles. Remove it with:\n  pulumi config rm --path hybrid-sync:connectSync.identity.userPrincipalName",
    ]);
  });
});

describe("a directory", () => {
  const change = (directory: unknown) => textsAfter(({ forests }) => Object.assign(forests[0] ?? {}, { directory }));

  it("is live or a snapshot, never both", () => {
    expect(change({ live: live(), snapshot: { file: "contoso.snapshot.json" } })).toEqual([
      "hybrid-sync:forests[0].directory must have either snapshot or live, but has both. Remove it with:\n" +
        "  pulumi config rm --path 'hybrid-sync:forests[0].directory.live'",
    ]);
  });

  it.each([{}, { file: "x" }])("is live or a snapshot, not neither: %j", (directory) => {
    expect(change(directory)[0]).toBe(
      "hybrid-sync:forests[0].directory must have either snapshot or live, but has neither. " +
        "Set it, with your own value, with:\n" +
        "  pulumi config set --path 'hybrid-sync:forests[0].directory.snapshot.file' contoso.snapshot.json",
    );
  });

  it("tells what is wrong within the chosen one", () => {
    expect(change({ live: { ...live(), transport: "ldap" } })).toEqual([
      'hybrid-sync:forests[0].directory.live.transport must be one of "ldaps" or "starttls", got "ldap". Set it with:\n' +
        "  pulumi config set --path 'hybrid-sync:forests[0].directory.live.transport' ldaps",
    ]);
  });
});

describe("everything wrong", () => {
  it("is reported at once, faults of the schema beside faults across keys", () => {
    const paths = problemsAfter((settings) => {
      settings.cloudSync.forest = "contoso.exmple";
      Object.assign(settings.connectSync.accounts.serviceAccount, { kind: "virtual account", name: undefined });
      Object.assign(settings.connectSync.accounts, { localAdministrator: { nam: "SYNC01\\installer" } });
    }).map(({ path }) => path);
    expect(paths).toEqual([
      "hybrid-sync:connectSync.accounts.localAdministrator.name",
      "hybrid-sync:connectSync.accounts.localAdministrator.nam",
      "hybrid-sync:cloudSync.forest",
      "hybrid-sync:connectSync.accounts.serviceAccount.kind",
    ]);
  });

  it("counts in the message, which lists every problem", () => {
    const attempt = () => parseSettings({ forests: healthySettings().forests, colour: {} }, project);
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(
      /^The configuration has 2 problems; the program has done nothing\.\n\n- hybrid-sync:colour is not/,
    );
  });

  it("is not left out where a misspelt key stands beside the right one", () => {
    const paths = problemsAfter((settings) => {
      Object.assign(settings, { conectSync: {} });
      for (const server of settings.connectSync.servers) server.mode = "active";
    }).map(({ path }) => path);
    expect(paths).toEqual(["hybrid-sync:conectSync", "hybrid-sync:connectSync.servers"]);
  });

  it("leaves out what follows from another fault", () => {
    const change = (servers: unknown) => problemsAfter(({ connectSync }) => Object.assign(connectSync, { servers }));
    expect(change([{ name: "SYNC01", mode: "activ" }]).map(({ path }) => path)).toEqual([
      "hybrid-sync:connectSync.servers[0].mode",
    ]);
    expect(change([{ name: "SYNC01" }, { name: "SYNC02", mod: "staging" }]).map(({ path }) => path)).toEqual([
      "hybrid-sync:connectSync.servers[1].mod",
    ]);
  });
});

describe("whatever the values are", () => {
  it("nothing but a ConfigurationError is thrown", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(healthySettings())), fc.string()), fc.jsonValue()),
        (values) => {
          expect(() => problemsOf(values)).not.toThrow();
        },
      ),
    );
  });

  it("each command mends what it is given for, until nothing is wrong", () => {
    fc.assert(
      fc.property(damagedSettings(), (values) => {
        const rounds = mend(values);
        expect(rounds, JSON.stringify(problemsOf(values))).toBeLessThan(6);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Runs the commands of all problems until there are none; the number of rounds. */
function mend(values: Record<string, unknown>): number {
  for (let round = 0; round < 6; round++) {
    const problems = problemsOf(values);
    if (problems.length === 0) return round;
    for (const { path, commands } of problems) {
      for (const command of commands) {
        if (command.startsWith("(")) takeOut(path, values);
        else runCommand(command, values);
      }
    }
  }
  return 6;
}

/** The healthy configuration with values replaced, removed or added anywhere. */
function damagedSettings(): fc.Arbitrary<Record<string, unknown>> {
  const bases = [healthySettings, otherSettings];
  const places = [...new Map(bases.flatMap((base) => placesIn(base())).map((path) => [path.join("."), path])).values()];
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant({}), fc.constant([]));
  const damage = fc.record({
    place: fc.constantFrom(...places),
    how: fc.constantFrom("replace", "remove", "add"),
    value: leaf,
    key: fc.constantFrom("nam", "forest", "modes", "kinds", "features", "x y"),
  });
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(damage, { minLength: 1, maxLength: 3 }))
    .map(([base, damages]) => {
      const values: Record<string, unknown> = base();
      for (const { place, how, value, key } of damages) damageAt(values, place, how, structuredClone(value), key);
      return values;
    });
}

/** What the healthy configuration does not show: a live directory, a legacy user, a virtual account. */
function otherSettings() {
  const { cloudSync, connectSync, attestations } = healthySettings();
  return {
    forests: [{ name: "contoso.example", directory: { live: { ...live(), transport: "starttls", port: 389 } } }],
    cloudSync: { ...cloudSync, features: ["password-writeback", "device-sync"] },
    connectSync: {
      ...connectSync,
      phase: "after-install",
      database: { kind: "local SQL Server", exists: true },
      identity: { kind: "user", userPrincipalName: "Sync_SYNC01_0123456789ab@contoso.onmicrosoft.com" },
      accounts: { ...connectSync.accounts, serviceAccount: { kind: "virtual account" } },
    },
    attestations,
  };
}

function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, entry]) => placesIn(entry, [...path, key]));
  return path.length === 0 ? below : [path, ...below];
}

function damageAt(root: object, path: readonly string[], how: string, value: unknown, key: string): void {
  const parent: unknown = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], root);
  if (typeof parent !== "object" || parent === null) return;
  const last = path.at(-1) ?? "";
  if (how === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  } else if (how === "add" && !Array.isArray(parent)) Object.assign(parent, { [key]: value });
  else Object.assign(parent, { [last]: value });
}

function live() {
  return { bindName: "CONTOSO\\svc-reader", secret: { environmentVariable: "READER_PASSWORD" } };
}

function useLive(settings: ReturnType<typeof healthySettings>, changes: object): void {
  Object.assign(settings.forests[0] ?? {}, { directory: { live: { ...live(), ...changes } } });
}
