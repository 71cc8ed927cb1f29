// Plain JavaScript, so that every version of Node can run it: the rest of the program is TypeScript that Node runs itself.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `hybrid-sync needs Node 22.18 or newer, and the node on PATH is ${process.versions.node}: install a newer Node, or run it through npm (npm start, npx hybrid-sync), which brings its own.\n`,
  );
  // Of hybrid-sync, 1 would be a verdict.
  process.exit(2);
}
