/**
 * The environment of whoever runs the tests changes no verdict and no output: what the product, the engine or a terminal
 * library would take from there is removed before each file. A test that is about such a variable sets it.
 */
const removed = [
  // Colours and width: Vitest colours when CI is set, and every process that a test starts would inherit that.
  /^(?:CLICOLOR|CLICOLOR_FORCE|COLORTERM|COLUMNS|FORCE_COLOR|LINES|NO_COLOR)$/,
  // Where a build server is recognized.
  /^(?:CI|TF_BUILD)$|^(?:GITHUB|GITLAB|SYSTEM)_/,
  // Proxies and trust.
  /^(?:all|ftp|http|https|no)_proxy$/i,
  /^(?:NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|NODE_USE_ENV_PROXY|SSL_CERT_DIR|SSL_CERT_FILE)$/,
  // Sign-in, settings of the engine and of the product.
  /^(?:ACTIONS|ARM|AZURE|IDENTITY|MSI)_/,
  /^PULUMI_/,
  /^HYBRID_SYNC_(?!ALLOW_DOWNLOAD$)/,
];

for (const name of Object.keys(process.env))
  if (removed.some((pattern) => pattern.test(name))) delete process.env[name];
