/** Whether the tenant can be read: the proxy, the sign-in, and what Microsoft Graph lets the identity read. */
import http from "node:http";
import type { Fact } from "../../catalogue/fact.ts";
import type { Settings } from "../../config.ts";
import { withinTime } from "../../directory/live/within-time.ts";
import { type Cloud, resolveCloud } from "../../tenant/cloud-endpoints.ts";
import { createCredential } from "../../tenant/credential.ts";
import type { Environment } from "../../tenant/environment.ts";
import { variable } from "../../tenant/environment.ts";
import { type Caller, connect } from "../../tenant/graph-connection.ts";
import { openTenant, type TenantReader } from "../../tenant/open.ts";
import { useProxyOf } from "../../tenant/proxy.ts";
import { TenantError } from "../../tenant/tenant-error.ts";
import type { ClockSeen } from "./clocks.ts";
import { type Line, Lines } from "./line.ts";

export interface TenantSeen {
  readonly lines: readonly Line[];
  readonly clocks: readonly ClockSeen[];
}

export interface TenantOptions {
  readonly environment: Environment;
  /** Undefined where there is no stack: nothing is asked that only a stack needs. */
  readonly settings: Settings | undefined;
  readonly now: () => number;
  readonly progress: (what: string) => void;
}

/** Milliseconds for the sign-in, and for each question. */
const patience = 30_000;

export async function examineTenant(options: TenantOptions): Promise<TenantSeen> {
  const { environment, progress } = options;
  const lines = new Lines("Microsoft Entra tenant");
  if (!examineProxy(lines, environment)) return { lines: lines.lines, clocks: [] };
  progress("sign-in");
  const signedIn = await signIn(lines, environment);
  if (signedIn === undefined) return { lines: lines.lines, clocks: [] };
  progress("Microsoft Graph");
  const [clock] = await Promise.all([
    clockOf(signedIn.cloud, options.now),
    examinePermissions(
      lines,
      openTenant(environment, () => new Date(options.now())),
      options,
    ),
  ]);
  examineWriting(lines, signedIn.caller, options.settings);
  return { lines: lines.lines, clocks: clock === null ? [] : [{ of: "Microsoft Graph", milliseconds: clock }] };
}

const proxyVariables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** Whether the tenant can be asked. The address may hold a password, so only the variable is named. */
function examineProxy(lines: Lines, environment: Environment): boolean {
  const set = proxyVariables.filter((name) => variable(environment, name) !== undefined);
  try {
    useProxyOf(environment);
  } catch (error) {
    if (!(error instanceof TenantError)) throw error;
    lines.failed("Proxy", error.reason, sentence(error.remedy));
    return false;
  }
  if (set.length === 0) lines.ok("Proxy", "none: neither HTTPS_PROXY nor HTTP_PROXY is set");
  else if (http.setGlobalProxyFromEnv === undefined)
    lines.warning(
      "Proxy",
      `${set.join(", ")} is set, and Node ${process.versions.node} does not use it for Microsoft Graph`,
      "Use Node 24.5 or newer",
    );
  else lines.ok("Proxy", `that of ${set.join(", ")}; LDAP never uses one`);
  return true;
}

interface SignedIn {
  readonly cloud: Cloud;
  readonly caller: Caller;
}

const waysToSignIn = [
  "ARM_CLIENT_ID",
  "ARM_CLIENT_ID_FILE_PATH",
  "ARM_USE_OIDC",
  "ARM_USE_MSI",
  "ARM_TENANT_ID",
  "ARM_METADATA_HOSTNAME",
];

async function signIn(lines: Lines, environment: Environment): Promise<SignedIn | undefined> {
  const late = () =>
    new TenantError(
      `the sign-in did not end within ${patience / 1000} seconds`,
      "Check the network and the proxy, and try again",
    );
  try {
    const cloud = await withinTime(resolveCloud(environment), patience, late);
    const { subject } = await createCredential(environment, cloud);
    const caller = await withinTime(
      connect(environment).then((graph) => graph.caller()),
      patience,
      late,
    );
    lines.ok("Sign-in", subject);
    return { cloud, caller };
  } catch (error) {
    if (!(error instanceof TenantError)) throw error;
    const isConfigured = waysToSignIn.some((name) => variable(environment, name) !== undefined);
    const add = isConfigured ? lines.failed : lines.notChecked;
    add.call(lines, "Sign-in", error.reason, sentence(error.remedy));
    return undefined;
  }
}

interface Question {
  /** What is read, for people. */
  readonly what: string;
  readonly ask: (tenant: TenantReader) => Promise<Fact<unknown>>;
  /** Whether rules that block an update rest on it. */
  readonly mandatory: boolean;
}

/** Nobody and nothing has this name, and the answer says so only to whoever may read. */
const nobody = "hybrid-sync-doctor";
const noObject = "00000000-0000-0000-0000-000000000000";

