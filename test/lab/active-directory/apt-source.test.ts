import { describe, expect, it } from "vitest";
import { backportsSource } from "../../../lab/active-directory/apt-source.ts";

const stanzas = {
  name: "debian.sources",
  content: `Types: deb deb-src
# kept by hand
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
`,
};

describe("backportsSource", () => {
  it("takes mirror and key from the stanza that has the release", () => {
    expect(backportsSource([stanzas], "bookworm")).toEqual({
      name: "bookworm-backports.sources",
      content: `Types: deb
URIs: http://mirror.example/debian
Signed-By: /usr/share/keyrings/archive.gpg
Suites: bookworm-backports
Components: main
`,
    });
  });

  it("keeps a key that is written into the stanza over several lines", () => {
    const content = `Types: deb\nURIs: http://mirror.example\nSuites: bookworm\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n`;
    const source = backportsSource([{ name: "a.sources", content }], "bookworm");
    expect(source).toMatchObject({ content: expect.stringContaining("Signed-By:\n -----BEGIN\n .\n abc\nSuites:") });
  });

  it("takes mirror and options from a one-line source", () => {
    const content = `# deb http://old.example bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main non-free\n`;
    expect(backportsSource([{ name: "sources.list", content }], "bookworm")).toEqual({
      name: "bookworm-backports.list",
      content: "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm-backports main\n",
    });
  });

  it("adds nothing when backports are there already, in either format", () => {
    const list = { name: "b.list", content: "deb http://mirror.example/debian bookworm-backports main\n" };
    const sources = { name: "b.sources", content: stanzas.content.replace("bookworm-updates", "bookworm-backports") };
    expect(backportsSource([stanzas, list], "bookworm")).toBe("configured");
    expect(backportsSource([sources], "bookworm")).toBe("configured");
  });

  it("does not count a stanza that is switched off or is for source packages", () => {
    const off = { name: "a.sources", content: stanzas.content.replaceAll("Types: deb", "Enabled: no\nTypes: deb") };
    const source = { name: "a.sources", content: stanzas.content.replaceAll(/Types: .*/g, "Types: deb-src") };
    expect(backportsSource([off], "bookworm")).toBeNull();
    expect(backportsSource([source], "bookworm")).toBeNull();
  });

  it("finds nothing to derive from when no source has the release", () => {
    expect(backportsSource([stanzas], "trixie")).toBeNull();
  });
});
