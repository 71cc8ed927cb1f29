import { randomUUID, X509Certificate } from "node:crypto";
import type { Values } from "../../property-values.ts";
import { graphObjects } from "../app-roles.ts";
import { during, type Graph, GraphError, type GraphObject, look } from "../graph.ts";
import { type AzureadResource, lastSegment } from "../resource.ts";
import { outputText, text } from "../values.ts";

/** A certificate by which an application signs in. Its list can only be replaced as a whole, so changes to it queue. */
export const applicationCertificate: AzureadResource = {
  name: "ApplicationCertificate",

  async create(graph, inputs, made) {
    const applicationId = lastSegment(text(inputs.applicationId));
    const credential = keyCredential(inputs);
    await inTurn(applicationId, async () => {
      const present = await keyCredentials(graph, applicationId);
      await during(`Adding certificate for application with object ID ${JSON.stringify(applicationId)}`, () =>
        graph.patch(`/applications/${applicationId}`, { id: applicationId, keyCredentials: [...present, credential] }),
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
        () => graph.patch(`/applications/${applicationId}`, { id: applicationId, keyCredentials: remaining }),
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

function keyCredential(inputs: Values): KeyCredential {
  const certificate = parseCertificate(inputs);
  const start = new Date(text(inputs.startDate) || Math.max(Date.now(), certificate.validFromDate.getTime()));
  return {
    displayName: null,
    endDateTime: rfc3339(endDate(inputs, start, certificate)),
    key: certificate.raw.toString("base64"),
    keyId: text(inputs.keyId) || randomUUID(),
    startDateTime: rfc3339(start),
    type: text(inputs.type) || "AsymmetricX509Cert",
    usage: "Verify",
  };
}

function parseCertificate(inputs: Values): X509Certificate {
  const value = text(inputs.value);
  const encoding = text(inputs.encoding) || "pem";
  try {
    return new X509Certificate(encoding === "pem" ? value : Buffer.from(value, encoding as "base64" | "hex"));
  } catch (error) {
    throw new Error(
      `Generating certificate credentials: value is not a certificate in the encoding ${JSON.stringify(encoding)}`,
      {
        cause: error,
      },
    );
  }
}

function endDate(inputs: Values, start: Date, certificate: X509Certificate): Date {
  if (text(inputs.endDate) !== "") return new Date(text(inputs.endDate));
  if (text(inputs.endDateRelative) === "") return certificate.validToDate;
  return new Date(start.getTime() + milliseconds(text(inputs.endDateRelative)));
}

const unitMilliseconds = { h: 3_600_000, m: 60_000, s: 1000 } as const;

/** A duration as Go writes it, `2400h30m`. */
function milliseconds(duration: string): number {
  if (!/^(\d+(\.\d+)?[hms])+$/.test(duration)) {
    throw new Error(
      `Generating certificate credentials: unable to parse endDateRelative ${JSON.stringify(duration)} as a duration such as 240h`,
    );
  }
  return [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * unitMilliseconds[unit as "h" | "m" | "s"],
    0,
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
