/**
 * Every answer of Microsoft Graph to one observation, altered one at a time: blanked, refused, cut, and with each property
 * removed, null and of another type. What is observed then is judged as the resources of a stack are.
 */
import { vi } from "vitest";
import type {
  AdministratorGroupInputs,
  EntraAdministratorInputs,
  EntraConnectorIdentityInputs,
  EntraRoleHoldingsInputs,
  TenantInputs,
} from "../../contract/entra.ts";
import { resourceTypes } from "../../contract/resources.ts";
import type { PracticeTenant } from "../../lab/tenant/server.ts";
import { judge } from "../../policy/judge-stack.ts";
import { violationsIn } from "../../policy/judgement/judged-rule.ts";
import type { DeclaredResource } from "../../policy/judgement/rule.ts";
import { observeEntraAdministrator } from "../../tenant/observe-administrator.ts";
import { observeAdministratorGroup } from "../../tenant/observe-group.ts";
import { observeRoleHoldings } from "../../tenant/observe-role-holdings.ts";
import { observeTenant } from "../../tenant/observe-tenant.ts";
import { openTenant, type TenantReader } from "../../tenant/open.ts";

type Declared<T> = Omit<T, "observed">;

/** What a stack declares about a tenant, each by the name of its resource. */
export interface Declaration {
  readonly administrators: Readonly<Record<string, Declared<EntraAdministratorInputs>>>;
  readonly roleHoldings: Readonly<Record<string, Declared<EntraRoleHoldingsInputs>>>;
  readonly groups: Readonly<Record<string, Declared<AdministratorGroupInputs>>>;
  readonly identities: Readonly<Record<string, Declared<EntraConnectorIdentityInputs>>>;
  readonly tenant: Declared<TenantInputs>;
}

/** Everything that is observed of the declaration, as a first update sees it. */
async function observed(reader: TenantReader, declared: Declaration): Promise<DeclaredResource[]> {
  const resources: DeclaredResource[] = [];
  const add = (type: string, name: string, inputs: object) =>
    resources.push({ type, name, inputs: JSON.parse(JSON.stringify(inputs)) });
  for (const [name, inputs] of Object.entries(declared.administrators)) {
    add(resourceTypes["entra administrator"], name, {
      ...inputs,
      observed: await observeEntraAdministrator(reader, inputs),
    });
  }
  for (const [name, inputs] of Object.entries(declared.roleHoldings)) {
    // Nothing was assigned a moment ago, so nothing is waited for.
    const holdings = await observeRoleHoldings(reader, inputs, inputs.assigned);
    add(resourceTypes["entra role holdings"], name, { ...inputs, observed: holdings });
  }
  for (const [name, inputs] of Object.entries(declared.groups)) {
    add(resourceTypes["administrator group"], name, {
      ...inputs,
      observed: await observeAdministratorGroup(reader, inputs),
    });
  }
  for (const [name, inputs] of Object.entries(declared.identities)) {
    const isUser = inputs.kind === "user";
    add(resourceTypes["entra connector identity"], name, {
      ...inputs,
      observed: {
        user: isUser ? await reader.findUser(inputs.name) : null,
        nameTaken: isUser ? null : await reader.hasApplication(inputs.name),
      },
    });
  }
  add(resourceTypes.tenant, "tenant", {
    ...declared.tenant,
    observed: await observeTenant(reader, declared.tenant),
  });
  return resources;
}

export interface Findings {
  /** Rule and resource of each mandatory finding that says that something is wrong, not that it is unknown. */
  readonly mandatory: ReadonlySet<string>;
  /** The same of advisory ones. */
  readonly advisory: ReadonlySet<string>;
  /** Rule and resource of what cannot be told. */
  readonly open: ReadonlySet<string>;
}

function findingsIn(resources: readonly DeclaredResource[], now: Date): Findings {
  const all = judge(resources, now);
  const key = ({ rule, resource }: { rule: { name: string }; resource: { name: string } }) =>
    `${rule.name} on ${resource.name}`;
  const isOpen = (verdict: string) => verdict === "unobservable" || verdict === "undecided";
  const wrong = violationsIn(all).filter(({ verdict }) => !isOpen(verdict.verdict));
  const at = (level: string) => new Set(wrong.filter(({ enforcementLevel }) => enforcementLevel === level).map(key));
  return {
    mandatory: at("mandatory"),
    advisory: at("advisory"),
    open: new Set(all.filter(({ verdicts }) => verdicts.some(({ verdict }) => isOpen(verdict))).map(key)),
  };
}

