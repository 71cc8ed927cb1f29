/** Starts a practice directory, says where it is, and waits: for tests that kill this process. */
import { startPracticeDirectory } from "../../../../lab/active-directory/practice-directory.ts";
import { CertificateAuthority } from "../../../../lab/certificate-authority.ts";

const domain = { dnsName: "contoso.example", netBiosName: "CONTOSO" };
const authority = await CertificateAuthority.create();
const { pid, folder } = await startPracticeDirectory({ domain }, { authority });
console.log(JSON.stringify({ pid, folder }));
process.stdin.resume();
