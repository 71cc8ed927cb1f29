/** Where a stack, its forest and its tenant are: from the options, or from answers to questions. */
import { isAbsolute, relative, resolve } from "node:path";
import { dnsNameOfDomain } from "../../catalogue/distinguished-name.ts";
import * as formats from "../../config/formats.ts";
import { showValue } from "../../config/secrets.ts";
import { Connection } from "../../directory/live/connection.ts";
import { boundsOf } from "../../directory/live/limits.ts";
import { defaultPorts } from "../../directory/live/open.ts";
import { readCertificateAuthorities } from "../../directory/live/secret.ts";
import { DirectoryUnavailableError } from "../../directory/source.ts";
import { UsageError } from "../errors.ts";
import { isStackName, stackNameRule } from "../stack-name.ts";
import type { InitOptions, MakeOptions } from "./options.ts";
import type { Questions } from "./questions.ts";
import type { Told } from "./told.ts";

export async function stackName(options: InitOptions, questions: Questions | undefined): Promise<string> {
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
export function optionFaults({ forest, domainController, reader, secretVariable, secretFile, port }: InitOptions) {
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

export function missingFlags({ stack, forest, domainController, tool, discover }: InitOptions): readonly string[] {
  return [
    ...(stack === undefined ? ["--stack NAME"] : []),
    ...(forest === undefined && domainController === undefined ? ["--forest NAME or --domain-controller HOST"] : []),
    // What is found may tell.
    ...(tool === undefined && discover === false ? ["--tool TOOL"] : []),
  ];
}

export type Place = Omit<Told, "tools">;

export async function directoryPlace(
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
export const timeouts = { connect: 8_000, operation: 30_000 };

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
