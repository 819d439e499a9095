import { expect, it } from 'vitest';
import type { OpenedPack, Result } from '../../protocol/engine.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import type { PackPlace } from '../../protocol/pack-place.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import { createAppStore } from '../store/app-store.ts';
import { openModel, readForcedDevice } from './open-model.ts';

const PLACE: PackPlace = { kind: 'stored', id: 'a' };
const LOST: Result<OpenedPack> = { ok: false, error: { code: 'device/lost', parameters: {} } };

/** An engine whose answers are given by hand. */
function createEngine() {
  const places: PackPlace[] = [];
  const answers: ((answer: Result<OpenedPack>) => void)[] = [];
  const engine: EngineClient = {
    open: (place, _device, onEvent) => {
      places.push(place);
      onEvent({ type: 'stage', runId: '', stage: 'open', step: 1, steps: 3, cached: false });
      return new Promise((resolve) => answers.push(resolve));
    },
    examine: () => Promise.reject(new Error('not places for')),
    locate: () => Promise.reject(new Error('nothing is looked for')),
    liken: () => Promise.reject(new Error('nothing is looked for')),
    edit: () => Promise.reject(new Error('not places for')),
    mix: () => Promise.reject(new Error('not places for')),
    compare: () => Promise.reject(new Error('not places for')),
    prepareGradient: () => undefined,
    cancel: () => undefined,
    dispose: () => undefined,
  };
  return { engine, places, answer: (index: number, answer: Result<OpenedPack>) => answers[index]?.(answer) };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

it('a pack is opened where it is, once, and says how far it is', async () => {
  const store = createAppStore();
  const { engine, places, answer } = createEngine();
  const opening = { findPlace: async () => PLACE, device: 'auto' } as const;
  const opened = openModel(store, engine, opening);
  await openModel(store, engine, opening);
  await settle();
  expect(places).toEqual([PLACE]);
  expect(store.getState().pack).toMatchObject({ status: 'opening', step: 1, steps: 3 });
  answer(0, LOST);
  await opened;
  expect(store.getState().pack).toMatchObject({ status: 'failed', error: { code: 'device/lost' } });
});

it('a place that cannot be reached fails before the engine is places', async () => {
  const store = createAppStore();
  const { engine, places } = createEngine();
  const findPlace = () => Promise.reject(new EngineFailure('store/no-permission', { folder: 'x' }));
  await openModel(store, engine, { findPlace, device: 'auto' });
  expect(places).toEqual([]);
  expect(store.getState().pack).toMatchObject({ status: 'failed', error: { code: 'store/no-permission' } });
});

it('the answer for a pack that is not chosen any more is not shown', async () => {
  const store = createAppStore();
  const { engine, answer } = createEngine();
  const opened = openModel(store, engine, { findPlace: async () => PLACE, device: 'auto' });
  await settle();
  store.setState(({ packs, pack }) => ({
    packs: { ...packs, choice: { kind: 'stored', id: 'b' } },
    pack: { ...pack, status: 'closed' },
  }));
  answer(0, LOST);
  await opened;
  expect(store.getState().pack.status).toBe('closed');
});

it('the address can force a device', () => {
  expect(readForcedDevice('?device=wasm')).toBe('wasm');
  expect(readForcedDevice('?device=toaster')).toBe('auto');
});
