import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { resolveCloud } from "../../tenant/cloud-endpoints.ts";
import { connect } from "../../tenant/graph-connection.ts";
import { ConnectProxy } from "../fixtures/connect-proxy.ts";
import { startTenant, startTenantOf } from "./practice.ts";

const host = "metadata.wingtip.test";
let proxy: ConnectProxy;

beforeAll(async () => {
  proxy = await ConnectProxy.start();
});

beforeEach(() => {
  proxy.asked.length = 0;
  proxy.connections = 0;
  proxy.status = "403 Forbidden";
  proxy.closeTunnels();
});
afterAll(() => {
  proxy.close();
});

async function askedThrough(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  proxy.asked.length = 0;
  await expect(resolveCloud({ ARM_METADATA_HOSTNAME: host, ...environment })).rejects.toThrow("cannot be reached");
  return [...proxy.asked];
}

describe("a proxy", () => {
  it.each(["HTTPS_PROXY", "https_proxy"])("that %s names is asked for the tenant", async (name) => {
    expect(await askedThrough({ [name]: `http://${proxy.address}` })).toEqual([`${host}:443`]);
    expect(await askedThrough({ [name]: proxy.address })).toEqual([`${host}:443`]);
  });

  it.each([host, ".wingtip.test", "*"])("is not asked for what NO_PROXY lists as %s", async (exception) => {
    const environment = { HTTPS_PROXY: `http://${proxy.address}`, NO_PROXY: `contoso.example, ${exception}` };
    expect(await askedThrough(environment)).toEqual([]);
  });

  it("is not asked for this machine", async () => {
    const environment = { HTTPS_PROXY: `http://${proxy.address}`, ARM_METADATA_HOSTNAME: "localhost:1" };
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

describe("the way to a tenant behind a proxy", () => {
  const hidden = "tenant.wingtip.test";
  const question = {
    path: "/users",
    select: ["userPrincipalName"],
    subject: "the users",
    permission: "User.Read.All",
  };
  const name = z.object({ userPrincipalName: z.string() });
  const anna = { userPrincipalName: "anna@contoso.onmicrosoft.com", displayName: "Anna" };

  it.each(["http://", ""])(
    "leads through it, for the sign-in and for Microsoft Graph alike, given as %s…",
    async (scheme) => {
      await using tenant = await startTenantOf(hidden, { users: [anna] });
      proxy.connections = Number.POSITIVE_INFINITY;
      const graph = await connect({ ...tenant.environment, HTTPS_PROXY: `${scheme}${proxy.address}` });
      expect(await graph.list(name, question)).toEqual([{ userPrincipalName: anna.userPrincipalName }]);
      expect(new Set(proxy.asked)).toEqual(new Set([tenant.metadataHost]));
      // The metadata with Microsoft Graph, and the sign-in, each by its own.
      expect(proxy.asked.length).toBeGreaterThan(1);
    },
  );

  it.each([hidden, ".wingtip.test", "*"])("leads past it for what NO_PROXY lists as %s", async (exception) => {
    await using tenant = await startTenantOf(hidden);
    proxy.connections = Number.POSITIVE_INFINITY;
    const environment = { ...tenant.environment, HTTPS_PROXY: proxy.address, NO_PROXY: exception };
    await expect(connect(environment)).rejects.toThrow(`${hidden}:`);
    expect(proxy.asked).toEqual([]);
  });

  it("leads past it on this machine, for the sign-in and for Microsoft Graph alike", async () => {
    await using tenant = await startTenant({ users: [anna] });
    const graph = await connect({ ...tenant.environment, HTTPS_PROXY: `http://${proxy.address}` });
    expect(await graph.list(name, question)).toHaveLength(1);
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ["403 Forbidden", /HTTPS_PROXY names refused to connect to it \(403\)\..*in NO_PROXY/],
    [
      "407 Proxy Authentication Required",
      /HTTPS_PROXY names refused to connect to it \(407\)\..*password of the proxy in HTTPS_PROXY/,
    ],
  ])("ends at a proxy that answers %s, and each question says so", async (refusal, words) => {
    proxy.status = refusal;
    const messages: string[] = [];
    // With so many connections the metadata host answers, then the sign-in, and then nobody.
    for (const [allowed, attempt] of attempts) {
      await using tenant = await startTenantOf(hidden);
      proxy.connections = allowed;
      messages.push(
        await failureOf(attempt({ ...tenant.environment, HTTPS_PROXY: `http://user:hunter2@${proxy.address}` })),
      );
    }
    expect(messages).toEqual([
      expect.stringMatching(/^the metadata host tenant\.wingtip\.test:\d+ cannot be reached: /),
      expect.stringMatching(/^the sign-in service tenant\.wingtip\.test:\d+ cannot be reached: /),
      expect.stringMatching(/^Microsoft Graph cannot be reached: /),
    ]);
    for (const message of messages) {
      expect(message).toMatch(words);
      expect(message).not.toContain("hunter2");
    }
  });

  it("ends where no proxy answers, which is told apart from a service that does not", async () => {
    const environment = { ARM_METADATA_HOSTNAME: hidden, HTTPS_PROXY: "http://127.0.0.1:1" };
    expect(await failureOf(resolveCloud(environment))).toMatch(
      /^the metadata host tenant\.wingtip\.test cannot be reached: the proxy that HTTPS_PROXY names does not answer \(ECONNREFUSED\)/,
    );
  });

  const attempts: readonly (readonly [number, (environment: Readonly<Record<string, string>>) => Promise<unknown>])[] =
    [
      [0, resolveCloud],
      [1, connect],
      [
        2,
        async (environment) => {
          const graph = await connect(environment);
          proxy.closeTunnels();
          // Until the connections that are kept for the next question have noticed.
          await new Promise((resolve) => setTimeout(resolve, 100));
          return graph.list(name, question);
        },
      ],
    ];

  async function failureOf(attempt: Promise<unknown>): Promise<string> {
    return attempt.then(
      () => "nothing failed",
      ({ message }: Error) => message,
    );
  }
});
