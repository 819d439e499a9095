/** What a graphics card's sessions may hold. One for all devices that are made on the card: what one showed of it, the next one knows. */
export interface MemoryBudget {
  /** As far as is known. */
  limitBytes: number;
  /** What they held before the last of them was opened: there was room for that. */
  fittedBytes: number;
}

export function createMemoryBudget(limitBytes: number): MemoryBudget {
  return { limitBytes, fittedBytes: 0 };
}

/**
 * For a device that says only afterwards that it was full: sessions may hold no more from now on than before the last was opened. One that
 * needs more is alone there.
 */
export function shrinkBudget(budget: MemoryBudget): void {
  budget.limitBytes = Math.min(budget.limitBytes, budget.fittedBytes);
}
