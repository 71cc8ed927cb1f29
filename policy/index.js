import("../require-node.js").then(() => import("../lighter-sdk.js")).then(() => import("./pack.ts"));
