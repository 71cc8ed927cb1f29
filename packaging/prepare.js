// Plain JavaScript, because npm runs it with any Node, and also where the development dependencies were left out.
try {
  const { keepCheckCompiled } = await import("./compile-check.ts");
  await keepCheckCompiled();
} catch (error) {
  // Slower, and the same in every other way, so the installation goes on.
  process.stderr.write(
    `hybrid-sync check runs from its sources, because they could not be compiled: ${error.message}\n`,
  );
}
