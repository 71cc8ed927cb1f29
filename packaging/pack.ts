/** `npm run pack:policy` and `npm run pack:components`: packages that work outside the checkout. */
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { legibleLines } from "../catalogue/legible.ts";
import { declareTypes } from "./declare-types.ts";
import { emit, withoutTypes } from "./emit.ts";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

interface PackageKind {
  readonly name: string;
  readonly description: string;
  /** What comes first is the main one; the others are only named in texts. */
  readonly entries: readonly [string, ...string[]];
  /** What is copied as it is, and its name in the package. */
  readonly files: Readonly<Record<string, string>>;
  /** Packages that nothing in it imports, and that are needed beside it. */
  readonly also: readonly string[];
  /** Packages of which the program that uses it has the one copy. */
  readonly peers: readonly string[];
  readonly typed: boolean;
  /** What to do with it. */
  readonly next: string;
}

const kinds = {
  policy: {
    name: "hybrid-sync-policy",
    description: "Policy pack that judges every account that Microsoft Entra Cloud Sync and Connect Sync need",
    entries: ["policy/index.js"],
    files: { "policy/PulumiPolicy.yaml": "PulumiPolicy.yaml" },
    // Pulumi runs a pack by the SDK that stands beside it.
    also: ["@pulumi/pulumi"],
    peers: [],
    typed: false,
    next: "Run npm install in the folder. Then pulumi policy publish publishes it, and pulumi preview --policy-pack FOLDER uses it.",
  },
  components: {
    name: "hybrid-sync",
    description: "Pulumi components for every account that Microsoft Entra Cloud Sync and Connect Sync need",
    entries: [
      "components.ts",
      // Named in the text of the dynamic providers.
      "components/observation/provider.ts",
      "components/entra/eligibility/provider.ts",
      "components/azure/vault-name/provider.ts",
      // Named in the Pulumi.yaml of the program.
      "node-loading/dry-run.js",
    ],
    files: {},
    also: [],
    // Two copies of the SDK in one program do not know of each other's resources.
    peers: ["@pulumi/pulumi"],
    typed: true,
    next: "Install it in the other program: npm install TARBALL",
  },
} as const satisfies Readonly<Record<string, PackageKind>>;

export interface Packed {
  readonly folder: string;
  readonly tarball: string;
}

/** Builds a package in `place`, and replaces an earlier one. */
export async function pack(id: keyof typeof kinds, place = `${root}/.lab/packages`): Promise<Packed> {
  const kind: PackageKind = kinds[id];
  const folder = join(place, kind.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { packages } = await emit(root, kind.entries, folder);
  if (kind.typed) await declareTypes(root, kind.entries[0], folder);
  await copyFile(`${root}/LICENSE`, join(folder, "LICENSE"));
  for (const [from, to] of Object.entries(kind.files)) await copyFile(join(root, from), join(folder, to));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(kind, packages), null, 2)}\n`);
  const { status, stdout, stderr } = spawnSync("npm", ["pack", "--silent", "--pack-destination", place], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
  return { folder, tarball: join(place, stdout.trim()) };
}

/** With the versions of the checkout. */
async function manifest({ name, description, entries, also, peers, typed }: PackageKind, imported: readonly string[]) {
  const { version, license, dependencies } = JSON.parse(await readFile(`${root}/package.json`, "utf8"));
  const versions = (some: readonly string[]) => Object.fromEntries(some.map((one) => [one, dependencies[one]]));
  const main = `./${withoutTypes(entries[0])}`;
  const types = main.replace(/js$/, "d.ts");
  const needed = [...new Set([...imported, ...also])].filter((one) => !peers.includes(one)).toSorted();
  return {
    ...{ name, version, description, license, type: "module", main },
    ...(typed ? { types, exports: { ".": { types, default: main }, "./*": "./*" } } : {}),
    engines: { node: ">=22.18" },
    dependencies: versions(needed),
    ...(peers.length === 0 ? {} : { peerDependencies: versions(peers) }),
  };
}

if (import.meta.main) {
  const id = process.argv[2];
  if (id !== "policy" && id !== "components") throw new Error("Name a package: policy or components");
  const { folder, tarball } = await pack(id);
  process.stdout.write(`${legibleLines(`Folder   ${folder}\nTarball  ${tarball}\n${kinds[id].next}`)}\n`);
}
