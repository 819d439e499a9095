import type { WordDiff } from '../../../words/diff-words.ts';

/** Marks of the sentence that the style sheet draws; the text of the element stays the bare sentence. */
export interface SentenceMarks {
  readonly text: string;
  readonly diff: WordDiff;
  readonly emphasis: Readonly<Record<number, number>>;
  /** Where the part ends that the model reads: `diff` is of that part. */
  readonly readEnd: number;
}

/** The span of a word, for measuring and for the style. */
export const CHIP_SELECTOR = '[data-chip]';

/**
 * Writes a sentence into an editable element: words that came are chips, words that went are drawn by the style sheet from
 * `data-gone`, so that neither the caret nor a screen reader nor a copy ever meets them.
 *
 * @returns false if the element held just that: typing within a word changes no mark, and the caret stays
 */
export function renderSentence(root: HTMLElement, { text, diff, emphasis, readEnd }: SentenceMarks): boolean {
  const nodes: Node[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') nodes.push(document.createTextNode(plain));
    plain = '';
  };
  let end = 0;
  for (const { word, index, start, kind, gone } of diff.words) {
    plain += text.slice(end, start);
    end = start + word.length;
    const weight = emphasis[index] ?? 1;
    if (kind === 'same' && weight === 1 && gone.length === 0) {
      plain += word;
      continue;
    }
    flush();
    const holder = document.createElement('span');
    if (gone.length > 0) holder.dataset['gone'] = gone.join(' ');
    const inner = document.createElement('span');
    inner.textContent = word;
    if (kind !== 'same' || weight !== 1) inner.dataset['chip'] = String(index);
    if (weight !== 1) inner.dataset['weight'] = `${weight} ×`;
    holder.append(inner);
    nodes.push(holder);
  }
  plain += text.slice(end, readEnd);
  flush();
  if (readEnd < text.length) {
    // However much it is: one element.
    const unread = document.createElement('span');
    unread.dataset['unread'] = '';
    unread.textContent = text.slice(readEnd);
    nodes.push(unread);
  }
  const isSame =
    nodes.length === root.childNodes.length && nodes.every((node, i) => node.isEqualNode(root.childNodes[i] ?? null));
  if (!isSame) root.replaceChildren(...nodes);
  if (diff.goneAtEnd.length > 0) root.dataset['goneAtEnd'] = diff.goneAtEnd.join(' ');
  else delete root.dataset['goneAtEnd'];
  return !isSame;
}
