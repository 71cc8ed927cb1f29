/**
 * What a remedy changes, as data. Its command is written from it or stands beside it, a trial of it is made from it, and so
 * is a script that carries it out or takes it back.
 */
import type { Way } from "./permissions/requirement.ts";

export type DirectoryChange =
  | {
      readonly change: "grant";
      /** Distinguished name. */
      readonly on: string;
      /** `CONTOSO\name`. */
      readonly to: string;
      /** Security identifier of the same. */
      readonly sid: string;
      /** `domain root` is the object itself, whatever it is; the others are below it. */
      readonly ways: readonly Way[];
      /** GUIDs of the forest's schema by lDAPDisplayName, as far as they were observed; the catalogue knows others. */
      readonly guids?: Readonly<Record<string, string>>;
    }
  | {
      readonly change: "remove entry";
      readonly on: string;
      /** As it stands on the object, in SDDL; never an inherited one. */
      readonly entry: string;
      /** The attribute that has it, and its value now in base64; absent for the object's own permissions. */
      readonly of?: { readonly attribute: "msDS-GroupMSAMembership"; readonly value: string };
    }
  | { readonly change: "inherit permissions" | "stop inheriting permissions"; readonly on: string }
  | {
      readonly change: "set owner";
      readonly on: string;
      /** Security identifier. */
      readonly owner: string;
      /** Who owns it now; absent where that was not observed. */
      readonly before?: string;
    }
  | {
      readonly change: "add member" | "remove member";
      /** Security identifier, distinguished name or sAMAccountName. */
      readonly group: string;
      readonly member: string;
      /** DNS name of the domain of the group, where its name does not tell. */
      readonly domain?: string | undefined;
    }
  | {
      readonly change: "set attribute";
      readonly on: string;
      readonly attribute: string;
      /** Empty where the attribute is absent; not given where it was not observed. */
      readonly before?: readonly AttributeValue[];
      /** Empty to clear it. */
      readonly after: readonly AttributeValue[];
    }
  | {
      readonly change: "remove value";
      readonly on: string;
      readonly attribute: string;
      readonly value: string;
    }
  | {
      /** A bit of userAccountControl, which now is the other way. */
      readonly change: "set account control";
      /** Distinguished name or security identifier. */
      readonly on: string;
      readonly flag: AccountControlFlag;
      readonly to: boolean;
    };

/** An integer is one in the schema too. */
export type AttributeValue = string | number;

/** Source: https://learn.microsoft.com/troubleshoot/windows-server/active-directory/useraccountcontrol-manipulate-account-properties */
export const accountControlFlags = {
  ACCOUNTDISABLE: 0x2,
  DONT_EXPIRE_PASSWORD: 0x1_0000,
  SMARTCARD_REQUIRED: 0x4_0000,
  TRUSTED_FOR_DELEGATION: 0x8_0000,
} as const;

export type AccountControlFlag = keyof typeof accountControlFlags;

/** What a program or cmdlet does that is more than such a change. */
export interface Run {
  readonly change: "run";
  readonly at: PlaceOfWork;
  /** A cmdlet of the catalogue, or az. */
  readonly program: string;
  readonly words: readonly RunWord[];
  /** What takes it back; absent where nothing does by itself. */
  readonly undo?: { readonly program: string; readonly words: readonly RunWord[] };
}

/** A parameter, a value of one, or a credential that whoever runs it is asked for. */
export type RunWord = { readonly parameter: string } | { readonly value: string } | { readonly ask: "credential" };

/** Where work is done: on the host of a domain administrator, on the server of a sync tool, or signed in to the tenant. */
export const placesOfWork = ["directory", "sync-server", "tenant"] as const;
export type PlaceOfWork = (typeof placesOfWork)[number];

export type Change = DirectoryChange | Run;
