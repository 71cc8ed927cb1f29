/**
 * Commands that change the tenant, with what takes each back.
 * Sources: https://learn.microsoft.com/cli/azure/ad/sp and https://learn.microsoft.com/cli/azure/ad/user
 */
import { type Command, changing, shell } from "./command.ts";
import type { RunWord } from "./directory-change.ts";

export function creatingServicePrincipal(applicationId: string): Command {
  return withUndo(
    shell`az ad sp create --id ${applicationId}`,
    "ad sp create --id",
    "ad sp delete --id",
    applicationId,
  );
}

export function enablingServicePrincipal(applicationId: string): Command {
  const words = "ad sp update --set accountEnabled=true --id";
  const line = shell`az ad sp update --id ${applicationId} --set accountEnabled=true`;
  return withUndo(line, words, words.replace("true", "false"), applicationId);
}

export function enablingUser(objectId: string): Command {
  const words = "ad user update --account-enabled true --id";
  const line = shell`az ad user update --id ${objectId} --account-enabled true`;
  return withUndo(line, words, words.replace("true", "false"), objectId);
}

function withUndo(line: Command, words: string, undo: string, id: string): Command {
  const program = "az";
  const all = (text: string): readonly RunWord[] => [...text.split(" "), id].map((value) => ({ value }));
  return changing(line, {
    change: "run",
    at: "tenant",
    program,
    words: all(words),
    undo: { program, words: all(undo) },
  });
}
