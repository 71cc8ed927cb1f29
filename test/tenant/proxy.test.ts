import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveCloud } from "../../tenant/cloud-endpoints.ts";

/** What the proxy was asked to connect to; it refuses. */
const asked: string[] = [];
const proxy = createServer().on("connect", ({ url = "" }, socket) => {
  asked.push(url);
  socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
});

const host = "metadata.wingtip.test";
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});

afterAll(() => {
  proxy.close();
});

async function askedThrough(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  asked.length = 0;
  await expect(resolveCloud({ ARM_METADATA_HOSTNAME: host, ...environment })).rejects.toThrow("cannot be reached");
  return [...asked];
}

describe("a proxy", () => {
  it.each(["HTTPS_PROXY", "https_proxy"])("that %s names is asked for the tenant", async (name) => {
    expect(await askedThrough({ [name]: `http://${address}` })).toEqual([`${host}:443`]);
    expect(await askedThrough({ [name]: address })).toEqual([`${host}:443`]);
  });

  it.each([host, ".wingtip.test", "*"])("is not asked for what NO_PROXY lists as %s", async (exception) => {
    const environment = { HTTPS_PROXY: `http://${address}`, NO_PROXY: `contoso.example, ${exception}` };
    expect(await askedThrough(environment)).toEqual([]);
  });

  it("is not asked for this machine", async () => {
    const environment = { HTTPS_PROXY: `http://${address}`, ARM_METADATA_HOSTNAME: "localhost:1" };
    expect(await askedThrough(environment)).toEqual([]);
  });

  it.each(["socks5://user:hunter2@wingtip.test", "http://", "two words", "http://user:hunter2%ZZ@wingtip.test"])(
    "that is none, %s, is told without its address",
    async (value) => {
      await expect(resolveCloud({ ARM_METADATA_HOSTNAME: host, HTTPS_PROXY: value })).rejects.toThrow(
        /^HTTPS_PROXY names no HTTP proxy(?!.*hunter2)/,
      );
    },
  );
});
