import { execa } from "execa";
import { expect, it } from "vitest";
import { projectRoot } from "../../lab/practice.ts";

const program = (own: string) => `
import { listenForEndings, whenToldToEnd } from "${projectRoot}/commands/told-to-end.ts";
listenForEndings();
process.kill(process.pid, "SIGINT");
${own}
setTimeout(() => process.exit(0), 5000);
`;

it.each([
  ["the command has no end of its own", "", ["", 130]],
  [
    "the command takes its end over at that very moment",
    "whenToldToEnd((signal, exitStatus) => { console.log(signal, exitStatus); process.exit(7); });",
    ["SIGINT 130", 7],
  ],
])("ends what is told to end where %s", async (_, own, [said, exitCode]) => {
  const { stdout, exitCode: status } = await execa(
    process.execPath,
    ["--input-type=module-typescript", "-e", program(own)],
    {
      reject: false,
    },
  );
  expect([stdout, status]).toEqual([said, exitCode]);
});
