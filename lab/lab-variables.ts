import type { Practice } from "./practice.ts";

/** What a command line in the lab needs of it. */
export function labVariables({ directory, folder }: Practice, stack: string): Record<string, string> {
  return {
    LAB_DOMAIN_CONTROLLER: directory?.address ?? "",
    LAB_PORT: String(directory?.port ?? ""),
    LAB_READER: directory?.reader.bindName ?? "",
    LAB_CERTIFICATE_AUTHORITY: `${folder}/certificate-authority.pem`,
    LAB_STACK_FILE: `${folder}/project/Pulumi.${stack}.yaml`,
  };
}
