// Loaded before a command: names are asked of the DNS server of a test, and of no other.
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import { isIP } from "node:net";

dns.setServers([process.env.TEST_DNS_SERVER]);
dns.promises.setServers([process.env.TEST_DNS_SERVER]);

const resolve = async (name) => {
  if (name === "localhost") return ["127.0.0.1"];
  return isIP(name) === 0 ? dns.promises.resolve4(name) : [name];
};
dns.lookup = (name, options, callback) => {
  const [settings, answer] = typeof options === "function" ? [{}, options] : [options, callback];
  resolve(name).then(
    ([first, ...others]) => {
      if (settings.all)
        answer(
          null,
          [first, ...others].map((address) => ({ address, family: 4 })),
        );
      else answer(null, first, 4);
    },
    (error) => answer(error),
  );
};
dns.promises.lookup = async (name) => (await resolve(name)).map((address) => ({ address, family: 4 }));
syncBuiltinESMExports();
