export interface DocumentTable {
  /** Lines of the document between which the table stands. */
  readonly begin: string;
  readonly end: string;
  readonly columns: readonly string[];
  /** This many columns say which row it is. */
  readonly keyColumns: number;
  /** The rows stay in the order in which they come, instead of that of their keys. */
  readonly keepsOrder?: boolean;
}

/**
 * The Markdown document with `rows` in its table. With `keepsOthers`, rows of other keys that stood there
 * stay. Null when the document has no place for the table.
 */
export function updateTable(
  document: string,
  { begin, end, columns, keyColumns, keepsOrder = false }: DocumentTable,
  rows: readonly (readonly string[])[],
  keepsOthers: boolean,
): string | null {
  const from = document.indexOf(begin);
  // Tables before this one have the same end.
  const to = from < 0 ? -1 : document.indexOf(end, from);
  if (to < 0) return null;
  const lines = document.slice(from + begin.length, to).split('\n');
  const [, , ...known] = lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const keyOf = (cells: readonly string[]) => cells.slice(0, keyColumns).join(' | ');
  const table = new Map([...(keepsOthers ? known : []), ...rows].map((cells) => [keyOf(cells), cells]));
  const ordered = keepsOrder ? [...table] : [...table].sort(([a], [b]) => (a < b ? -1 : 1));
  const content = [columns, columns.map(() => '---'), ...ordered.map(([, cells]) => cells)].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return `${document.slice(0, from)}${begin}\n\n${content.join('\n')}\n\n${document.slice(to)}`;
}
