import { gte } from "semver";
import { expect, it } from "vitest";
import { ensureSamba, oldestSamba, SambaMissingError } from "../../../lab/active-directory/install-samba.ts";

it("Samba that is there is found without a word", async () => {
  await ensureSamba();
  const lines: string[] = [];
  const { version } = await ensureSamba((line) => lines.push(line));
  expect(gte(/^[\d.]+/.exec(version)?.[0] ?? "0.0.0", oldestSamba)).toBe(true);
  expect(lines).toEqual([]);
});

it("Samba that is missing and cannot be installed is one message with the way out", () => {
  const error = new SambaMissingError("Samba 4.17.12", "this process does not run as root");
  expect(error.message).toBe(
    "The practice directory needs a Samba AD domain controller of version 4.20.0 or newer, found Samba 4.17.12. It was " +
      "not installed, because this process does not run as root. Install the packages samba-ad-dc, samba-ad-provision, " +
      "python3-samba (on Debian 12 from bookworm-backports), or run this once as root on Debian.",
  );
});
