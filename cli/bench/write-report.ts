import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes `DIR/name.json`; nothing when no folder was asked for. */
export async function writeReport(folder: string | null, name: string, report: object): Promise<void> {
  await write(folder, `${name}.json`, `${JSON.stringify(report, null, 2)}\n`);
}

/** Writes `DIR/name.svg`; nothing when no folder was asked for. */
export async function writeFigure(folder: string | null, name: string, svg: string): Promise<void> {
  await write(folder, `${name}.svg`, svg);
}

async function write(folder: string | null, file: string, text: string): Promise<void> {
  if (folder === null) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), text);
}
