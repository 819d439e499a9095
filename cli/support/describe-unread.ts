import type { UnreadFrom } from '../../src/protocol/engine.ts';
import { splitSentence } from '../../src/words/normalise-word.ts';

const SHOWN_WORDS = 12;

/** What the model left out of either sentence, a line each. */
export function describeUnread(
  sentences: Readonly<Record<keyof UnreadFrom, string>>,
  unreadFrom: UnreadFrom | undefined,
): readonly string[] {
  return (['source', 'target'] as const).flatMap((id) => {
    const first = unreadFrom?.[id] ?? null;
    if (first === null) return [];
    const unread = splitSentence(sentences[id]).slice(first);
    const shown = unread.length <= SHOWN_WORDS ? unread : [...unread.slice(0, SHOWN_WORDS), '...'];
    return [`The pack has room for ${first} words of --${id} and did not read '${shown.join(' ')}'.`];
  });
}
