import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it } from "vitest";
import { ensureSamba } from "../../../lab/active-directory/install-samba.ts";

/** The user "nobody", by the number that Debian gives it. */
const nobody = { uid: 65534, gid: 65534 };
const script = fileURLToPath(new URL("support/without-root.ts", import.meta.url));

it("a practice directory needs no root once Samba is installed", { timeout: 180_000 }, async () => {
  await ensureSamba();
  const { command, identity } = await withoutPrivileges();
  const home = await mkdtemp(join(tmpdir(), "hybrid-sync-nobody-"));
  await chown(home, identity.uid, identity.gid);
  try {
    const [program = "", ...parameters] = [...command, process.execPath, script];
    const env = { HOME: home, XDG_CACHE_HOME: join(home, "cache") };
    const { stdout } = await execa(program, parameters, { env, ...identity });
    expect(JSON.parse(stdout)).toEqual({
      user: identity.uid,
      seen: ["CN=Backup Operators,CN=Builtin,DC=contoso,DC=example"],
      bySystem: 1,
      wrongPassword: "InvalidCredentialsError",
      plainPort: null,
    });
  } finally {
    await rm(home, { recursive: true });
  }
});

/** As nobody; without any capability where the checkout is one that nobody cannot read; as this user when it is not root. */
async function withoutPrivileges() {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  if (own.uid !== 0) {
    return { command: [], identity: own };
  }
  const { exitCode } = await execa("test", ["-r", script], { ...nobody, cwd: "/", reject: false });
  return exitCode === 0
    ? { command: [], identity: nobody }
    : { command: ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"], identity: own };
}