/** What Microsoft Graph answers. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Alteration {
  /** Path and query of the question below the version. */
  readonly question: string;
  readonly kind: "blanked" | "refused" | "cut" | "removed" | "null" | "of another type";
  /** What is altered, `value/0/id`, or what comes in the place of all of it. */
  readonly place: string;
  readonly answer: Answer;
}

/** A tenant whose answers are kept: one observation needs no network once the same was asked before. */
export class RecordedTenant implements Disposable {
  readonly #answers = new Map<string, Answer>();
  readonly #reader: TenantReader;
  readonly #declared: Declaration;
  readonly #now: Date;
  #altered: Alteration | undefined;

  constructor(tenant: PracticeTenant, declared: Declaration, now: Date) {
    this.#declared = declared;
    this.#now = now;
    // The practice tenant goes by the clock of the machine.
    this.#reader = openTenant(tenant.environment);
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", (input: string | URL | Request, init?: RequestInit) => this.#fetch(real, input, init));
  }

  [Symbol.dispose](): void {
    vi.unstubAllGlobals();
  }

  /** What is found in the tenant, or would be if one answer were another. */
  async findings(altered?: Alteration): Promise<Findings> {
    this.#altered = altered;
    return findingsIn(await this.resources(), this.#now);
  }

  /** What is declared, with what is observed of it. */
  resources(): Promise<readonly DeclaredResource[]> {
    return observed(this.#reader, this.#declared);
  }

  /** Every alteration of every answer so far. */
  *alterations(): Generator<Alteration> {
    for (const [question, answer] of [...this.#answers]) yield* alterationsOf(question, answer);
  }

  async #fetch(real: typeof fetch, input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input);
    const question = `${decodeURIComponent(url.pathname + url.search).replace(/^\/(graph\/)?v1\.0/, "")}`;
    let answer = this.#altered?.question === question ? this.#altered.answer : this.#answers.get(question);
    if (answer === undefined) {
      const response = await real(input, init);
      answer = { status: response.status, body: await response.text() };
      this.#answers.set(question, answer);
    }
    // A long wait is not waited for, so that these tests take none.
    const headers = { "content-type": "application/json", "retry-after": "86400" };
    return new Response(answer.body, { status: answer.status, headers });
  }
}

function* alterationsOf(question: string, { status, body }: Answer): Generator<Alteration> {
  if (status !== 200) return;
  const whole = (kind: Alteration["kind"], place: string, answer: Answer): Alteration => ({
    question,
    kind,
    place,
    answer,
  });
  for (const text of [
    "",
    "{}",
    "null",
    '{"value":null}',
    '{"value":[]}',
    '{"value":{}}',
    '{"value":[null]}',
    '{"value":[{}]}',
  ]) {
    yield whole("blanked", text, { status: 200, body: text });
  }
  yield whole("blanked", "a page of a proxy", { status: 200, body: "<html><body>Sign in</body></html>" });
  for (const refused of [302, 400, 401, 403, 404, 429, 500, 503]) {
    const error = JSON.stringify({ error: { code: "Refused", message: "no" } });
    yield whole("refused", String(refused), { status: refused, body: error });
  }
  for (const part of [0.25, 0.5, 0.9]) {
    yield whole("cut", `at ${part}`, { status: 200, body: body.slice(0, Math.floor(body.length * part)) });
  }
  const content = JSON.parse(body) as Record<string, unknown>;
  for (const { place, kind } of places(content)) {
    const copy = structuredClone(content);
    change(copy, place, kind);
    yield { question, kind, place: place.join("/"), answer: { status: 200, body: JSON.stringify(copy) } };
  }
}

type Kind = "removed" | "null" | "of another type";

/** Entries of one list differ little: the first, one in the middle and the last stand for all. */
function* places(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<{ place: readonly (string | number)[]; kind: Kind }> {
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  const keys: readonly (string | number)[] = isList
    ? [...new Set([0, Math.floor(value.length / 2), value.length - 1])].filter((index) => index in value)
    : Object.keys(value).filter((key) => !key.startsWith("@odata.context"));
  for (const key of keys) {
    const place = [...path, key];
    // An entry that is left out of a list looks as if it had never been there.
    if (!isList) yield { place, kind: "removed" };
    yield { place, kind: "null" };
    yield { place, kind: "of another type" };
    yield* places((value as Record<string | number, unknown>)[key], place);
  }
}

function change(content: Record<string, unknown>, place: readonly (string | number)[], kind: Kind): void {
  let parent = content as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>;
  const key = place.at(-1) ?? "";
  if (kind === "removed") delete parent[key];
  else if (kind === "null") parent[key] = null;
  else parent[key] = typeof parent[key] === "string" ? 1 : "x";
}
