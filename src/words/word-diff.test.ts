import { describe, expect, it } from 'vitest';
import { createWordTokenizer } from '../engine/text/testing/word-tokenizer.ts';
import { diffWords } from './word-diff.ts';

const { tokenize } = createWordTokenizer([]);

function describeDiff(source: string, target: string): readonly string[] {
  const from = source.split(' ');
  const to = target.split(' ');
  return diffWords(tokenize(source), tokenize(target)).map(
    ({ kind, source, target }) => `${kind} ${from[source ?? -1] ?? '-'} ${to[target ?? -1] ?? '-'}`,
  );
}

describe('the word difference', () => {
  it('keeps equal prompts', () => {
    expect(describeDiff('a red', 'a red')).toEqual(['kept a a', 'kept red red']);
  });

  it('pairs an exchanged word', () => {
    expect(describeDiff('a red ball', 'a blue ball')).toEqual(['kept a a', 'replaced red blue', 'kept ball ball']);
  });

  it('finds inserted and removed words', () => {
    expect(describeDiff('a ball', 'a red ball')).toEqual(['kept a a', 'inserted - red', 'kept ball ball']);
    expect(describeDiff('a red ball', 'a ball')).toEqual(['kept a a', 'removed red -', 'kept ball ball']);
  });

  it('pairs what it can of unequal runs', () => {
    expect(describeDiff('on sand', 'on a wooden table')).toEqual([
      'kept on on',
      'replaced sand a',
      'inserted - wooden',
      'inserted - table',
    ]);
  });

  it('does not mind case and punctuation', () => {
    expect(describeDiff('A ball, red', 'a ball red.')).toEqual(['kept A a', 'kept ball, ball', 'kept red red.']);
  });
});
