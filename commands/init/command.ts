/** `hybrid-sync init`: a first configuration, from what a person says and from what a forest and a tenant show. */

import { existsSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { shell } from "../../catalogue/command.ts";
import { countOf } from "../../catalogue/count-of.ts";
import { legible } from "../../catalogue/legible.ts";
import type { SyncTool } from "../../catalogue/tools.ts";
import { tenantEnvironment } from "../../components/observation/tenant-environment.ts";
import * as formats from "../../config/formats.ts";
import { showValue } from "../../config/secrets.ts";
import { parseSettings } from "../../config.ts";
import { dnsNameOfDomain } from "../../directory/distinguished-name.ts";
import { Connection } from "../../directory/live/connection.ts";
import { boundsOf } from "../../directory/live/limits.ts";
import { defaultPorts, openLiveDirectory } from "../../directory/live/open.ts";
import { readCertificateAuthorities, readSecret } from "../../directory/live/secret.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import { createFile } from "../../files/create-file.ts";
import { shownName } from "../../files/named-file.ts";
import { NotWrittenError } from "../../files/replace-files.ts";
import { TenantError } from "../../tenant/tenant-error.ts";
import { UsageError } from "../errors.ts";
import { isStackName, stackNameRule } from "../stack-name.ts";
import { discoverForest, type FoundForest } from "./discover-forest.ts";
import { discoverTenant, type FoundTenant } from "./discover-tenant.ts";
import { isInstallers, isWizards, type Proposal, propose } from "./proposal.ts";
import { type Questions, terminalQuestions } from "./questions.ts";
import { stackText } from "./stack-text.ts";
import type { Chosen, Told } from "./told.ts";

export interface InitOptions {
  readonly stack?: string;
  /** Where to write; Pulumi.<stack>.yaml of the project when absent. */
  readonly configFile?: string;
  readonly tool?: "cloud-sync" | "connect-sync" | "both";
  readonly forest?: string;
  readonly domainController?: string;
  readonly transport?: "ldaps" | "starttls";
  readonly port?: string;
  readonly reader?: string;
  readonly secretVariable?: string;
  readonly secretFile?: string;
  readonly certificateAuthority?: string;
  readonly tenant?: string;
  readonly yes?: boolean;
  /** False where neither a forest nor a tenant is to be asked. */
  readonly discover?: boolean;
}

export async function runInit(options: InitOptions, projectRoot: string): Promise<void> {
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY;
  const questions = isTerminal && options.yes !== true ? await terminalQuestions() : undefined;
  const say = (line: string) => process.stderr.write(`${legible(line)}\n`);
  const made = await makeStack({ options, projectRoot, environment: process.env, questions, say });
  process.stdout.write(`${made.map(legible).join("\n")}\n`);
}

interface MakeOptions {
  readonly options: InitOptions;
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined where nobody can be asked. */
  readonly questions: Questions | undefined;
  /** Told what happens, in sentences. */
  readonly say: (line: string) => void;
}

/**
 * Writes the file, and returns what a person is told at the end.
 *
 * @throws {UsageError} when something is missing that nobody can be asked for
 * @throws {ConfigurationError} when what was told makes no valid configuration
 * @throws {NotWrittenError} when the file is there already, or cannot be written
 */
export async function makeStack(making: MakeOptions): Promise<readonly string[]> {
  const { options, projectRoot, questions, say } = making;
  const stack = await stackName(options, questions);
  const file =
    options.configFile === undefined ? join(projectRoot, `Pulumi.${stack}.yaml`) : resolve(options.configFile);
  // Before anyone answers questions.
  if (existsSync(file))
    throw new NotWrittenError(
      `${shownName(basename(file))} is there already, and is not overwritten. Choose another name with --stack`,
    );
  const faults = optionFaults(options);
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  const missing = questions === undefined ? missingFlags(options) : [];
  if (missing.length > 0)
    throw new UsageError(
      `There is no terminal at which to ask questions. Add these options: ${missing.join(", ")}. Every option: hybrid-sync init --help.`,
    );
  const place = await directoryPlace(making, stack);
  const tenant = await findTenant(making, place.tenant);
  const forest = await findForest(making, place);
  const tools = await chooseTools(making, forest, tenant);
  const told: Told = { ...place, tools };
  const chosen = await choose(told, forest, tenant, questions);
  const proposal = propose({ told, forest, tenant, chosen });
  const text = stackText(proposal, introduction(stack));
  assertValid(proposal);
  createFile(file, text);
  say("");
  return summary(told, proposal, { forest, tenant, file: basename(file) });
}

async function stackName(options: InitOptions, questions: Questions | undefined): Promise<string> {
  const check = (name: string) => (isStackName(name) ? undefined : `Use ${stackNameRule}`);
  const named =
    options.stack ?? (await questions?.text({ message: "Name of the stack", default: "production", check }));
  if (named === undefined)
    throw new UsageError(
      `There is no terminal at which to ask questions. Add these options: ${missingFlags(options).join(", ")}. Every option: hybrid-sync init --help.`,
    );
  const fault = check(named);
  if (fault !== undefined) throw new UsageError(`--stack: ${fault}.`);
  return named.split("/").at(-1) ?? named;
}

/** What the options say that no configuration may say, all of it at once. */
function optionFaults({ forest, domainController, reader, secretVariable, secretFile, port }: InitOptions) {
  const checked: readonly (readonly [option: string, value: string | undefined, format: formats.Format])[] = [
    ["--forest", forest, formats.dnsName],
    ["--domain-controller", domainController, formats.hostAddress],
    ["--reader", reader, formats.bindName],
    ["--secret-variable", secretVariable, formats.environmentVariable],
  ];
  const number = Number(port ?? 1);
  return [
    ...checked.flatMap(([option, value, { allowed, fault }]) => {
      const found = value === undefined ? undefined : fault(value);
      return found === undefined ? [] : [`${option} must be ${allowed}, got ${showValue([], value)}: ${found}.`];
    }),
    ...(Number.isInteger(number) && number >= 1 && number <= 65_535
      ? []
      : ["--port must be a whole number from 1 to 65535."]),
    ...(secretVariable !== undefined && secretFile !== undefined
      ? ["--secret-variable and --secret-file name two places. Name one."]
      : []),
  ];
}

function missingFlags({ stack, forest, domainController, tool, discover }: InitOptions): readonly string[] {
  return [
    ...(stack === undefined ? ["--stack NAME"] : []),
    ...(forest === undefined && domainController === undefined ? ["--forest NAME or --domain-controller HOST"] : []),
    // What is found may tell.
    ...(tool === undefined && discover === false ? ["--tool TOOL"] : []),
  ];
}

type Place = Omit<Told, "tools">;

async function directoryPlace(
  { options, projectRoot, environment, questions, say }: MakeOptions,
  stack: string,
): Promise<Place> {
  const transport = options.transport;
  const port = options.port === undefined ? undefined : Number(options.port);
  const authority =
    options.certificateAuthority ??
    ((await questions?.text({ message: "PEM file of your certificate authority (empty: those that Node trusts)" })) ||
      undefined);
  const certificateAuthorityFile = authority === undefined ? undefined : fromProject(authority, projectRoot);
  const known = { transport, port, certificateAuthorityFile };
  const domainController =
    options.domainController ??
    (options.forest === undefined
      ? (await questions?.text({
          message: "A domain controller (empty: found through DNS)",
          check: (host) => (host === "" ? undefined : formats.hostAddress.fault(host)),
        })) || undefined
      : undefined);
  const forest =
    options.forest ??
    (domainController === undefined
      ? undefined
      : await forestOf(domainController, known, projectRoot, environment, say)) ??
    (await questions?.text({
      message: "DNS name of the forest root domain",
      ...(environment.USERDNSDOMAIN === undefined ? {} : { default: environment.USERDNSDOMAIN.toLowerCase() }),
      check: formats.dnsName.fault,
    }));
  if (forest === undefined)
    throw new UsageError(
      `${domainController} does not say which forest it serves, and there is no terminal at which to ask for it. Add --forest NAME.`,
    );
  const reader =
    options.reader ??
    ((await questions?.text({
      message: "The read account (empty: still open)",
      check: (name) => (name === "" ? undefined : formats.bindName.fault(name)),
    })) ||
      undefined);
  const secret =
    options.secretFile === undefined
      ? { environmentVariable: options.secretVariable ?? variableFor(forest) }
      : { file: fromProject(options.secretFile, projectRoot) };
  const tenant =
    options.tenant ??
    ((await questions?.text({
      message: "Id or domain of the tenant (empty: that of your sign-in)",
      default: environment.ARM_TENANT_ID ?? "",
    })) ||
      undefined);
  return {
    stack,
    forest,
    secret,
    ...(domainController === undefined ? {} : { domainController }),
    ...(transport === undefined ? {} : { transport }),
    ...(port === undefined ? {} : { port }),
    ...(reader === undefined ? {} : { reader }),
    ...(certificateAuthorityFile === undefined ? {} : { certificateAuthorityFile }),
    ...(tenant === undefined ? {} : { tenant }),
  };
}

/** Relative paths of a configuration start at the project; those of an option, in the current folder. */
function fromProject(file: string, projectRoot: string): string {
  const path = relative(projectRoot, resolve(file));
  return path.startsWith("..") || isAbsolute(path) ? resolve(file) : path;
}

function variableFor(forest: string): string {
  const label = (forest.split(".")[0] ?? "").toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return `${/^[A-Z_]/.test(label) ? label : `FOREST_${label}`}_READER_SECRET`;
}

/** Milliseconds for a domain controller: to be reached, and to answer a question. */
const timeouts = { connect: 8_000, operation: 30_000 };

async function forestOf(
  host: string,
  {
    transport = "ldaps",
    port,
    certificateAuthorityFile,
  }: Pick<Told, "transport" | "certificateAuthorityFile"> & { readonly port: number | undefined },
  projectRoot: string,
  environment: MakeOptions["environment"],
  say: MakeOptions["say"],
): Promise<string | undefined> {
  try {
    const certificateAuthorities =
      certificateAuthorityFile === undefined
        ? undefined
        : await readCertificateAuthorities(certificateAuthorityFile, { projectRoot, environment });
    const target = {
      host,
      port: port ?? defaultPorts[transport],
      transport,
      certificateAuthorities,
      ...boundsOf({ timeouts }),
    };
    return dnsNameOfDomain(await Connection.forestServedBy(target)) ?? undefined;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    say(`${error.reason}. ${error.remedy}.`);
    return undefined;
  }
}

async function findForest(
  { options, projectRoot, environment, questions, say }: MakeOptions,
  place: Place,
): Promise<FoundForest | null> {
  const { forest, reader, secret } = place;
  if (options.discover === false) return null;
  if (reader === undefined) {
    say(`The forest is not read, because no read account is named.`);
    return null;
  }
  const surroundings = { projectRoot, environment: await withPassword(place, { projectRoot, environment }, questions) };
  const source = openLiveDirectory(
    forest,
    { ...place, bindName: reader, secret, transport: place.transport ?? "ldaps" },
    { ...surroundings, timeouts },
  );
  try {
    return await discoverForest(source, forest, (what) => say(`Looking for ${what} …`));
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    say(`The forest was not read: ${error.reason}. ${error.remedy}.`);
    return null;
  } finally {
    await source.close();
  }
}

/** Asked for where it does not lie where the stack will look for it; it stays in this process. */
async function withPassword(
  { reader, secret }: Place,
  surroundings: { readonly projectRoot: string; readonly environment: MakeOptions["environment"] },
  questions: Questions | undefined,
): Promise<MakeOptions["environment"]> {
  const { environment } = surroundings;
  if (questions === undefined || !("environmentVariable" in secret)) return environment;
  const isThere = await readSecret(secret, surroundings).then(
    () => true,
    () => false,
  );
  if (isThere) return environment;
  const password = await questions.password(
    `Password of ${reader}, to read the forest now; it is not stored (empty: skip)`,
  );
  return password === "" ? environment : { ...environment, [secret.environmentVariable]: password };
}

async function findTenant(
  { options, environment, say }: MakeOptions,
  tenant: string | undefined,
): Promise<FoundTenant | null> {
  if (options.discover === false) return null;
  const values: Readonly<Record<string, string>> = tenant === undefined ? {} : { "azuread:tenantId": tenant };
  try {
    return await discoverTenant(tenantEnvironment({ get: (key) => values[key] }, environment), (what) =>
      say(`Looking for ${what} …`),
    );
  } catch (error) {
    if (!(error instanceof TenantError)) throw error;
    say(`The tenant was not read: ${error.message}`);
    return null;
  }
}

const toolsByOption: Readonly<Record<NonNullable<InitOptions["tool"]>, readonly SyncTool[]>> = {
  "cloud-sync": ["cloud-sync"],
  "connect-sync": ["connect-sync"],
  both: ["cloud-sync", "connect-sync"],
};

async function chooseTools(
  { options, questions }: MakeOptions,
  forest: FoundForest | null,
  tenant: FoundTenant | null,
): Promise<readonly SyncTool[]> {
  if (options.tool !== undefined) return toolsByOption[options.tool];
  const found = toolsIn(forest, tenant);
  const likely = found.length === 2 ? "both" : found[0];
  const answer = await questions?.choice({
    message: "Sync tool that is in use, or will be",
    choices: [
      { value: "cloud-sync", name: "Microsoft Entra Cloud Sync" },
      { value: "connect-sync", name: "Microsoft Entra Connect Sync" },
      { value: "both", name: "both" },
    ],
    ...(likely === undefined ? {} : { default: likely }),
  });
  if (answer !== undefined) return toolsByOption[answer];
  if (found.length > 0) return found;
  throw new UsageError(
    "No sync tool was found, and there is no terminal at which to ask for it. Add --tool cloud-sync, --tool connect-sync or --tool both.",
  );
}

function toolsIn(forest: FoundForest | null, tenant: FoundTenant | null): readonly SyncTool[] {
  const hasCloudSync =
    (tenant?.cloudSync.length ?? 0) > 0 || (forest?.managedAccounts.some(({ isAgents }) => isAgents) ?? false);
  const hasConnectSync =
    (tenant?.connectUsers.length ?? 0) > 0 ||
    (tenant?.connectApplications.some(isWizards) ?? false) ||
    (forest?.connectorAccounts.some(({ name }) => isInstallers(name)) ?? false) ||
    (forest?.serviceAccounts.length ?? 0) > 0;
  return [...(hasCloudSync ? (["cloud-sync"] as const) : []), ...(hasConnectSync ? (["connect-sync"] as const) : [])];
}

/** Only where there is something to choose from. */
async function choose(
  { tools }: Told,
  forest: FoundForest | null,
  tenant: FoundTenant | null,
  questions: Questions | undefined,
): Promise<Chosen> {
  if (questions === undefined) return {};
  const among = async (message: string, found: readonly { readonly name: string; readonly because?: string }[]) =>
    found.length < 2
      ? undefined
      : questions.choice({
          message,
          choices: found.map(({ name, because }) => ({
            value: name,
            name: legible(name),
            ...(because === undefined ? {} : { description: because }),
          })),
        });
  const connectorAccount = tools.includes("connect-sync")
    ? await among("AD DS Connector account", forest?.connectorAccounts ?? [])
    : undefined;
  const agentsAccount = tools.includes("cloud-sync")
    ? await among("gMSA of the provisioning agents", forest?.managedAccounts ?? [])
    : undefined;
  const administrator = await among(
    "Hybrid Identity Administrator",
    (tenant?.administrators ?? []).map((name) => ({ name })),
  );
  return {
    ...(connectorAccount === undefined ? {} : { connectorAccount }),
    ...(agentsAccount === undefined ? {} : { agentsAccount }),
    ...(administrator === undefined ? {} : { administrator }),
  };
}

/** What was told may be wrong; what was found is checked as well. @throws {ConfigurationError} */
function assertValid({ values }: Proposal): void {
  const prefix = "hybrid-sync:";
  const own = Object.entries(values).filter(([key]) => key.startsWith(prefix));
  parseSettings(Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])), {
    project: "hybrid-sync",
  });
}

