import type { HistoryEntry } from '../../store/history-reducer.ts';

export interface Recall {
  /** What was being written before the walk began. */
  readonly draft: string;
  /** How far back: 0 is the draft. */
  readonly depth: number;
  readonly shown: string;
}

/**
 * Walks through the sentences of the history, newest first, each once. A sentence that was changed since the last step is a new draft.
 *
 * @param by 1 goes back in time, -1 forward
 */
export function recallPrompt(
  recall: Recall | null,
  entries: readonly Pick<HistoryEntry, 'prompts'>[],
  current: string,
  by: 1 | -1,
): Recall {
  const { draft, depth } = recall?.shown === current ? recall : { draft: current, depth: 0 };
  const newestFirst = entries.toReversed().map(({ prompts }) => prompts.target);
  const sentences = [...new Set(newestFirst)].filter((sentence) => sentence !== draft);
  const next = Math.max(0, Math.min(sentences.length, depth + by));
  return { draft, depth: next, shown: sentences[next - 1] ?? draft };
}
