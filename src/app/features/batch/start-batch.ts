import type { AppContext } from '../../app-context.ts';
import { endBatch, setItem, type Batch } from '../../store/batch-reducer.ts';
import type { Prompts } from '../../store/prompts-reducer.ts';
import { resolveSettings } from '../../store/tuning-reducer.ts';
import { runBatch } from './run-batch.ts';

/** Edits all photos of the batch with these words and the settings on screen; what is painted belongs to one photo and is left out. */
export async function startBatch(
  { store, live, photos, engine, openModel }: Pick<AppContext, 'store' | 'live' | 'photos' | 'engine' | 'openModel'>,
  prompts: Prompts,
  signal: AbortSignal,
): Promise<void> {
  const { pack, tuning, run, exporting, batch } = store.getState();
  if (pack.opened === null || batch === null) return;
  const { manifest, defaults } = pack.opened;
  const { mask: _mask, ...settings } = tuning;
  const wasRunning = run.status === 'running';
  const update = (change: (current: Batch) => Batch): void =>
    store.setState(({ batch: current }) => (current === null ? {} : { batch: change(current) }));

  live.stop();
  const waiting = batch.items.map(({ file }) => ({ file, status: 'waiting' as const, problem: null }));
  update((current) => ({ ...current, status: 'running', zip: null, items: waiting }));
  const zip = await runBatch({
    files: waiting.map(({ file }) => file),
    recipe: { prompts, tuning: settings },
    settings: resolveSettings(defaults, settings),
    extent: manifest.image,
    options: exporting,
    photos,
    engine,
    reopenModel: () => reopen(store, openModel),
    signal,
    onItem: (...item) => update((current) => setItem(current, ...item)),
    onRead: (unreadFrom) =>
      update(({ unreadFrom: _before, ...rest }) => ({ ...rest, ...(unreadFrom && { unreadFrom }) })),
  });
  update((current) => endBatch(current, signal.aborted ? 'stopped' : 'finished', zip));
  if (wasRunning) live.retry();
}

function reopen(store: AppContext['store'], openModel: () => void): Promise<boolean> {
  store.setState(({ pack }) => ({ pack: { ...pack, status: 'closed', opened: null } }));
  return new Promise((resolve) => {
    const unsubscribe = store.subscribe(({ pack: { status } }) => {
      if (status !== 'open' && status !== 'failed') return;
      unsubscribe();
      resolve(status === 'open');
    });
    openModel();
  });
}
