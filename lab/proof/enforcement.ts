import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const attribute = z.object({
  name: z.string(),
  guid: z.string(),
  /** attributeSecurityGUID: its property set. */
  set: z.string().nullable(),
  /** Bit 0x80 of searchFlags: reading it takes control access too. */
  confidential: z.boolean(),
  /** Whether anybody but the server itself may write it. */
  writable: z.boolean(),
});
export type Attribute = z.infer<typeof attribute>;

const schemaClass = z.object({ name: z.string(), guid: z.string() });
export type SchemaClass = z.infer<typeof schemaClass>;
const schema = z.object({ attributes: z.array(attribute), classes: z.array(schemaClass) });
export type Schema = z.infer<typeof schema>;

const storedObject = z.object({
  dn: z.string(),
  /** Hexadecimal. */
  descriptor: z.string(),
  sid: z.string().nullable(),
  class: z.string(),
  /** Attributes that objects of its class may have, and that are not the server's own. */
  attributes: z.array(z.string()),
  /** Classes of the objects that it may contain. */
  children: z.array(z.string()),
  /** Attributes that have values and are stored, the descriptor aside. */
  present: z.array(z.string()),
});
export type StoredObject = z.infer<typeof storedObject>;

const writableParts = z.object({
  dn: z.string(),
  attributes: z.array(z.string()),
  children: z.array(z.string()),
  /** sDRightsEffective: 1 for the owner, 4 for the DACL; null where the server does not tell. */
  components: z.number().nullable(),
});
export type WritableParts = z.infer<typeof writableParts>;

/** Something that an account tries to do with an object. */
export interface Attempt {
  readonly do: "delete" | "delete_tree" | "reset_password" | "join" | "name_host" | "name_service";
  readonly dn: string;
}

const rootAnswer = z.object({
  /** Hexadecimal. */
  descriptor: z.string(),
  accounts: z.array(
    z.object({
      /** Whether it may fetch changes of the domain. */
      fetches: z.boolean(),
      /** sDRightsEffective. */
      components: z.number(),
    }),
  ),
});
export type RootAnswer = z.infer<typeof rootAnswer>;

const allowances = z.object({ allowed: z.array(z.boolean()) });

export interface ObjectToBuild {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly descriptor: Uint8Array;
}

/** Samba's own modules, asked offline about the files of a domain that may be served at the same time. */
export class Enforcement implements AsyncDisposable {
  readonly #process = spawn("/usr/bin/python3", ["-B", "-I", program], { stdio: ["pipe", "pipe", "pipe"] });
  readonly #answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  #complaint = "";

  constructor(domain: { readonly configurationFile: string; readonly samDatabase: string }) {
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint += text;
    });
    this.#send({ configuration: domain.configurationFile, database: domain.samDatabase });
  }

  async schema(): Promise<Schema> {
    return this.#ask({ ask: "schema" }, schema);
  }

  /** The security identifiers of an account and everything that it is by its groups and by signing in. */
  async tokenOf(account: string): Promise<readonly string[]> {
    return (await this.#ask({ ask: "token", account }, z.object({ sids: z.array(z.string()) }))).sids;
  }

  /** Adds objects, outermost first; what they inherit comes to their descriptors. */
  async build(objects: readonly ObjectToBuild[]): Promise<void> {
    const request = objects.map((one) => ({ ...one, descriptor: Buffer.from(one.descriptor).toString("hex") }));
    await this.#ask({ ask: "build", objects: request }, z.object({}));
  }

  /** Every object at and below `base`, as it is stored. */
  async describe(base: string): Promise<readonly StoredObject[]> {
    return (await this.#ask({ ask: "describe", base }, z.object({ objects: z.array(storedObject) }))).objects;
  }

  /** Every distinct security descriptor of the domain, its configuration and its schema, SACLs included. */
  async descriptors(): Promise<readonly Uint8Array[]> {
    const answer = await this.#ask({ ask: "descriptors" }, z.object({ descriptors: z.array(z.string()) }));
    return answer.descriptors.map((text) => Uint8Array.from(Buffer.from(text, "hex")));
  }

  /** What the server lets an account write on every object at and below `base`. */
  async writes(account: string, base: string): Promise<readonly WritableParts[]> {
    const shape = z.object({ objects: z.array(writableParts) });
    return (await this.#ask({ ask: "writes", account, base }, shape)).objects;
  }

  /** Whether the server lets an account do each of these things; they are undone. */
  async attempts(account: string, attempts: readonly Attempt[]): Promise<readonly boolean[]> {
    return (await this.#ask({ ask: "attempts", account, attempts }, allowances)).allowed;
  }

  /** What each account may do with the root of a domain while it has a descriptor, and how that was stored. */
  async root(descriptor: Uint8Array, accounts: readonly string[]): Promise<RootAnswer> {
    return this.#ask({ ask: "root", descriptor: Buffer.from(descriptor).toString("hex"), accounts }, rootAnswer);
  }

  /** Switches list object mode on or off for the whole forest. */
  async listObjectMode(on: boolean): Promise<void> {
    await this.#ask({ ask: "list_object_mode", on }, z.object({}));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "close");
    this.#process.stdin.end();
    await ended;
  }

  #send(line: object): void {
    this.#process.stdin.write(`${JSON.stringify(line)}\n`);
  }

  async #ask<Answer>(request: object, shape: z.ZodType<Answer>): Promise<Answer> {
    this.#send(request);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`Samba's modules ended early: ${this.#complaint.trim()}`);
    return shape.parse(JSON.parse(value));
  }
}

const program = fileURLToPath(new URL("enforcement.py", import.meta.url));
