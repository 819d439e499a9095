import { useEffect, type RefObject } from 'react';
import type { UnknownWord } from '../../../words/unknown-words.ts';
import { createTextRange } from './caret.ts';

/** What the style sheet calls them. */
const HIGHLIGHT = 'unknown-word';

/** Underlines words where they stand, without touching the text: neither the caret nor a screen reader nor a copy meets a mark. */
export function useUnknownMarks(
  root: RefObject<HTMLElement | null>,
  text: string,
  words: readonly UnknownWord[],
): void {
  useEffect(() => {
    const element = root.current;
    // A browser without highlights names them in the message alone.
    if (element === null || typeof Highlight === 'undefined') return undefined;
    const unknown = new Set(words.map(({ word }) => word));
    const ranges = [...text.matchAll(/[\p{L}\p{N}'-]+/gu)]
      .filter(([word]) => unknown.has(word.toLowerCase()))
      .map(({ index, 0: word }) => createTextRange(element, index, index + word.length));
    CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
    return () => void CSS.highlights.delete(HIGHLIGHT);
  });
}
