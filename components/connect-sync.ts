import * as pulumi from "@pulumi/pulumi";
import type { AccountId } from "../catalogue/accounts.ts";
import { bareServerName } from "../catalogue/server-name.ts";
import {
  type AttestationSettings,
  type ConnectSyncSettings,
  type EntraAdministratorSettings,
  firstForest,
} from "../config.ts";
import type { TrustedPrincipals } from "../directory/requests.ts";
import { ConnectorIdentity, type ConnectorIdentityArgs } from "./entra/connector-identity.ts";
import { declaredApplications } from "./entra/declared-applications.ts";
import { HybridIdentityAdministrator } from "./entra/hybrid-identity-administrator.ts";
import type { Gate } from "./gate.ts";
import { type ServerSteps, serverSteps } from "./next-steps.ts";
import { ObservedResource } from "./observation/observed-resource.ts";
import { temporary } from "./temporary.ts";

export interface ConnectSyncArgs {
  readonly settings: ConnectSyncSettings;
  /** The administrator of Cloud Sync, where that is configured. */
  readonly otherAdministrator: EntraAdministratorSettings | undefined;
  readonly attestations: readonly AttestationSettings[];
  readonly gate: Gate;
  /** Whose rights over the accounts of a forest are no finding. */
  readonly trusted: (forest: string) => TrustedPrincipals;
}

/** The seven accounts of Microsoft Entra Connect Sync. */
export class ConnectSync extends pulumi.ComponentResource {
  /** Object ID of the Hybrid Identity Administrator; empty while an adopted user cannot be found. */
  readonly administratorId: pulumi.Output<string>;
  /** Of the Hybrid Identity Administrator, secret; absent for an adopted user. */
  readonly initialPassword: pulumi.Output<string> | undefined;
  /** What is left to do on the sync servers, in the documented order; empty where the wizard does it all. */
  readonly nextSteps: pulumi.Output<readonly ServerSteps[]>;
  /** Application (client) ID of the connector identity; empty for a legacy user. */
  readonly applicationId: pulumi.Output<string>;
  /** Object ID of the service principal of the connector identity; empty for a legacy user. */
  readonly applicationPrincipalId: pulumi.Output<string>;

  constructor(name: string, args: ConnectSyncArgs, opts?: pulumi.ComponentResourceOptions) {
    super("hybrid-sync:index:ConnectSync", name, {}, opts);
    const { settings, gate } = args;
    const { phase, accounts } = settings;
    const parent = { parent: this };

    this.observeConnectorAccounts(name, args);
    this.observeServiceAccount(name, args);
    this.observeEnterpriseAdministrator(name, args);
    this.attestServerAccounts(name, args);
    const administrator = new HybridIdentityAdministrator(
      `${name}-administrator`,
      {
        account: "connect-sync-hybrid-identity-administrator",
        phase,
        settings: accounts.hybridIdentityAdministrator,
        other: args.otherAdministrator,
        gate,
      },
      parent,
    );
    const { identity, nextSteps } = this.declareIdentities(name, args);

    this.administratorId = administrator.objectId;
    this.initialPassword = administrator.initialPassword;
    this.applicationId = identity.clientId;
    this.nextSteps = nextSteps;
    this.applicationPrincipalId = identity.principalId;
    this.registerOutputs({ administratorId: this.administratorId, applicationId: this.applicationId });
  }

  /** That of the first server, besides which those of the others are declared. */
  private declareIdentities(
    name: string,
    { settings, gate }: ConnectSyncArgs,
  ): { readonly identity: ConnectorIdentity; readonly nextSteps: pulumi.Output<readonly ServerSteps[]> } {
    const { phase, servers, identity } = settings;
    const account = "connect-sync-entra-connector-account";
    const declare = (suffix: string, of: ConnectorIdentityArgs["identity"], formerly = suffix) =>
      new ConnectorIdentity(
        `${name}-entra-connector${suffix}`,
        { account, phase, identity: of, gate },
        { parent: this, aliases: formerly === suffix ? [] : [{ name: `${name}-entra-connector${formerly}` }] },
      );
    const applications = declaredApplications(settings);
    const own = applications.find(({ server }) => server === servers[0]?.name);
    // Without an application, the first server's identity is a user.
    const first = declare("", own ? { application: own } : { userPrincipalName: userOf(identity) });
    const steps = applications.flatMap((application) => {
      const { server } = application;
      // Whichever way the server is named, the identity stays the same. Stacks of before have it by the whole name.
      const { clientId } =
        application === own
          ? first
          : declare(`-${bareServerName(server)}`, { application }, `-${server.toLowerCase()}`);
      return serverSteps(application, clientId, phase) ?? [];
    });
    return { identity: first, nextSteps: pulumi.all(steps) };
  }

