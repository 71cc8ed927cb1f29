import dns from "node:dns";
import { isIP } from "node:net";
import { vi } from "vitest";

/** Lets every name below `domain` lead to this machine, as a DNS server of the forest would, until the test is over. */
export function namesOnLoopback(domain: string): Disposable {
  const lookup = vi.spyOn(dns, "lookup");
  lookup.mockImplementation(((name: string, options: dns.LookupOptions, callback: (...answer: unknown[]) => void) => {
    if (isIP(name) === 4) callback(null, name, 4);
    else if (!name.endsWith(`.${domain}`)) callback(Object.assign(new Error("not found"), { code: "ENOTFOUND" }));
    else if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
  }) as typeof dns.lookup);
  return { [Symbol.dispose]: () => lookup.mockRestore() };
}
