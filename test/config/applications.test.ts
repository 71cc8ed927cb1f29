import { describe, expect, it } from "vitest";
import { textsAfter } from "./problems-of.ts";

const servers = "hybrid-sync:connectSync.servers";

function declare(change: { first?: object; standby?: object; identity?: object }): string[] {
  return textsAfter(({ connectSync }) => {
    Object.assign(connectSync.identity, change.identity);
    const [first, standby] = connectSync.servers;
    if (change.first) Object.assign(first ?? {}, { application: change.first });
    if (change.standby) Object.assign(standby ?? {}, { application: change.standby });
  });
}

describe("the application of a sync server", () => {
  it("is that server's own, with its own certificate", () => {
    expect(
      declare({
        identity: { certificateFiles: ["sync01.pem"] },
        standby: { displayName: "Entra Connect Sync SYNC02", certificateFiles: ["sync02.pem", "sync02-next.pem"] },
      }),
    ).toEqual([]);
  });

  it("is given under identity for the first server", () => {
    expect(declare({ first: { displayName: "Another" } })).toEqual([
      `${servers}[0].application must be absent, got "Another": connectSync.identity describes the first server. ` +
        `Remove it with:\n  pulumi config rm --path '${servers}[0].application'`,
    ]);
  });

  it("has a name of its own, letter case aside", () => {
    const [text, ...others] = declare({ standby: { displayName: "entra connect sync SYNC01" } });
    expect(others).toEqual([]);
    expect(text).toContain(
      `${servers}[1].application.displayName must be an application that no other server has, got "entra connect sync SYNC01" a second time.`,
    );
  });

  it("has no certificate of another server, and none twice", () => {
    const texts = declare({
      identity: { certificateFiles: ["sync01.pem", "sync01.pem"] },
      standby: { displayName: "Entra Connect Sync SYNC02", certificateFiles: ["sync01.pem"] },
    });
    expect(texts).toHaveLength(2);
    for (const text of texts)
      expect(text).toContain('because its key stays on one server, got "sync01.pem" a second time');
  });

  it("has two certificates at most, the old and the new one", () => {
    const [text] = declare({ identity: { certificateFiles: ["1.pem", "2.pem", "3.pem"] } });
    expect(text).toContain("hybrid-sync:connectSync.identity.certificateFiles");
  });
});
