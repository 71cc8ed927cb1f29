/** Shells in which tests try completion, besides bash. */
import type { Progress } from "./active-directory/install-samba.ts";
import { ensureDebianPackages } from "./debian-packages.ts";
import { findExecutable } from "./pulumi/executable.ts";

const shells = ["zsh", "fish"];

/** Installs what is missing of them. */
export async function ensureShells(progress?: Progress): Promise<void> {
  await ensureDebianPackages(
    {
      need: "The tests of completion need zsh and fish",
      packages: shells,
      find: async () => {
        const found = await Promise.all(shells.map((shell) => findExecutable(shell, process.env)));
        return found.includes(undefined) ? undefined : found;
      },
    },
    progress,
  );
}
