import { expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { hasIgnoredWords } from './ignored-words.ts';
import { createOpenedPack } from './testing/opened-pack.ts';

function ask(source: string, target: string, words: readonly string[] = ['a', 'Red', 'blue', 'ball']): AppState {
  const opened = createOpenedPack();
  const manifest = { ...opened.manifest, vocabulary: { ...opened.manifest.vocabulary, words } };
  return {
    ...INITIAL_STATE,
    pack: { ...INITIAL_STATE.pack, opened: { ...opened, manifest } },
    prompts: { source, target, emphasis: {} },
  };
}

it.each([
  ['a red ball', 'a blue ball', false],
  ['a red ball', 'a BLUE ball.', false],
  ['a red ball', 'a glorb ball', true],
  // What the photo shows is said of that sentence.
  ['a glorb ball', 'a blue glorb ball', false],
  ['a red ball', `a ${'red '.repeat(90)}ball`, true],
])('words of “%s” to “%s” are ignored: %s', (source, target, expected) => {
  expect(hasIgnoredWords(ask(source, target))).toBe(expected);
});

it('a pack of any words ignores none that it has room for, and none is known of a pack that is not open', () => {
  expect(hasIgnoredWords(ask('a red ball', 'a glorb ball', []))).toBe(false);
  expect(hasIgnoredWords({ ...INITIAL_STATE, prompts: { source: 'a', target: 'b', emphasis: {} } })).toBe(false);
});
