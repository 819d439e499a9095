/** Calls take as many arguments as the stack holds, which in a worker is less than the values of a large graph. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where graphs are read, rewritten and handed over, and packs are opened. */
const PATHS = [
  ...['analysis', 'compiler', 'graph', 'onnx', 'ops', 'passes', 'tensor'].map((folder) => `src/engine/${folder}`),
  'src/packs',
  'src/runtime',
  'workers',
];

/** A spread among the arguments of a function that takes any number of them. */
const SPREAD = /\b(push|unshift|splice|concat|max|min|hypot|of|fromCharCode|fromCodePoint)\((?:[^()[\]{}]*,\s*)?\.\.\./;

/** Lines whose spread is bounded, and by what. */
const BOUNDED: Readonly<Record<string, string>> = {
  'src/engine/analysis/find-attention.ts: swapped.push(...swapped.splice(-2).toReversed());': 'two axes',
  'src/engine/onnx/wire-writer.ts: this.#small.push(...bytes);': '63 bytes',
  'src/runtime/text-model.ts: ids.push(...tokens);': 'tokens of a sentence that fits',
  'workers/bench/measure-model.ts: least: Math.min(...times),': 'repetitions that somebody waits for',
};

it('values without a bound are never spread into a call on the way from a file to a session', () => {
  const found = PATHS.flatMap(listFiles).flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .filter((line) => SPREAD.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found.toSorted()).toEqual(Object.keys(BOUNDED).toSorted());
});

/** Sources, without tests and what only these use. */
function listFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/(^|\/)testing\//.test(file))
    .map((file) => `${folder}/${file}`);
}
