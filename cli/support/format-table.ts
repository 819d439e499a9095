/** Text in columns, the first flush left and the others flush right; numbers with `digits` decimals, null as a dash. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
  digits = 2,
): readonly string[] {
  const cells = rows.map((row) =>
    row.map((value) => (value === null ? '-' : typeof value === 'number' ? value.toFixed(digits) : value)),
  );
  const widths = header.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  return [header, ...cells].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
