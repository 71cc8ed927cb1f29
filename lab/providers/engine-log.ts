import * as grpc from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";

/** A way of saying something to whoever watches the run: the same thing is said once, however often it is asked for. */
export function engineLog(address: string | undefined): (message: string) => Promise<void> {
  const said = new Set<string>();
  return async (message) => {
    if (said.has(message)) return;
    said.add(message);
    await logToEngine(address, message);
  };
}

/**
 * Says something to whoever watches the run. It goes through the engine's log when the engine gave its address, so that
 * it stands among the diagnostics; otherwise to standard error, which the engine shows as well.
 */
async function logToEngine(address: string | undefined, message: string): Promise<void> {
  if (address === undefined) {
    process.stderr.write(`${message}\n`);
    return;
  }
  const client = new engineService.EngineClient(address, grpc.credentials.createInsecure());
  const request = new engineMessages.LogRequest();
  request.setSeverity(engineMessages.LogSeverity.INFO);
  request.setMessage(message);
  try {
    await new Promise<void>((resolve, reject) => {
      client.log(request, (error) => (error ? reject(error) : resolve()));
    });
  } catch {
    // The engine may be gone or be none at all; what is said must still be seen.
    process.stderr.write(`${message}\n`);
  } finally {
    client.close();
  }
}
