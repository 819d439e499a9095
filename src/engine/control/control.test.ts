import { describe, expect, it } from 'vitest';
import { createWordTokenizer } from '../text/testing/word-tokenizer.ts';
import { isControlActive, planControl } from './attention-control.ts';
import { findChangedWords } from '../../words/changed-words.ts';
import { splitSentence } from '../../words/normalise-word.ts';
import { isCrossControlled, isSelfInjected } from './control-schedule.ts';
import { namingPositions } from './naming-positions.ts';

const { tokenize } = createWordTokenizer(
  'a an red blue orange metal matte ball sphere cube on sand beach at sunset night wooden table and photo cartoon of'.split(
    ' ',
  ),
  24,
);

function countSteps(rule: typeof isSelfInjected, steps: number, fraction: number): number {
  return Array.from({ length: steps }, (_, step) => step).filter((step) => rule(step, steps, fraction)).length;
}

describe('the control schedule', () => {
  it.each([
    [0, 0],
    [0.2, 1],
    [0.3, 1],
    [0.4, 2],
    [0.6, 3],
    [0.8, 4],
    [1, 4],
  ])('controls cross-attention with fraction %f in %i of four steps', (fraction, count) => {
    expect(countSteps(isCrossControlled, 4, fraction)).toBe(count);
  });

  it.each([
    [0.2, 0],
    [0.25, 1],
    [0.4, 1],
    [0.5, 2],
    [0.8, 3],
    [1, 4],
  ])('injects self-attention with fraction %f in %i of four steps', (fraction, count) => {
    expect(countSteps(isSelfInjected, 4, fraction)).toBe(count);
  });

  it('counts the steps that run when only two are', () => {
    expect(countSteps(isCrossControlled, 2, 0.4)).toBe(1);
    expect(countSteps(isCrossControlled, 2, 0.7)).toBe(2);
    expect(countSteps(isSelfInjected, 2, 0.5)).toBe(1);
  });
});

describe('the control plan', () => {
  const prompts = { source: tokenize('a red ball'), target: tokenize('a blue ball') };

  it('opens the gates of the first steps only', () => {
    const plan = planControl({ ...prompts, emphasis: {}, steps: 4, crossReplace: 0.4, selfReplace: 0.25 });
    expect(plan.map(({ crossGate }) => crossGate.data.every((gate) => gate === 1))).toEqual([true, true, false, false]);
    expect(plan.map(({ selfGate }) => selfGate)).toEqual([1, 0, 0, 0]);
    expect(plan.map(isControlActive)).toEqual([true, true, false, false]);
  });

  it('weighs an emphasised word in every step, by its own attention where cross control is off', () => {
    const plan = planControl({ ...prompts, emphasis: { 2: 2 }, steps: 4, crossReplace: 0.4, selfReplace: 0 });
    expect(plan.map(({ crossGate }) => crossGate.data[3])).toEqual([1, 1, 1, 1]);
    expect(plan.map(({ wordAlpha }) => wordAlpha.data[3])).toEqual([1, 1, 0, 0]);
    expect(plan[3]?.crossGate.data[1]).toBe(0);
    expect(plan[0]?.equalizer.data[3]).toBe(2);
  });

  it('controls single words in steps of their own', () => {
    const wordControl = { 1: 0.2, 2: [0.4, 1] } as const;
    const plan = planControl({ ...prompts, emphasis: {}, wordControl, steps: 4, crossReplace: 0.6, selfReplace: 0 });
    const gatesOf = (position: number) => plan.map(({ crossGate }) => crossGate.data[position]);
    expect(gatesOf(1)).toEqual([1, 1, 1, 0]);
    expect(gatesOf(2)).toEqual([1, 0, 0, 0]);
    expect(gatesOf(3)).toEqual([0, 0, 1, 1]);
  });
});

it('positions of changed words leave out articles and prepositions', () => {
  const sentences = ['a ball on sand', 'a ball on a wooden table'] as const;
  const [source, target] = [tokenize(sentences[0]), tokenize(sentences[1])];
  const changed = findChangedWords(splitSentence(sentences[0]), splitSentence(sentences[1]), {});
  expect(namingPositions(source, changed.source)).toEqual([4]);
  expect(namingPositions(target, changed.target)).toEqual([5, 6]);
});
