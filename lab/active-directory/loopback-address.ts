import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** What Samba's LDAP server listens on; the numbers cannot be configured. */
const ldapPorts = [389, 636, 3268, 3269] as const;
const attempts = 20;

/**
 * A random loopback address on which the ports of LDAP are free, so that several directories can run at once; null where
 * this process may not open ports below 1024.
 */
export async function freeLoopbackAddress(): Promise<string | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const address = `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(1, 255)}`;
    const states = await Promise.all(ldapPorts.map((port) => portState(address, port)));
    if (states.includes("forbidden")) {
      return null;
    }
    if (!states.includes("taken")) {
      return address;
    }
  }
  throw new Error(`No loopback address with free ports ${ldapPorts.join(", ")} was found in ${attempts} attempts.`);
}

async function portState(host: string, port: number): Promise<"free" | "taken" | "forbidden"> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return "free";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") {
      return "taken";
    }
    if (code === "EACCES") {
      return "forbidden";
    }
    throw error;
  }
}
