import type { EditResult, Result } from '../../protocol/engine.ts';
import type { LiveRuns, PreviewBus } from '../app-context.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import { rasteriseMask } from '../mask/rasterise-mask.ts';
import type { AppStore } from '../store/app-store.ts';
import { commitResult } from '../store/commit-current-edit.ts';
import { deriveRunInput } from '../store/run-input.ts';
import { step, type RunInput, type RunEffect, type RunEvent } from '../store/run-machine.ts';

export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back once after a delay; returns a function that cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
}

export interface LiveRunsOptions {
  readonly store: AppStore;
  readonly engine: Pick<EngineClient, 'edit' | 'cancel'>;
  readonly previews: PreviewBus;
  readonly clock: Clock;
  readonly openModel: () => void;
}

/** Keeps the picture in step with what the user asks for: tells the run machine what happened, and does what it says. */
export function startLiveRuns({ store, engine, previews, clock, openModel }: LiveRunsOptions): LiveRuns {
  let cancelWait = (): void => undefined;

  const send = (event: RunEvent): void => {
    const { run, schedule } = store.getState();
    const [next, effects] = step({ run, schedule }, event);
    if (next.run !== run || next.schedule !== schedule) store.setState(next);
    for (const effect of effects) perform(effect);
  };

  const ask = (): void => send({ type: 'asked', input: deriveRunInput(store.getState()), nowMs: clock.now() });

  const runEdit = async (runId: string, input: RunInput): Promise<void> => {
    const startedMs = clock.now();
    const { photo, source, target, emphasis, settings } = input;
    const { width, height } = photo.pixels;
    const edit = async (): Promise<Result<EditResult>> => {
      const mask = input.mask === null ? null : rasteriseMask(input.mask, { crop: photo.crop, width, height });
      const request = { runId, image: photo.pixels, source, target, emphasis, settings };
      return engine.edit(mask === null ? request : { ...request, mask }, (event) => send({ type: 'reported', event }));
    };
    // However it ends, it ends: a run that nobody answers would be shown as running for good.
    const answer = await edit().catch((error: unknown): Result<never> => ({
      ok: false,
      error: { code: 'run/failed', parameters: { detail: String(error) } },
    }));
    if (answer.ok) store.setState((state) => commitResult(state, input, answer.value));
    send({ type: 'answered', runId, answer, seconds: (clock.now() - startedMs) / 1000 });
  };

  const perform = (effect: RunEffect): void => {
    switch (effect.type) {
      case 'wait':
        cancelWait();
        cancelWait = clock.schedule(() => send({ type: 'due' }), effect.delayMs);
        break;
      case 'cancel-wait':
        cancelWait();
        break;
      case 'run':
        void runEdit(effect.runId, effect.input);
        break;
      case 'cancel':
        engine.cancel(effect.runId);
        break;
      case 'publish':
        previews.publish(effect.image);
        break;
      case 'close-pack':
        store.setState(({ pack }) => ({ pack: { ...pack, status: 'closed', opened: null } }));
        break;
      case 'open-pack':
        openModel();
        break;
      case 'ask-again':
        ask();
    }
  };

  const unsubscribe = store.subscribe((state, before) => {
    const isAskedAnew =
      state.photo !== before.photo ||
      state.prompts !== before.prompts ||
      state.tuning !== before.tuning ||
      state.pack !== before.pack ||
      state.run.resultKey !== before.run.resultKey;
    if (isAskedAnew) ask();
  });

  return {
    stop: () => send({ type: 'stopped', key: deriveRunInput(store.getState())?.key ?? null }),
    retry: () => send({ type: 'retried', isPackOpen: store.getState().pack.opened !== null }),
    dispose() {
      cancelWait();
      unsubscribe();
    },
  };
}
