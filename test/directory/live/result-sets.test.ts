import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { Connection } from "../../../directory/live/connection.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";
import { done, resultMessage } from "../../../lab/scripted-directory/response.ts";
import { type Asked, end, hostileTarget, person, startHostileController } from "./hostile-controller.ts";
import { wingtip } from "./scripted-forest.ts";

/** Keeps ten paged searches as Active Directory does: of one more it forgets the oldest, and refuses its next page. */
function keepingTen() {
  const begun = new Set<string>();
  const kept = new Set<string>();
  return (socket: Socket, { id, base }: Asked) => {
    // Answered once everything has come in that was sent together.
    setImmediate(() => {
      if (!begun.has(base)) {
        begun.add(base);
        kept.add(base);
        const [oldest = ""] = kept;
        if (kept.size > 10) kept.delete(oldest);
        socket.write(person(id, 1));
        socket.write(end(id, base));
        return;
      }
      const known = kept.delete(base);
      socket.write(known ? end(id) : resultMessage(id, done.search, { code: 53 }));
    });
  };
}

it("begins no more paged searches at once than a domain controller keeps for one connection", async () => {
  await using controller = await startHostileController(keepingTen());
  const connection = await Connection.open(hostileTarget(controller));
  const units = Array.from({ length: 25 }, (_, number) => `OU=${number},${wingtip}`);
  const search = { scope: "sub", attributes: ["cn"] } as const;
  const found = await Promise.all(units.map((unit) => connection.searchController(unit, search)));
  expect(found.map((entries) => entries.length)).toEqual(units.map(() => 1));
  await connection.close();
});

it("goes on after a search that is refused", async () => {
  await using controller = await startHostileController((socket, { id }) =>
    socket.write(resultMessage(id, done.search, { code: 1 })),
  );
  const connection = await Connection.open(hostileTarget(controller));
  for (let time = 0; time < 12; time++) {
    const asked = connection.searchController(wingtip, { scope: "sub", attributes: ["cn"] });
    await expect(asked).rejects.toThrow(DirectoryUnavailableError);
  }
  await connection.close();
});