  private observeConnectorAccounts(name: string, { settings, gate, trusted }: ConnectSyncArgs): void {
    for (const { forest, features, domains, organizationalUnits, connectorAccount } of settings.forests) {
      gate.add(
        new ObservedResource(
          "connector account",
          `${name}-connector-account-${forest}`,
          {
            account: "connect-sync-connector-account",
            phase: settings.phase,
            forest,
            name: connectorAccount ?? null,
            features,
            ...(domains === undefined ? {} : { domains }),
            organizationalUnits,
            trusted: trusted(forest),
            signsInOn: settings.servers.map((server) => server.name),
          },
          { parent: this },
        ),
      );
    }
  }

  private observeServiceAccount(name: string, { settings, gate, trusted }: ConnectSyncArgs): void {
    const { kind, name: accountName, forest = firstForest(settings) } = settings.accounts.serviceAccount;
    gate.add(
      new ObservedResource(
        "ADSync service account",
        `${name}-service-account`,
        {
          account: "connect-sync-service-account",
          phase: settings.phase,
          forest,
          kind,
          name: accountName ?? null,
          database: settings.database.kind,
          onDomainController: settings.servers.some((server) => server.domainController),
          signsInOn: settings.servers.map((server) => server.name),
          servers: settings.servers.map((server) => server.name),
          trusted: trusted(forest),
        },
        { parent: this },
      ),
    );
  }

  private observeEnterpriseAdministrator(name: string, { settings, gate }: ConnectSyncArgs): void {
    const account = "connect-sync-enterprise-administrator";
    const declared = settings.accounts.enterpriseAdministrator;
    if (!declared) {
      this.attest(`${name}-enterprise-administrator`, account, {
        settings,
        gate,
        attestations: [],
        needed: false,
        reason: "none is declared: the connector account and its permissions are prepared without the wizard",
      });
      return;
    }
    const forest = declared.forest ?? firstForest(settings);
    const { domains } = settings.forests.find((each) => each.forest.toLowerCase() === forest.toLowerCase()) ?? {};
    gate.add(
      new ObservedResource(
        "privileged administrator",
        `${name}-enterprise-administrator`,
        {
          account,
          phase: settings.phase,
          forest,
          name: declared.name,
          ...(domains === undefined ? {} : { domains }),
          ...temporary(declared),
        },
        { parent: this },
      ),
    );
  }

  private attestServerAccounts(name: string, args: ConnectSyncArgs): void {
    const { accounts, database } = args.settings;
    this.attest(`${name}-local-administrator`, "connect-sync-local-administrator", {
      ...args,
      name: accounts.localAdministrator.name,
      needed: true,
      reason: "the installer runs with the rights of a local administrator",
    });
    const createsDatabase = database.kind !== "local database" && !database.exists;
    this.attest(`${name}-sql-administrator`, "connect-sync-sql-administrator", {
      ...args,
      name: accounts.sqlAdministrator?.name,
      needed: createsDatabase,
      reason: createsDatabase
        ? `the wizard creates the ADSync database on a ${database.kind}`
        : database.kind === "local database"
          ? "the installer brings its own local database"
          : "the ADSync database has been created beforehand",
    });
  }

  private attest(
    name: string,
    account: AccountId,
    args: Omit<ConnectSyncArgs, "trusted" | "otherAdministrator"> & {
      readonly name?: string | undefined;
      readonly needed: boolean;
      readonly reason: string;
    },
  ): void {
    const attestation = args.attestations.find((candidate) => candidate.account === account);
    args.gate.add(
      new ObservedResource(
        "attested account",
        name,
        {
          account,
          phase: args.settings.phase,
          name: args.name ?? null,
          needed: args.needed,
          reason: args.reason,
          attestation: attestation
            ? {
                ...(attestation.name === undefined ? {} : { name: attestation.name }),
                by: attestation.by,
                on: attestation.on,
                evidence: attestation.evidence,
                expires: attestation.expires,
              }
            : null,
        },
        { parent: this },
      ),
    );
  }
}

function userOf(identity: ConnectSyncSettings["identity"]): string {
  return identity.kind === "user" ? identity.userPrincipalName : "";
}
