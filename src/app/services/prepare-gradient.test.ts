import { expect, it } from 'vitest';
import type { InversionId } from '../../protocol/inversions.ts';
import { createAppStore } from '../store/app-store.ts';
import { createOpenedPack } from '../store/testing/opened-pack.ts';
import { DEFAULT_TUNING } from '../store/tuning-reducer.ts';
import { prepareGradientInTime } from './prepare-gradient.ts';

function createPage() {
  const store = createAppStore();
  let asked = 0;
  prepareGradientInTime(store, { prepareGradient: () => asked++ });
  const opened = createOpenedPack();
  return {
    count: () => asked,
    /** A pack whose own method needs no gradient. */
    open() {
      const defaults = { ...opened.defaults, inversion: 'anderson' } as const;
      store.setState(({ pack }) => ({ pack: { ...pack, opened: { ...opened, defaults } } }));
    },
    choose: (inversion: InversionId) => store.setState({ tuning: { ...DEFAULT_TUNING, overrides: { inversion } } }),
    lookUnderTheHood: () => store.setState(({ view }) => ({ view: { ...view, wasHoodOpened: true } })),
  };
}

it('costs nobody who stays away from the methods', () => {
  const { open, choose, count } = createPage();
  open();
  choose('fixed-point');
  expect(count()).toBe(0);
});

it('is made ready once where methods are chosen, and again for another pack', () => {
  const { open, choose, lookUnderTheHood, count } = createPage();
  open();
  lookUnderTheHood();
  expect(count()).toBe(1);
  choose('rnri');
  expect(count()).toBe(1);
  open();
  expect(count()).toBe(2);
});

it('is made ready for a method that a link brings, as soon as there is a pack', () => {
  const { open, choose, count } = createPage();
  choose('rnri');
  expect(count()).toBe(0);
  open();
  expect(count()).toBe(1);
});
