/** Starts a practice directory as whoever runs this, signs in, and says what it saw: for a test that gives root up. */
import type { SearchOptions } from "ldapts";
import { startPracticeDirectory } from "../../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../../lab/certificate-authority.ts";
import { as, asSystem } from "./ldap.ts";

const authority = await CertificateAuthority.create();
const description = {
  domain: { dnsName: "contoso.example", netBiosName: "CONTOSO" },
  users: [{ name: "ada", memberOf: ["Backup Operators"] }],
};
await using directory = await startPracticeDirectory(description, { authority });
const search: SearchOptions = { scope: "sub", filter: "(sAMAccountName=ada)", attributes: ["memberOf"] };
const seen = await as(directory, directory.reader, (client) => client.search(directory.baseDn, search));
const bySystem = await asSystem(directory, (client) => client.search(directory.baseDn, search));
const wrongPassword = await as(directory, { ...directory.reader, password: "wrong" }, async () => "accepted").catch(
  (error: Error) => error.name,
);
console.log(
  JSON.stringify({
    user: process.getuid?.(),
    seen: seen.searchEntries.map((entry) => entry.memberOf),
    bySystem: bySystem.searchEntries.length,
    wrongPassword,
    plainPort: directory.plainPort,
  }),
);