function introduction(stack: string): readonly string[] {
  return [
    `Written by "hybrid-sync init". A line with OPEN asks for a decision; remove the line when it is made.`,
    `docs/configuration.md describes every setting. Next: npx hybrid-sync doctor --stack ${stack}`,
  ];
}

function summary(
  { stack, forest: name, secret, reader }: Told,
  { open }: Proposal,
  {
    forest,
    tenant,
    file,
  }: { readonly forest: FoundForest | null; readonly tenant: FoundTenant | null; readonly file: string },
): readonly string[] {
  const where =
    "environmentVariable" in secret
      ? `the environment variable ${secret.environmentVariable}`
      : `the file ${secret.file}, which only its owner may read`;
  return [
    `Wrote ${shownName(file)}.`,
    ...(forest === null
      ? []
      : [
          `Found in ${name}, on ${forest.domainController}: ${countOf(forest.domains.length, "domain")}, ${countOf(forest.connectorAccounts.length, "likely connector account")}, ${countOf(forest.managedAccounts.length, "gMSA")}.`,
        ]),
    ...(tenant === null
      ? []
      : [
          `Found in ${tenant.initialDomain ?? "the tenant"}: ${countOf(tenant.cloudSync.length, "configuration")} of Cloud Sync, ${countOf(tenant.connectUsers.length + tenant.connectApplications.length, "possible identity", "possible identities")} of Connect Sync, ${countOf(tenant.administrators.length, "cloud-only Hybrid Identity Administrator")}.`,
        ]),
    ...[...(forest?.unseen ?? []), ...(tenant?.unseen ?? [])].map((what) => `Not read: ${what}.`),
    "",
    `Still open (${open.length}), each marked OPEN in the file:`,
    ...open.map(({ path, what }) => `  ${pathOf(path)}: ${what}`),
    "",
    "Next:",
    `  1. Put the password of ${reader ?? "the read account"} into ${where}.`,
    `  2. ${shell`npx hybrid-sync doctor --stack ${stack}`}`,
    `  3. ${shell`npx hybrid-sync check --stack ${stack}`}`,
  ];
}

function pathOf(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
}
