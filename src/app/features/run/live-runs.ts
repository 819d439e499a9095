import type { EngineEvent } from '../../../protocol/engine.ts';
import type { EngineClient } from '../../engine-client/engine-client.ts';
import type { AppStore } from '../../store/app-store.ts';
import { deriveRunInput, type RunInput } from '../../store/run-input.ts';
import { beginRun, failRun, finishRun, noteEvent, stopRun } from '../../store/run-reducer.ts';
import type { PreviewBus } from '../canvas/preview-bus.ts';
import { commitCurrentEdit } from '../history/commit-current-edit.ts';
import { rasteriseMask } from '../mask/rasterise-mask.ts';
import { createLiveScheduler, type Clock } from './live-scheduler.ts';

/** A picture that is left alone this long was meant. */
const KEEP_AFTER_MS = 1500;
/** Times the worker may die on one and the same request before the user is asked. */
const MAX_LOSSES = 2;

export interface LiveRunsOptions {
  readonly store: AppStore;
  readonly engine: EngineClient;
  readonly previews: PreviewBus;
  readonly clock: Clock;
  readonly reopenPack: () => void;
}

export interface LiveRuns {
  /** Stops the run in progress; the last good picture stays. */
  stop(): void;
  /** Runs what is asked for even if it was stopped or failed. */
  retry(): void;
  dispose(): void;
}

/** Keeps the picture in step with what the user asks for: watches the state, runs edits, brings their results back. */
export function startLiveRuns({ store, engine, previews, clock, reopenPack }: LiveRunsOptions): LiveRuns {
  let runCount = 0;
  let losses = 0;
  let cancelKeep = (): void => undefined;

  const update = (change: (run: ReturnType<typeof store.getState>['run']) => typeof run): void => {
    store.setState(({ run }) => ({ run: change(run) }));
  };

  const listen = (event: EngineEvent): void => {
    const { run } = store.getState();
    if (event.runId !== run.runId || run.status !== 'running') return;
    if (event.type === 'preview') previews.publish(event.image);
    update((current) => noteEvent(current, event));
  };

  const runInput = async (input: RunInput): Promise<void> => {
    runCount += 1;
    const runId = `run-${runCount}`;
    const startedMs = clock.now();
    update((run) => beginRun(run, runId, input.key));
    const { photo, source, target, emphasis, settings } = input;
    const { width, height } = photo.pixels;
    const mask = input.mask === null ? null : rasteriseMask(input.mask, { crop: photo.crop, width, height });
    const request = { runId, image: photo.pixels, source, target, emphasis, settings };
    const answer = await engine.edit(mask === null ? request : { ...request, mask }, listen);
    if (answer.ok) {
      losses = 0;
      scheduler.noteRun((clock.now() - startedMs) / 1000);
      update((run) => finishRun(run, answer.value));
      return;
    }
    const wasCurrent = store.getState().run.runId === runId;
    update((run) => failRun(run, runId, answer.error));
    if (answer.error.code !== 'device/lost' || !wasCurrent) return;
    losses += 1;
    store.setState(({ pack }) => ({ pack: { ...pack, status: 'closed', opened: null } }));
    if (losses < MAX_LOSSES) scheduler.forget();
    reopenPack();
  };

  const scheduler = createLiveScheduler<RunInput>({
    clock,
    isSame: (a, b) => a.key === b.key,
    run: (input) => void runInput(input),
  });

  const watch = (): void => {
    const input = deriveRunInput(store.getState());
    const { run } = store.getState();
    if (input?.key !== run.resultKey) {
      scheduler.submit(input);
      return;
    }
    // The picture on screen is what is asked for: whatever else is under way is no longer wanted.
    scheduler.submit(null);
    scheduler.forget();
    if (run.status === 'running' && run.runId !== null && run.key !== run.resultKey) {
      engine.cancel(run.runId);
      update(stopRun);
    }
  };

  const keepWhenLeftAlone = (): void => {
    cancelKeep();
    cancelKeep = clock.schedule(() => {
      store.setState(commitCurrentEdit);
    }, KEEP_AFTER_MS);
  };

  const unsubscribe = store.subscribe((state, before) => {
    const isAskedAnew =
      state.photo !== before.photo ||
      state.prompts !== before.prompts ||
      state.tuning !== before.tuning ||
      state.pack !== before.pack ||
      state.run.resultKey !== before.run.resultKey;
    if (!isAskedAnew) return;
    watch();
    keepWhenLeftAlone();
  });

  return {
    stop() {
      const { run } = store.getState();
      scheduler.submit(null);
      if (run.status === 'running' && run.runId !== null) engine.cancel(run.runId);
      const key = deriveRunInput(store.getState())?.key ?? run.key;
      if (key !== run.resultKey) update((current) => ({ ...stopRun(current), status: 'stopped', key }));
      else update(stopRun);
    },
    retry() {
      losses = 0;
      scheduler.forget();
      if (store.getState().pack.opened === null) reopenPack();
      watch();
    },
    dispose() {
      cancelKeep();
      unsubscribe();
      scheduler.dispose();
    },
  };
}
