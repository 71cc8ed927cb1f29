import type { Path } from "../path.ts";
import type { Finding } from "../problems.ts";
import { showValue } from "../secrets.ts";
import { type Check, type DraftSettings, entriesOf, ignoringCase, repetitions } from "./draft.ts";

interface DeclaredApplication {
  readonly displayName?: string | undefined;
  readonly certificateFiles?: readonly (string | undefined)[] | undefined;
}

/** The first server signs in as connectSync.identity says. */
export const firstServerHasTheIdentity: Check = ({ connectSync }) => {
  const application = connectSync?.servers?.[0]?.application;
  if (application === undefined) return [];
  const path = ["connectSync", "servers", 0, "application"];
  return [
    {
      path,
      value: showValue(path, application.displayName),
      allowed: "absent for the first server, which connectSync.identity describes",
      predicate: `must be absent, got ${showValue(path, application.displayName)}: connectSync.identity describes the first server`,
      remedy: { remove: [path] },
    },
  ];
};

/** Each server has an application of its own, told apart by its name, with certificates whose keys stay on that server. */
export const eachServerItsOwnApplication: Check = (settings) => {
  const applications = declaredApplications(settings);
  const names = applications.flatMap(({ value, path }) =>
    value.displayName === undefined ? [] : [{ value: value.displayName, path: [...path, "displayName"] }],
  );
  const files = applications.flatMap(({ value, path }) =>
    entriesOf(value.certificateFiles, [...path, "certificateFiles"]),
  );
  return [
    ...repetitions(names, ignoringCase).map(({ value, path }) =>
      shared(value, path, "an application that no other server has", {
        set: [{ path, value: `${value} 2` }],
        example: true,
      }),
    ),
    ...repetitions(files, (file) => file).map(({ value, path }) =>
      shared(value, path, "a certificate that no other server has, because its key stays on one server", {
        remove: [path],
      }),
    ),
  ];
};

function shared(value: string, path: Path, allowed: string, remedy: Finding["remedy"]): Finding {
  const shown = showValue(path, value);
  return { path, value: shown, allowed, predicate: `must be ${allowed}, got ${shown} a second time`, remedy };
}

function declaredApplications({ connectSync }: DraftSettings): { value: DeclaredApplication; path: Path }[] {
  const { identity, servers } = connectSync ?? {};
  const first = identity?.kind === "application" ? [{ value: identity, path: ["connectSync", "identity"] }] : [];
  const others = entriesOf(servers, ["connectSync", "servers"]).flatMap(({ value, path }) =>
    value.application === undefined ? [] : [{ value: value.application, path: [...path, "application"] }],
  );
  return [...first, ...others];
}
