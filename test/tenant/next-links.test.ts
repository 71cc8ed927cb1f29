import { describe, expect, it } from "vitest";
import { largestAnswer, readAnswer } from "../../tenant/graph-answer.ts";
import { largestList, longestList, mostEmptyPages, mostPages, NextLinks } from "../../tenant/next-links.ts";

const graph = "https://graph.microsoft.com";
const link = (page: number | string) => `${graph}/v1.0/users?$skiptoken=${page}`;
const page = (entries: number, size = 0) => ({ entries, size });
const links = () => new NextLinks(graph, "the users");

describe("links from page to page", () => {
  it("end where there is none", () => {
    expect(links().follow(undefined, page(0))).toBeUndefined();
  });

  it("are followed once each, so that a circle ends", () => {
    const followed = links();
    expect(followed.follow(link(1), page(100))).toBe(link(1));
    expect(followed.follow(link(2), page(100))).toBe(link(2));
    expect(() => followed.follow(link(1), page(100))).toThrow(
      "did not complete its answer about the users: its pages form a loop",
    );
  });

  it.each([
    "https://attacker.example/v1.0/users",
    "https://graph.microsoft.com.attacker.example/v1.0/users",
    "https://graph.microsoft.com:8443/v1.0/users",
    "http://graph.microsoft.com/v1.0/users",
    "/v1.0/users",
    "",
  ])("lead nowhere else, so that the token goes nowhere else: %j", (elsewhere) => {
    expect(() => links().follow(elsewhere, page(100))).toThrow("another host, which the program does not contact");
  });

  it("are given up after a number of empty pages in a row, and of pages", () => {
    const empty = links();
    for (let number = 1; number < mostEmptyPages; number++) empty.follow(link(number), page(0));
    expect(() => empty.follow(link("last"), page(0))).toThrow(`${mostEmptyPages} pages in a row were empty`);
    const many = links();
    for (let number = 1; number < mostPages; number++) many.follow(link(number), page(number % 2));
    expect(() => many.follow(link("last"), page(1))).toThrow(`more than ${mostPages} pages`);
  });

  it("are given up after a time and a size, so that slow and large pages end, too", () => {
    let now = 0;
    const slow = new NextLinks(graph, "the users", { now: () => now });
    expect(slow.follow(link(1), page(1))).toBe(link(1));
    now = longestList + 1;
    expect(() => slow.follow(link(2), page(1))).toThrow("took more than 10 minutes");
    const large = links();
    expect(large.follow(link(1), page(1, largestList))).toBe(link(1));
    expect(() => large.follow(link(2), page(1, 1))).toThrow("more than 256 MiB");
  });
});

describe("an answer", () => {
  it("that never ends is given up at its largest size", async () => {
    const chunk = new Uint8Array(8 * 1024 * 1024);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
    await expect(readAnswer(new Response(endless), "the users")).rejects.toThrow(
      `more than ${largestAnswer / 1024 / 1024} MiB`,
    );
  });

  it("that is no JSON has no content, and a refusal its code", async () => {
    const html = new Response("<html>Sign in</html>", { status: 200 });
    expect(await readAnswer(html, "the users")).toEqual({ status: 200, body: undefined, code: null, size: 20 });
    const refusal = Response.json({ error: { code: "Authorization_RequestDenied" } }, { status: 403 });
    expect(await readAnswer(refusal, "the users")).toMatchObject({ status: 403, code: "Authorization_RequestDenied" });
  });
});
