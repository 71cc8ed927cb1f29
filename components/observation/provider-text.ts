/**
 * The dynamic provider as it is stored in the state, in JavaScript: it only hands every call on to provider.ts of the
 * checkout that runs it. So its text stays the same when the implementation changes, and old resources are refreshed
 * and deleted by today's code. Written out, because having the SDK turn an object into text takes half a second of every
 * preview. Change it as little as possible: every observed resource shows a change with it.
 */
export const providerText = `exports.handler = () => {
  // The host does not wait for "configure" before other calls come in: it keeps the configuration, and nothing else.
  let config;
  const implementation = () =>
    import(require("node:url").pathToFileURL(process.cwd() + "/components/observation/provider.ts").href);
  return {
    async configure(request) { config = request.config; },
    async check(olds, news) { return (await implementation()).check(config, olds, news); },
    async diff(id, olds, news) { return (await implementation()).diff(olds, news); },
    async create(inputs) { return (await implementation()).create(inputs); },
    async update(id, olds, news) { return { outs: news }; },
    async read(id, properties) { return (await implementation()).read(config, id, properties); },
    // What was observed is forgotten; there is nothing to delete anywhere.
    async delete() {},
  };
};
`;
