import { endOfWords } from '../../words/normalise-word.ts';
import { listWords } from '../../words/unknown-words.ts';
import type { AppState } from './app-state.ts';
import { countRead } from './read-limit.ts';

const KNOWN = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether words that ask for a change were never shown to the model, or find no room in it: the picture is made without them. */
export function hasIgnoredWords(state: Pick<AppState, 'pack' | 'prompts' | 'run'>): boolean {
  const { pack, prompts } = state;
  const vocabulary = pack.opened?.manifest.vocabulary.words;
  if (vocabulary === undefined) return false;
  const end = endOfWords(prompts.target, countRead(state, 'target'));
  if (end < prompts.target.length) return true;
  // A pack without a list knows language at large.
  if (vocabulary.length === 0) return false;
  const known = KNOWN.get(vocabulary) ?? new Set(vocabulary.map((word) => word.toLowerCase()));
  KNOWN.set(vocabulary, known);
  const said = listWords(prompts.source);
  return [...listWords(prompts.target)].some((word) => !known.has(word) && !said.has(word));
}
