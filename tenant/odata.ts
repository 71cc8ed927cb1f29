/** Text in `$filter`. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Most values that Microsoft Graph takes after one `in`. */
const valuesPerFilter = 15;

/** Filters that together find what has one of the values; none when there are no values. */
export function anyOf(property: string, values: readonly string[]): string[] {
  const filters: string[] = [];
  for (let start = 0; start < values.length; start += valuesPerFilter) {
    const some = values.slice(start, start + valuesPerFilter);
    filters.push(`${property} in (${some.map(quoted).join(",")})`);
  }
  return filters;
}
