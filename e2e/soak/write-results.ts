import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const RESULTS = new URL('../../bench/results/soak.json', import.meta.url);

/** Puts what was measured into bench/results/soak.json, in place of an earlier run's. */
export function writeResults(part: string, measured: unknown): void {
  const results: Record<string, unknown> = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
  writeFileSync(RESULTS, `${JSON.stringify({ ...results, [part]: measured }, null, 2)}\n`);
}
