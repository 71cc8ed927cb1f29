import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { connect } from "../../tenant/graph-connection.ts";
import { mostEmptyPages, mostPages } from "../../tenant/next-links.ts";
import { TenantError } from "../../tenant/tenant-error.ts";
import { startTenant } from "./practice.ts";

const name = z.object({ userPrincipalName: z.string() });
const question = {
  path: "/users",
  filter: "displayName eq 'One of many'",
  select: ["userPrincipalName"],
  subject: "the users",
  permission: "User.Read.All",
};

describe("a list from Microsoft Graph", () => {
  it("is read to its last page", async () => {
    const users = Array.from({ length: 205 }, (_, index) => ({
      userPrincipalName: `user${index}@contoso.onmicrosoft.com`,
      displayName: "One of many",
    }));
    await using tenant = await startTenant({ users });
    const found = await (await connect(tenant.environment)).list(name, question);
    expect(found.map(({ userPrincipalName }) => userPrincipalName)).toEqual(
      users.map(({ userPrincipalName }) => userPrincipalName),
    );
    expect(tenant.requests.filter(({ path }) => path === "/graph/v1.0/users")).toHaveLength(3);
  });

  it("is refused when it has another form than expected", async () => {
    await using tenant = await startTenant({
      users: [{ userPrincipalName: "a@contoso.onmicrosoft.com", displayName: "One of many" }],
    });
    const graph = await connect(tenant.environment);
    await expect(graph.list(z.object({ shoeSize: z.number() }), question)).rejects.toThrow(TenantError);
  });

  it("is refused with Graph's code when the question is wrong", async () => {
    await using tenant = await startTenant();
    const graph = await connect(tenant.environment);
    await expect(graph.list(name, { ...question, filter: "shoeSize eq 43" })).rejects.toMatchObject({
      reason: "Microsoft Graph could not read the users (400 Request_UnsupportedQuery)",
    });
  });
});

describe("a list from Microsoft Graph that has no end", () => {
  /** What is asked, and where the token went, when each question is answered so. */
  async function ask(answer: (url: URL, asked: number) => Response) {
    await using tenant = await startTenant();
    const graph = await connect(tenant.environment);
    const asked: URL[] = [];
    vi.stubGlobal("fetch", async (input: string | URL) => {
      const url = new URL(input);
      asked.push(url);
      return answer(url, asked.length);
    });
    const refused = await graph.list(name, question).then(
      () => expect.unreachable("it came to an end"),
      (error: unknown) => error,
    );
    vi.unstubAllGlobals();
    expect(refused).toBeInstanceOf(TenantError);
    return {
      reason: (refused as TenantError).reason,
      hosts: new Set(asked.map(({ host }) => host)),
      asked: asked.length,
    };
  }

  const page = (link: string | URL, entries: number) =>
    Response.json({
      value: Array.from({ length: entries }, () => ({ userPrincipalName: "one" })),
      "@odata.nextLink": String(link),
    });
  const next = (url: URL, token: number | string) => new URL(`?$skiptoken=${token}`, url);

  it("is given up where a page leads to itself, or several in a circle", async () => {
    const itself = await ask((url) => page(next(url, "same"), 1));
    expect(itself).toMatchObject({ asked: 2, reason: expect.stringContaining("its pages form a loop") });
    const circle = await ask((url, asked) => page(next(url, asked % 3), 1));
    expect(circle).toMatchObject({ asked: 4, reason: expect.stringContaining("its pages form a loop") });
  });

  it("is given up after a number of pages, and sooner where they are empty", async () => {
    const pages = await ask((url, asked) => page(next(url, asked), 1));
    expect(pages).toMatchObject({ asked: mostPages, reason: expect.stringContaining("more than 1000 pages") });
    const empty = await ask((url, asked) => page(next(url, asked), 0));
    expect(empty).toMatchObject({
      asked: mostEmptyPages,
      reason: expect.stringContaining("pages in a row were empty"),
    });
  });

  it.each(["https://attacker.example/v1.0/users", "//attacker.example/", "users?$skiptoken=2", "file:///etc/passwd"])(
    "is not followed to %s",
    async (link) => {
      const { asked, hosts, reason } = await ask(() => page(link, 1));
      expect(asked).toBe(1);
      expect([...hosts][0]).toMatch(/^localhost:/);
      expect(reason).toContain("the next page is on another host, which the program does not contact");
    },
  );

  it("is not followed by a redirection, and no answer is waited for longer than a minute", async () => {
    const redirected = await ask(
      () => new Response(null, { status: 302, headers: { location: "https://attacker.example/" } }),
    );
    expect(redirected).toMatchObject({ asked: 1, reason: "Microsoft Graph could not read the users (302 no code)" });
    for (const wait of ["31536000", "Thu, 01 Jan 2099 00:00:00 GMT", "1e9", "soon"]) {
      const throttled = await ask(() => new Response(null, { status: 429, headers: { "retry-after": wait } }));
      expect(throttled).toMatchObject({
        asked: 1,
        reason: expect.stringContaining("kept asking the program to slow down"),
      });
    }
  });

  it("is given up where one answer never ends", async () => {
    const chunk = new Uint8Array(8 * 1024 * 1024);
    const { asked, reason } = await ask(
      () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) })),
    );
    expect(asked).toBe(1);
    expect(reason).toContain("the program did not read to the end");
  });
});
