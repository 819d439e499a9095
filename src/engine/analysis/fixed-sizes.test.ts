import { expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { attentionGraph } from '../passes/testing/graphs.ts';
import { fixedSizesOf } from './fixed-sizes.ts';

/** A graph whose text input has these dimensions; a name is an open one. */
function withText(first: number | string, last: number | string): Graph {
  const graph = attentionGraph({ size: 8 });
  return {
    ...graph,
    inputs: graph.inputs.map((input) =>
      input.name === 'encoder_hidden_states' ? { ...input, type: { ...input.type, shape: [1, first, last] } } : input,
    ),
  };
}

it('what a file fixes is read, and what it leaves open is not known', () => {
  expect(fixedSizesOf(withText(77, 768))).toEqual({ height: 8, width: 8, tokens: 77, textWidth: 768 });
  expect(fixedSizesOf(withText('sequence', 768))).toMatchObject({ tokens: undefined, textWidth: 768 });
});

it('text by channels is told by the width that the configuration states', () => {
  expect(fixedSizesOf(withText(768, 77), 768)).toMatchObject({ tokens: 77, textWidth: 768 });
  expect(fixedSizesOf(withText(768, 'sequence'), 768)).toMatchObject({ tokens: undefined, textWidth: 768 });
  expect(fixedSizesOf(withText(77, 768), 768)).toMatchObject({ tokens: 77, textWidth: 768 });
});
