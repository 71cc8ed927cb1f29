/** In what a result can be shown, by name. */
export const formats = ["terminal", "json", "markdown", "sarif", "junit", "csv", "html"] as const;

export type Format = (typeof formats)[number];
