/**
 * Pulumi's SDK loads npm's dependency resolver, the TypeScript compiler, its automation API, a tracer, a reader of source
 * maps and more at its start, hundreds of modules, for what this program hardly ever does: turn functions into text, run
 * other programs, be traced. Without an engine, gRPC is not needed either. Microsoft's sign-in library loads every way to
 * sign in, of which a run needs one. All that is loaded when first used; stack traces show the SDK's JavaScript as it
 * stands, and its promises have none. Zod's messages in languages other than English are never loaded, and Zod compiles
 * nothing. Imported for its effect, before the SDK; without it everything works the same, only slower.
 */
import Module from "node:module";
import { keepCompiled } from "./compile-cache.js";

keepCompiled("natives");

/** What is required, and the part of a library that requires it. */
const rarelyUsed = [
  { request: /^\.\/closure\/(serializeClosure|codePaths)$/, by: /@pulumi[\\/]pulumi[\\/]runtime[\\/]index\.js$/ },
  { request: /^js-yaml$/, by: /runtime[\\/]manifest\.js$/ },
  { request: /^semver$/, by: /runtime[\\/]rpc\.js$|cmd[\\/]run[\\/]run\.js$/ },
  { request: /^\.\/(automation|provider)$/, by: /@pulumi[\\/]pulumi[\\/]index\.js$/ },
  { request: /^@opentelemetry\/(?!api$)/, by: /cmd[\\/]run[\\/]tracing\.js$/ },
  { request: /^source-map-support\/register$/, by: /cmd[\\/]run[\\/]index\.js$/ },
  {
    request: /^@grpc\/grpc-js$|^\.\.\/proto\/\w+_grpc_pb$|^@opentelemetry\/api$/,
    by: /@pulumi[\\/]pulumi[\\/](errors|runtime[\\/]\w+)\.js$/,
  },
  { request: /^\.\/credentials\//, by: /@azure[\\/]identity[\\/]dist[\\/]commonjs[\\/]index\.js$/ },
  // Sends requests, which a sign-in by the Azure CLI does not need.
  { request: /^@azure\/core-rest-pipeline$/, by: /@azure[\\/]identity[\\/]dist[\\/]commonjs[\\/]tokenProvider\.js$/ },
  // Signs with a certificate.
  { request: /^jsonwebtoken$/, by: /msal-node\.cjs$/ },
];

// The SDK's own tracing replaces the same function.
const load = Module._load;
Module._load = function loadOrPutOff(request, parent, isMain) {
  const isPutOff = rarelyUsed.some((one) => one.request.test(request) && one.by.test(parent?.filename ?? ""));
  if (isPutOff) return putOff(() => load.call(this, request, parent, isMain));
  const loaded = load.call(this, request, parent, isMain);
  return request === "./debuggable" ? withoutStacks(loaded) : loaded;
};

const lightened = new WeakSet();

/** For each of its promises the SDK writes down where it was made, and shows that where it is asked about those that never end. */
function withoutStacks(debuggable) {
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS || lightened.has(debuggable)) return debuggable;
  lightened.add(debuggable);
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return debuggable;
}

// Zod would compile a function for each shape, which takes longer than to look at the few values of a run. It is told
// here, because a call of its own would come after the first shapes are made.
globalThis.__zod_globalConfig = { ...globalThis.__zod_globalConfig, jitless: true };

// An import cannot be put off. Zod imports its messages in every language; those it takes by itself are the English ones.
Module.registerHooks({
  resolve: (request, context, resolve) =>
    resolve(
      request === "../locales/index.js" && context.parentURL?.includes("/zod/v4/") ? "../locales/en.js" : request,
      context,
    ),
});

/** A module in name: its members can be taken from it without loading it, and load it when they are used. */
function putOff(loadNow) {
  let loaded;
  const module = () => {
    loaded ??= loadNow();
    return loaded;
  };
  return new Proxy(
    {},
    {
      // By this the SDK asks whether it has to copy every property, before it uses any.
      get: (_, name) => (name === "__esModule" ? true : putOffMember(() => module()[name])),
    },
  );
}

/** A function, a class or an object of such a module; its plain values are never asked for. */
function putOffMember(member) {
  return new Proxy(function unused() {}, {
    get: (_, name) => Reflect.get(member(), name),
    apply: (_, self, args) => Reflect.apply(member(), self, args),
    construct: (_, args) => Reflect.construct(member(), args),
  });
}
