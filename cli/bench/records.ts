import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure } from '../support/command-failure.ts';

/** Results by what they are of, kept in a file, so that a run that ended early goes on where it was. */
export interface Records<T> {
  get(key: string): T | undefined;
  add(key: string, value: T): Promise<void>;
}

/**
 * Opens a file of results, a line of JSON each behind one that says what they were measured with. A last line that was not written to its end is
 * dropped. Throws `CommandFailure` where `conditions` are others than those in the file.
 */
export async function openRecords<T>(file: string, conditions: object): Promise<Records<T>> {
  const head = JSON.stringify(conditions);
  const text = await readFile(file, 'utf8').catch(() => '');
  const [first, ...lines] = text.split('\n').slice(0, -1);
  if (first !== undefined && first !== head) {
    throw new CommandFailure(`${file} has results of another model or of other judges: choose another --out.`);
  }
  const known = new Map<string, T>();
  for (const line of lines) {
    // Our own lines.
    const { key, value } = JSON.parse(line) as { key: string; value: T };
    known.set(key, value);
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, [head, ...lines, ''].join('\n'));
  return {
    get: (key) => known.get(key),
    async add(key, value) {
      known.set(key, value);
      await appendFile(file, `${JSON.stringify({ key, value })}\n`);
    },
  };
}
