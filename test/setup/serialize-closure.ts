/**
 * The test runner rewrites imports, after which a dynamic provider cannot be serialized. Its text does not matter to
 * these tests; test/components/observation/thin-provider.test.ts serializes the real one in a process of its own.
 */
import { createRequire } from "node:module";

const serialization = createRequire(import.meta.url)("@pulumi/pulumi/runtime/closure/serializeClosure");
serialization.serializeFunction = async () => ({
  text: "exports.handler = () => ({});",
  exportName: "handler",
  isFactoryFunction: false,
  containsSecrets: false,
});
