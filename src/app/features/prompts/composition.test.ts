import { expect, it } from 'vitest';
import { createComposition } from './composition.ts';

/** A composition whose rests come when the test says so. */
function createByHand() {
  const written: string[] = [];
  let rest: (() => void) | null = null;
  const composition = createComposition(
    (text) => written.push(text),
    (callback) => {
      rest = callback;
      return () => {
        rest = null;
      };
    },
  );
  return { composition, written, rest: () => rest?.() };
}

it('what is typed without an input method is passed on at once', () => {
  const { composition, written } = createByHand();
  composition.change('a');
  composition.change('a b');
  expect(written).toEqual(['a', 'a b']);
});

it('the steps of a composition are not passed on, what it ends as is', () => {
  const { composition, written, rest } = createByHand();
  composition.begin();
  for (const step of ['n', 'ni', 'nih']) composition.change(step);
  expect(written).toEqual([]);
  composition.end('日本');
  rest();
  expect(written).toEqual(['日本']);
  expect(composition.isOpen()).toBe(false);
});

it('a composition that rests counts as typed, as phones compose English words', () => {
  const { composition, written, rest } = createByHand();
  composition.begin();
  composition.change('a blu');
  composition.change('a blue');
  rest();
  expect(written).toEqual(['a blue']);
  expect(composition.isOpen()).toBe(true);
});

it('a composition whose field is gone is forgotten', () => {
  const { composition, written, rest } = createByHand();
  composition.begin();
  composition.change('a');
  composition.drop();
  rest();
  expect(written).toEqual([]);
});
