/**
 * Pulumi's SDK loads npm's dependency resolver and the TypeScript compiler at its start, 450 modules, for one thing:
 * turning functions into text. This program turns none into text, so both are loaded when first used. Imported for its
 * effect, before the SDK; without it everything works the same, only slower.
 */
import Module from "node:module";
import { keepCompiled } from "./compile-cache.js";

keepCompiled("natives");

/** What is required, and the part of the SDK that requires it. */
const rarelyUsed = [
  { request: "@npmcli/arborist", by: /closure[\\/]codePaths\.js$/ },
  { request: "../../typescript-shim", by: /closure[\\/]parseFunction\.js$/ },
];

// The SDK's own tracing replaces the same function.
const load = Module._load;
Module._load = function loadOrPutOff(request, parent, isMain) {
  const isPutOff = rarelyUsed.some((one) => one.request === request && one.by.test(parent?.filename ?? ""));
  return isPutOff ? putOff(() => load.call(this, request, parent, isMain)) : load.call(this, request, parent, isMain);
};

function putOff(loadNow) {
  let loaded;
  return new Proxy(
    {},
    {
      get(_, name) {
        // By this the SDK asks whether it has to copy every property, before it uses any.
        if (name === "__esModule") return true;
        loaded ??= loadNow();
        return loaded[name];
      },
    },
  );
}
