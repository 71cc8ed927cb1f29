import { randomUUID } from "node:crypto";
import type { Values } from "../../property-values.ts";
import { graphObjects } from "../app-roles.ts";
import { durationOf } from "../go-formats.ts";
import { during, type Graph, GraphError, type GraphObject, look } from "../graph.ts";
import { type AzureadResource, lastSegment, typed } from "../resource.ts";
import { outputText, text } from "../values.ts";

/** A certificate by which an application signs in. Its list can only be replaced as a whole, so changes to it queue. */
export const applicationCertificate: AzureadResource = {
  name: "ApplicationCertificate",

  async create(graph, inputs, made) {
    const applicationId = lastSegment(text(inputs.applicationId));
    const credential = keyCredential(inputs);
    await inTurn(applicationId, async () => {
      const present = await keyCredentials(graph, applicationId);
      if (present.some(({ keyId }) => String(keyId).toLowerCase() === credential.keyId.toLowerCase())) {
        const id = JSON.stringify(`${applicationId}/certificate/${credential.keyId}`);
        throw new Error(
          `A resource with the ID ${id} already exists - to be managed by this program it needs to be imported`,
        );
      }
      await during(`Adding certificate for application with object ID ${JSON.stringify(applicationId)}`, () =>
        graph.patch(`/applications/${applicationId}`, {
          ...typed("application"),
          id: applicationId,
          keyCredentials: [...present, credential],
        }),
      );
    });
    made(`${applicationId}/certificate/${credential.keyId}`);
    await look(
      `Waiting for certificate credential for application with object ID ${JSON.stringify(applicationId)}`,
      async () => (await keyCredentials(graph, applicationId)).some(({ keyId }) => keyId === credential.keyId),
    );
  },

  async read(graph, id) {
    const { applicationId, keyId } = parse(id);
    const application = await during(`Retrieving application with object ID ${JSON.stringify(applicationId)}`, () =>
      graph.find(`/applications/${applicationId}`),
    );
    const credential = credentialsOf(application).find((candidate) => candidate.keyId === keyId);
    return (
      credential && {
        applicationId: `/applications/${applicationId}`,
        endDate: outputText(credential.endDateTime),
        keyId,
        startDate: outputText(credential.startDateTime),
        type: outputText(credential.type),
      }
    );
  },

  async delete(graph, id) {
    const { applicationId, keyId } = parse(id);
    await inTurn(applicationId, async () => {
      const remaining = (await keyCredentials(graph, applicationId)).filter((credential) => credential.keyId !== keyId);
      await during(
        `Removing certificate credential ${JSON.stringify(keyId)} from application with object ID ${JSON.stringify(applicationId)}`,
        () =>
          graph.patch(`/applications/${applicationId}`, {
            ...typed("application"),
            id: applicationId,
            keyCredentials: remaining,
          }),
      );
    });
    await look(
      `Waiting for deletion of certificate credential ${JSON.stringify(keyId)} from application with object ID ${JSON.stringify(applicationId)}`,
      async () => !(await keyCredentials(graph, applicationId)).some((credential) => credential.keyId === keyId),
    );
  },
};

/** `<application>/certificate/<key>`. */
function parse(id: string): { applicationId: string; keyId: string } {
  const [applicationId = "", , keyId = ""] = id.split("/");
  return { applicationId, keyId };
}

interface KeyCredential {
  readonly keyId: string;
  readonly [property: string]: unknown;
}

async function keyCredentials(graph: Graph, applicationId: string): Promise<Record<string, unknown>[]> {
  const quotedId = JSON.stringify(applicationId);
  try {
    return credentialsOf(await graph.get(`/applications/${applicationId}`));
  } catch (error) {
    if (GraphError.isNotFound(error)) {
      throw new Error(`Application with object ID ${quotedId} was not found`, { cause: error });
    }
    return during(`Retrieving application with object ID ${quotedId}`, () => Promise.reject(error));
  }
}

function credentialsOf(application: GraphObject | undefined): Record<string, unknown>[] {
  return graphObjects(application?.keyCredentials);
}

/** The plugin does not look into the certificate: what it is, and until when, is for Graph to find out. */
function keyCredential(inputs: Values): KeyCredential {
  const [startDate, endDate] = [text(inputs.startDate), endDateOf(inputs)];
  return {
    ...(endDate === "" ? {} : { endDateTime: endDate }),
    key: Buffer.from(pemOf(inputs)).toString("base64"),
    keyId: text(inputs.keyId) || randomUUID(),
    ...(startDate === "" ? {} : { startDateTime: startDate }),
    type: text(inputs.type),
    usage: "Verify",
  };
}

/** PEM as it was given, or the bytes put into it. */
function pemOf(inputs: Values): string {
  const value = text(inputs.value);
  const encoding = text(inputs.encoding) || "pem";
  if (encoding === "pem") return value;
  // Lines of base64 count as one, as base64 itself writes them.
  const written = encoding === "base64" ? value.trim().replaceAll(/[\r\n]/g, "") : value.trim().toLowerCase();
  const bytes = Buffer.from(written, encoding as "base64" | "hex");
  const isWhole = bytes.toString(encoding as "base64" | "hex") === written;
  if (!isWhole) {
    const named = encoding === "hex" ? "hexadecimal" : encoding;
    throw new Error(`Generating certificate credentials: failed to decode ${named} certificate data`);
  }
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function endDateOf(inputs: Values): string {
  const relative = text(inputs.endDateRelative);
  if (text(inputs.endDate) !== "" || relative === "") return text(inputs.endDate);
  const duration = durationOf(relative);
  if (duration === undefined) {
    throw new Error(
      `Generating certificate credentials: unable to parse endDateRelative ${JSON.stringify(relative)} as a duration such as 240h`,
    );
  }
  if (text(inputs.startDate) === "") return rfc3339(new Date(Date.now() + duration));
  // A fault of the plugin: it reads the duration as the start.
  throw new Error(
    `Generating certificate credentials: Unable to parse the provided start date ${JSON.stringify(relative)}`,
  );
}

function rfc3339(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

const queues = new Map<string, Promise<unknown>>();

/** Lets operations on one application follow each other: each reads the whole list and writes it back. */
function inTurn<T>(applicationId: string, operation: () => Promise<T>): Promise<T> {
  const turn = (queues.get(applicationId) ?? Promise.resolve()).then(operation, operation);
  queues.set(applicationId, turn);
  return turn;
}
