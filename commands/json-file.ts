import { NamedFileError, readNamedText, recordedFile } from "../files/named-file.ts";

/**
 * What the JSON of a file that someone named holds. `unusable` makes the error of a fault, such as `is not JSON`; it never
 * quotes the text, which may hold a secret.
 */
export function readJsonFile(file: string, unusable: (fault: string) => Error): unknown {
  const text = read(file, unusable);
  try {
    return JSON.parse(text);
  } catch {
    throw unusable("is not JSON");
  }
}

function read(file: string, unusable: (fault: string) => Error): string {
  try {
    return readNamedText(file, recordedFile);
  } catch (error) {
    if (error instanceof NamedFileError) throw unusable(error.fault);
    throw error;
  }
}
