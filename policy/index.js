import("../require-node.js").then(() => import("./pack.ts"));
