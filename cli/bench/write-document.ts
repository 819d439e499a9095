import { readFile, writeFile } from 'node:fs/promises';
import { CommandFailure } from '../support/command-failure.ts';
import { updateTable, type DocumentTable } from './document-table.ts';

/** Puts the rows between the marks of a Markdown file. Throws a CommandFailure where it has none. */
export async function writeDocument(
  file: string,
  table: DocumentTable,
  rows: readonly (readonly string[])[],
  keepsOthers = false,
): Promise<void> {
  const text = updateTable(await readFile(file, 'utf8'), table, rows, keepsOthers);
  if (text === null) throw new CommandFailure(`${file} has no lines '${table.begin}' and '${table.end}'.`);
  await writeFile(file, text);
}
