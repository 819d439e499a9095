import type { HistoryEntry } from '../../store/history-reducer.ts';

export interface Recall {
  /** What was being typed before the walk began. */
  readonly typed: string;
  /** How far back: 0 is what was being typed. */
  readonly depth: number;
  readonly shown: string;
}

/**
 * Walks through the sentences of the history, newest first, each once. A sentence that was changed since the last step begins anew.
 *
 * @param by 1 goes back in time, -1 forward
 */
export function recallPrompt(
  recall: Recall | null,
  entries: readonly Pick<HistoryEntry, 'prompts'>[],
  current: string,
  by: 1 | -1,
): Recall {
  const { typed, depth } = recall?.shown === current ? recall : { typed: current, depth: 0 };
  const newestFirst = entries.toReversed().map(({ prompts }) => prompts.target);
  const sentences = [...new Set(newestFirst)].filter((sentence) => sentence !== typed);
  const next = Math.max(0, Math.min(sentences.length, depth + by));
  return { typed, depth: next, shown: sentences[next - 1] ?? typed };
}
