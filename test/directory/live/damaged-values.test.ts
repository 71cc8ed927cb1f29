import { describe, expect, it } from "vitest";
import { DamagedValueError } from "../../../directory/damaged-value.ts";
import { LdapEntry } from "../../../directory/live/entry.ts";
import { closureIn } from "../../../directory/live/group-closure.ts";
import { nodeKey } from "../../../directory/live/group-graph.ts";
import { directoryObject } from "../../../directory/live/objects.ts";
import { DirectoryUnavailableError } from "../../../directory/source.ts";

describe("bytes that are no security identifier", () => {
  it.each(["objectSid", "sIDHistory"])("make %s of their own object unreadable, and name both", (attribute) => {
    for (const bytes of [Buffer.alloc(0), Buffer.from([1]), Buffer.from([1, 9, 0, 0]), Buffer.alloc(300, 255)]) {
      const entry = new LdapEntry({ dn: "CN=x,DC=wingtip,DC=test", [attribute]: [bytes] });
      expect(() => directoryObject(entry)).toThrow(DamagedValueError);
      expect(() => directoryObject(entry)).toThrow(DirectoryUnavailableError);
      expect(() => directoryObject(entry)).toThrow(`${attribute} of CN=x,DC=wingtip,DC=test cannot be decoded`);
    }
  });
});

describe("a group that is in very many others", () => {
  it("is followed into all of them", () => {
    const node = (index: number) => ({
      sid: `S-1-5-21-1-2-3-${1000 + index}`,
      distinguishedName: `CN=g${index},DC=wingtip,DC=test`,
      samAccountName: null,
      domainLocal: false,
      sidHistory: [],
    });
    const first = node(0);
    const parents = Array.from({ length: 150_000 }, (_, index) => node(index + 1));
    const told = { all: null, globalAndUniversal: null };
    const graph = { start: [first], parents: new Map([[nodeKey(first), parents]]), told };
    expect(closureIn(graph, "wingtip.test", () => "wingtip.test").groups).toHaveLength(150_001);
  });
});
