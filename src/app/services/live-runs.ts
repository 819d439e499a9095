import type { Result } from '../../protocol/engine.ts';
import type { LiveRuns, PreviewBus } from '../app-context.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import type { AppState } from '../store/app-state.ts';
import type { AppStore } from '../store/app-store.ts';
import { commitResult } from '../store/commit-current-edit.ts';
import { deriveRunInput } from '../store/run-input.ts';
import { isOn } from '../store/run-reducer.ts';
import { step, type RunInput, type RunEffect, type RunEvent } from '../store/run-machine.ts';
import { editPhoto, type EditPorts } from './edit-photo.ts';

export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back once after a delay; returns a function that cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
}

export interface LiveRunsOptions {
  readonly store: AppStore;
  readonly engine: EditPorts['engine'] & Pick<EngineClient, 'cancel'>;
  readonly photos: EditPorts['photos'];
  readonly previews: PreviewBus;
  readonly clock: Clock;
  readonly openModel: () => void;
}

/** Keeps the picture in step with what the user asks for: tells the run machine what happened, and does what it says. */
export function startLiveRuns({ store, engine, photos, previews, clock, openModel }: LiveRunsOptions): LiveRuns {
  let cancelWait = (): void => undefined;

  /** `also` changes with the event: nobody sees a state between the two. */
  const send = (event: RunEvent, also: (state: AppState) => Partial<AppState> = () => ({})): void => {
    const state = store.getState();
    const { run, schedule } = state;
    const [next, effects] = step({ run, schedule }, event);
    const others = also(state);
    if (next.run !== run || next.schedule !== schedule || Object.keys(others).length > 0) {
      store.setState({ ...others, ...next });
    }
    for (const effect of effects) perform(effect);
  };

  const ask = (): void => send({ type: 'asked', input: deriveRunInput(store.getState()), nowMs: clock.now() });

  const runEdit = async (runId: string, input: RunInput): Promise<void> => {
    const startedMs = clock.now();
    const { source, target, emphasis, settings } = input;
    const words = { runId, source, target, emphasis, settings };
    const edit = () =>
      editPhoto({ photos, engine }, input.photo, words, input.mask, {
        isWanted: () => isOn(store.getState().run, runId),
        onFrame: (frame) => send({ type: 'framed', runId, frame }),
        onEvent: (event) => send({ type: 'reported', event }),
      });
    // However it ends, it ends: a run that nobody answers would be shown as running for good.
    const made = await edit().catch((error: unknown): Result<never> => ({
      ok: false,
      error: { code: 'run/failed', parameters: { detail: String(error) } },
    }));
    const seconds = (clock.now() - startedMs) / 1000;
    if (!made.ok) send({ type: 'answered', runId, answer: made, seconds });
    else {
      const { photo, result } = made.value;
      const answer = { ok: true, value: result } as const;
      send({ type: 'answered', runId, answer, seconds }, (state) => commitResult(state, input, photo, result));
    }
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
