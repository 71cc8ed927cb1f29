/**
 * A dynamic provider as it is stored in the state, in JavaScript: it only hands every call on to the module of the
 * checkout that runs it, with the stack's configuration before the call's own arguments. So its text stays the same when
 * the implementation changes, and old resources are refreshed and deleted by today's code. Written out, because having
 * the SDK turn an object into text takes a good part of every preview. Change it as little as possible: every resource
 * shows a change with it.
 *
 * @param implementation path of a module within the checkout, which exports `check`, `diff`, `create`, `update`, `read`
 *   and `remove`; the first where inputs are more than what is declared
 */
export function providerText(implementation: string): string {
  return textWith(isPackage ? modulePathInPackage(implementation) : modulePathInCheckout(implementation));
}

/** Where the module stands from which this one was loaded; for what runs it in this process. */
export function moduleUrl(implementation: string): string {
  return new URL(`../${isPackage ? inJavaScript(implementation) : implementation}`, import.meta.url).href;
}

/** Node runs no TypeScript where packages are installed, so the package that packaging/ builds is JavaScript. */
const isPackage = import.meta.url.endsWith(".js");

const inJavaScript = (module: string) => module.replace(/\.ts$/, ".js");

const modulePathInCheckout = (module: string) => `process.cwd() + "/${module}"`;

/** As the program that uses the package would find it. */
const modulePathInPackage = (module: string) =>
  `require("node:module").createRequire(process.cwd() + "/package.json").resolve("hybrid-sync/${inJavaScript(module)}")`;

function textWith(modulePath: string): string {
  return `exports.handler = () => {
  // The host does not wait for "configure" before other calls come in: it keeps the configuration, and nothing else.
  let config;
  const implementation = () => import(require("node:url").pathToFileURL(${modulePath}).href);
  return {
    async configure(request) { config = request.config; },
    async check(olds, news) {
      const { check } = await implementation();
      return check ? check(config, olds, news) : { inputs: news };
    },
    async diff(id, olds, news) { return (await implementation()).diff(config, olds, news); },
    async create(inputs) { return (await implementation()).create(config, inputs); },
    async update(id, olds, news) { return (await implementation()).update(config, news); },
    async read(id, properties) { return (await implementation()).read(config, id, properties); },
    async delete(id, properties) { await (await implementation()).remove(config, properties); },
  };
};
`;
}
