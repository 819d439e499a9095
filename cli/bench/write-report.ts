import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes `DIR/name.json`; nothing when no folder was asked for. */
export async function writeReport(folder: string | null, name: string, report: object): Promise<void> {
  if (folder === null) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
}
