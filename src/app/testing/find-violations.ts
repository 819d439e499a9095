import axe from 'axe-core';
import { expect } from 'vitest';

/** What axe finds wrong on the page as it is now, once colours are no longer on their way to others. */
export async function findViolations(): Promise<readonly string[]> {
  await expect
    .poll(() => document.getAnimations().filter((animation) => animation instanceof CSSTransition))
    .toEqual([]);
  const { violations } = await axe.run();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
