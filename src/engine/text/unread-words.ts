import type { UnreadFrom } from '../../protocol/engine.ts';
import type { TokenizedPrompt } from '../ports.ts';

/** Which words of either sentence the model had no room for; null where it read both to their ends. */
export function findUnreadWords(source: TokenizedPrompt, target: TokenizedPrompt): UnreadFrom | null {
  if (!source.truncated && !target.truncated) return null;
  return { source: findCut(source), target: findCut(target) };
}

/** Every word behind the first that found no room was left out as well. */
function findCut({ truncated, words }: TokenizedPrompt): number | null {
  return truncated ? words.findLastIndex(({ positions }) => positions.length > 0) + 1 : null;
}
