import type { Questions } from "./questions.ts";

export interface InitOptions {
  readonly stack?: string;
  /** Where to write; Pulumi.<stack>.yaml of the project when absent. */
  readonly configFile?: string;
  readonly tool?: "cloud-sync" | "connect-sync" | "both";
  readonly forest?: string;
  readonly domainController?: string;
  readonly transport?: "ldaps" | "starttls";
  readonly port?: string;
  readonly reader?: string;
  readonly secretVariable?: string;
  readonly secretFile?: string;
  readonly certificateAuthority?: string;
  readonly tenant?: string;
  readonly yes?: boolean;
  /** False where neither a forest nor a tenant is to be asked. */
  readonly discover?: boolean;
}

export interface MakeOptions {
  readonly options: InitOptions;
  readonly projectRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined where nobody can be asked. */
  readonly questions: Questions | undefined;
  /** Told what happens, in sentences. */
  readonly say: (line: string) => void;
}