/** The questions that the observation of any tenant begins with; each needs another permission. */
function questionsFor(settings: Settings | undefined): readonly Question[] {
  const administrators = administratorsIn(settings);
  return [
    { what: "the tenant itself", mandatory: true, ask: (tenant) => tenant.organization([]) },
    { what: "users", mandatory: true, ask: (tenant) => tenant.findUser(`${nobody}@example.com`) },
    { what: "role assignments", mandatory: true, ask: (tenant) => tenant.rolesHeldDirectly(noObject, []) },
    { what: "applications", mandatory: true, ask: (tenant) => tenant.hasApplication(nobody) },
    {
      what: "Conditional Access",
      mandatory: true,
      ask: (tenant) => tenant.conditionalAccess({ connectSync: null, serverAddresses: [] }),
    },
    { what: "synchronization settings", mandatory: false, ask: (tenant) => tenant.synchronizationFeatures() },
    { what: "Cloud Sync configurations", mandatory: false, ask: (tenant) => tenant.cloudSyncConfigurations() },
    ...(administrators.some(({ throughGroup }) => throughGroup !== undefined)
      ? [{ what: "groups", mandatory: true, ask: (tenant: TenantReader) => tenant.findGroups(nobody) }]
      : []),
    ...(administrators.some(({ assignment }) => assignment === "eligible")
      ? [{ what: "eligible roles", mandatory: true, ask: (tenant: TenantReader) => tenant.eligibilityLicensed() }]
      : []),
    // Needs a permission of its own only where a group holds a role over applications.
    ...(settings?.connectSync?.identity.kind === "application"
      ? [
          {
            what: "eligible members of groups",
            mandatory: false,
            ask: (tenant: TenantReader) => tenant.eligibleForAdministratorGroups({ applications: [], trusted: [] }),
          },
        ]
      : []),
  ];
}

async function examinePermissions(lines: Lines, tenant: TenantReader, { settings }: TenantOptions): Promise<void> {
  const late = () => new Error();
  const answers = await Promise.all(
    questionsFor(settings).map(async (question) => ({
      question,
      answer: await withinTime(question.ask(tenant), patience, late).catch((): Fact<unknown> | null => null),
    })),
  );
  const readable: string[] = [];
  for (const { question, answer } of answers) {
    const { what, mandatory } = question;
    if (answer === null)
      lines.failed(
        "Microsoft Graph",
        `did not answer within ${patience / 1000} seconds`,
        "Check the network and the proxy, and try again",
        what,
      );
    else if ("unobservable" in answer) {
      const { reason, remedy } = answer.unobservable;
      const add = mandatory ? lines.failed : lines.warning;
      add.call(lines, "Microsoft Graph", reason, sentence(remedy), what);
    } else readable.push(what);
    if (what === "the tenant itself" && answer !== null && "observed" in answer)
      lines.ok("Tenant", initialDomainOf(answer.observed));
  }
  if (readable.length > 0) lines.ok("Microsoft Graph", `shows ${readable.join(", ")}`);
}

function initialDomainOf(organization: unknown): string {
  const { initialDomain } = organization as { readonly initialDomain: string };
  return initialDomain;
}

/** What the token of an application tells; that of a person tells no application permissions. */
function examineWriting(lines: Lines, { permissions }: Caller, settings: Settings | undefined): void {
  if (settings === undefined || permissions.length === 0) return;
  const lacking = [...new Set(writing(settings))].filter((permission) => !permissions.includes(permission));
  if (lacking.length === 0) lines.ok("Update", "the token has every permission that an update needs");
  else
    lines.note(
      "Update",
      `check and preview need nothing more. hybrid-sync up also needs ${lacking.join(", ")}, which this token does not have`,
      "For updates, grant these application permissions of Microsoft Graph, with admin consent, to another application, which only the pipeline of updates uses",
    );
}

/** Source: docs/entra.md, "Least permissions". */
function writing(settings: Settings): readonly string[] {
  const { connectSync, guardRails } = settings;
  const administrators = administratorsIn(settings);
  const active = administrators.filter(({ assignment }) => assignment === "active");
  const needs: readonly (readonly [boolean, readonly string[]])[] = [
    [active.length > 0, ["RoleManagement.ReadWrite.Directory"]],
    [active.length < administrators.length, ["RoleEligibilitySchedule.ReadWrite.Directory"]],
    [administrators.some(({ throughGroup }) => throughGroup !== undefined), ["Group.ReadWrite.All"]],
    [administrators.some(({ create }) => create !== undefined), ["User.ReadWrite.All"]],
    [connectSync?.identity.kind === "application", ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"]],
    [guardRails !== undefined, ["Policy.ReadWrite.ConditionalAccess"]],
  ];
  return needs.flatMap(([isNeeded, permissions]) => (isNeeded ? permissions : []));
}

function administratorsIn(settings: Settings | undefined) {
  return [settings?.cloudSync, settings?.connectSync].flatMap((tool) =>
    tool === undefined ? [] : [tool.accounts.hybridIdentityAdministrator],
  );
}

/** By the header of any answer; null where none comes. It needs no token. */
async function clockOf({ graph }: Cloud, now: () => number): Promise<number | null> {
  const before = now();
  try {
    const { headers, body } = await fetch(`${graph}/v1.0/`, {
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    const after = now();
    await body?.cancel();
    const time = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(time) ? null : time - (before + after) / 2;
  } catch {
    // Why Microsoft Graph does not answer stands with the questions to it.
    return null;
  }
}

/** Without the full stop that messages of the tenant end with. */
function sentence(remedy: string): string {
  return remedy.replace(/\.$/, "");
}
