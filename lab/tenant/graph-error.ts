/** Refusals in the words of Microsoft Graph: https://learn.microsoft.com/graph/errors */
import { randomUUID } from "node:crypto";

/** One entry of `error.details`, which Graph adds where a property is to blame. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target: string;
}

export class GraphError extends Error {
  override readonly name = "GraphError";
  readonly status: number;
  readonly code: string;
  readonly details: readonly ErrorDetail[];

  constructor(status: number, code: string, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface GraphErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details?: readonly ErrorDetail[];
    readonly innerError: { readonly date: string; readonly "request-id": string; readonly "client-request-id": string };
  };
}

/** The body of an answer that refuses; `clientRequestId` is what the caller sent to recognise its request by. */
export function errorBody(error: GraphError, clientRequestId?: string): GraphErrorBody {
  const requestId = randomUUID();
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details.length === 0 ? {} : { details: error.details }),
      innerError: {
        // Graph leaves out the fraction and the zone.
        date: new Date().toISOString().slice(0, 19),
        "request-id": requestId,
        "client-request-id": clientRequestId ?? requestId,
      },
    },
  };
}

export function badRequest(message: string, details: readonly ErrorDetail[] = []): GraphError {
  return new GraphError(400, "Request_BadRequest", message, details);
}

export function resourceNotFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** Another object already has this value, for example a user principal name. */
export function objectConflict(property: string): GraphError {
  const message = `Another object with the same value for property ${property} already exists.`;
  return badRequest(message, [{ code: "ObjectConflict", message, target: property }]);
}

export function invalidValue(property: string, resource: string): GraphError {
  const message = `Invalid value specified for property '${property}' of resource '${resource}'.`;
  return badRequest(message, [{ code: "InvalidValue", message, target: property }]);
}

export function valueRequired(property: string, resource: string): GraphError {
  const message = `A value is required for property '${property}' of resource '${resource}'.`;
  return badRequest(message, [{ code: "MissingValue", message, target: property }]);
}

/** The calling application lacks every permission that would allow the request. */
export function requestDenied(): GraphError {
  return new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}
