import("../node-loading/require-node.js")
  .then(() => import("../node-loading/lighter-sdk.js"))
  .then(() => import("./pack.ts"));
