/** A short run of every target: the campaign itself is `npm run fuzz`, its figures are in docs/reliability.md. */
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { createRandom } from './random.ts';
import { TARGETS, isTarget } from './targets.ts';

const SEED = 7;
/** Graphs are compiled or examined for every mutant: a few of these take as long as many of the others. */
const FEW: Readonly<Record<string, number>> = { configurations: 6, 'onnx-graph': 6, 'onnx-numbers': 2, 'onnx-pack': 6 };

describe.each(Object.keys(TARGETS).filter(isTarget))('damaged %s', (id) => {
  it('is read or refused by name, in bounded time and memory', async () => {
    const target = await TARGETS[id].prepare();
    const faults = [];
    for (let index = 0; index < (FEW[id] ?? 40); index++) {
      const verdict = await judge(target, SEED, index);
      if ('fault' in verdict && verdict.fault.kind !== 'slow') faults.push(verdict.fault);
    }
    expect(faults).toEqual([]);
  });
});

it('a mutant is known by its seed and index', async () => {
  const target = await TARGETS.png.prepare();
  const [first, again, other] = [3, 3, 4].map((index) => target.mutate(createRandom(SEED, index)));
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});
