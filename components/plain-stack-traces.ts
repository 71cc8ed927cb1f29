/**
 * Pulumi's SDK looks at the call stack of every resource and every promise, and has each translated by the source maps
 * of its own modules, which takes as long as the rest of the program together. Nothing needs translating here: Node
 * runs the TypeScript as it stands. Imported for its effect, before anything is registered.
 */
// What the SDK's runner has installed; Node's own way is back once it is gone.
Reflect.set(Error, "prepareStackTrace", undefined);
