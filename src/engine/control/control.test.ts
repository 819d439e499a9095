import { describe, expect, it } from 'vitest';
import { createWordTokenizer } from '../text/testing/word-tokenizer.ts';
import { diffWords } from '../../words/word-diff.ts';
import { isControlActive, planControl } from './attention-control.ts';
import { findChangedWords, namingPositions } from './changed-words.ts';
import { isCrossControlled, isSelfInjected } from './control-schedule.ts';
import { classifyEdit } from './edit-kind.ts';

const VOCABULARY = {
  objects: ['ball', 'cube'],
  colours: ['red', 'blue', 'orange'],
  materials: ['matte', 'metal'],
  surfaces: ['on a wooden table', 'on sand'],
  times: ['at sunset', 'at night'],
  styles: ['a photo of', 'a cartoon of'],
  synonyms: { sphere: 'ball', 'on a beach': 'on sand' },
  words: [],
};
const { tokenize } = createWordTokenizer(
  'a an red blue orange metal matte ball sphere cube on sand beach at sunset night wooden table and photo cartoon of'.split(
    ' ',
  ),
  24,
);

function countSteps(rule: typeof isCrossControlled, steps: number, fraction: number): number {
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

  it('keeps the gate of an emphasised word open in every step', () => {
    const plan = planControl({ ...prompts, emphasis: { 1: 2 }, steps: 4, crossReplace: 0, selfReplace: 0 });
    expect(plan.every(({ crossGate }) => crossGate.data[2] === 1)).toBe(true);
    expect(plan[3]?.crossGate.data[1]).toBe(0);
    expect(plan[0]?.equalizer.data[2]).toBe(2);
  });
});

describe('the kind of an edit', () => {
  it.each([
    ['a red ball', 'a red ball', 'identity'],
    ['a red ball', 'a blue ball', 'colour'],
    ['a red ball', 'an orange ball', 'colour'],
    ['a red ball', 'a red cube', 'object'],
    ['a red ball', 'a blue cube', 'object'],
    ['a red ball on sand', 'a red ball and a blue cube on sand', 'add'],
    ['a red ball and a blue cube on sand', 'a blue cube on sand', 'remove'],
    ['a ball', 'a red ball', 'colour'],
    ['a red ball', 'a metal red ball', 'material'],
    ['a metal ball', 'a matte ball', 'material'],
    ['a red cube', 'a red sphere', 'object'],
    ['a red ball', 'a red ball on a beach', 'surface'],
    ['a photo of a red ball at night', 'a cartoon of a red ball at sunset', 'style'],
    ['a red ball on sand', 'a red ball on a wooden table', 'surface'],
    ['a red ball on sand', 'a blue ball on a wooden table', 'surface'],
    ['a red ball at sunset', 'a red ball at night', 'time'],
    ['a red ball on sand at sunset', 'a red ball on a wooden table at night', 'time'],
    ['a red ball', 'a red cat', 'other'],
    ['a red ball', 'the red ball', 'identity'],
  ])('from "%s" to "%s" is %s', (from, to, kind) => {
    const [source, target] = [tokenize(from), tokenize(to)];
    expect(classifyEdit(source, target, findChangedWords(diffWords(source, target), {}), VOCABULARY)).toBe(kind);
  });

  it('follows the emphasised word', () => {
    const prompt = tokenize('a red ball at night');
    const changed = findChangedWords(diffWords(prompt, prompt), { 1: 1.5 });
    expect(changed).toEqual({ source: [1], target: [1] });
    expect(classifyEdit(prompt, prompt, changed, VOCABULARY)).toBe('colour');
  });
});

it('positions of changed words leave out articles and prepositions', () => {
  const [source, target] = [tokenize('a ball on sand'), tokenize('a ball on a wooden table')];
  const changed = findChangedWords(diffWords(source, target), {});
  expect(namingPositions(source, changed.source)).toEqual([4]);
  expect(namingPositions(target, changed.target)).toEqual([5, 6]);
});
