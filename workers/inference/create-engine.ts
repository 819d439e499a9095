import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { finish } from '../../src/engine/generators.ts';
import type { EditContext, GuidanceKind } from '../../src/engine/stages/edit-context.ts';
import { compareMethods } from '../../src/engine/stages/compare-methods.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { examinePhoto } from '../../src/engine/stages/examine-photo.ts';
import { likenPlaces } from '../../src/engine/stages/liken-places.ts';
import { locateThing } from '../../src/engine/stages/locate-thing.ts';
import { mixPhotos } from '../../src/engine/stages/mix-photos.ts';
import type { Engine, EngineEvent, EngineListener, OpenedPack, Result } from '../../src/protocol/engine.ts';
import { EngineFailure, type EngineErrorCode } from '../../src/protocol/errors.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import type { PackPlace } from '../../src/protocol/pack-place.ts';
import { createEditContext } from '../../src/runtime/create-edit-context.ts';
import { toEngineFailure } from '../../src/runtime/engine-failure.ts';
import { loadPack, type LoadedPack } from '../../src/runtime/load-pack.ts';
import { shrinkBudget, type MemoryBudget } from '../../src/runtime/memory-budget.ts';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import { findManifest } from '../../src/packs/find-manifest.ts';
import { keepCaptures, readCaptures } from './kept-captures.ts';
import { keepCompiled } from './keep-compiled.ts';
import type { OpenedDevice } from './open-device.ts';
import type { PackAccess } from './open-pack-reader.ts';
import { requireRoom } from './require-room.ts';
import { createWebHost } from './web-host.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import { toResult } from '../to-result.ts';

const GUIDANCE_SCALES = {
  input: ['sourceGuidance', 'targetGuidance'],
  'empty-prompt': ['sourceGuidance', 'targetGuidance'],
  none: [],
} as const satisfies Record<GuidanceKind, OpenedPack['guidanceScales']>;

/** Where the engine gets its device and its packs from. */
export interface EngineSources {
  readonly openDevice: (asked: Parameters<Engine['open']>[1]) => Promise<OpenedDevice>;
  /** The files of a pack; `onRead` is told how many of the files asked for so far have arrived. */
  readonly openReader: (place: PackPlace, onRead: (arrived: number, asked: number) => void) => Promise<PackAccess>;
}

interface Opened {
  readonly device: WatchedDevice;
  readonly pack: PackAccess;
  readonly runtime: LoadedPack;
  readonly context: EditContext;
}

/** A device, and whether it is gone or of no more use. */
interface WatchedDevice extends OpenedDevice {
  isLost: boolean;
}

type BeginRun<T> = (context: EditContext, signal: AbortSignal) => AsyncGenerator<EngineEvent, T, void>;

interface Run {
  readonly runId: string;
  readonly abort: AbortController;
}

/**
 * The engine of one worker: at most one opened pack and one run at a time. A later `edit` stops the running one between two
 * steps and begins when that has ended; a lost device ends the run as `device/lost`, and the next `open` makes a new device. So does one
 * that was out of memory, after it has said so.
 */
export function createEngine({ openDevice, openReader }: EngineSources): Engine {
  let opened: Opened | null = null;
  let current: Run | null = null;
  /** Of the graphics card: the next device is no larger than this one. */
  let budget: MemoryBudget | null = null;
  const queue = createTaskQueue();

  function answer<T>(
    onEvent: EngineListener | null,
    otherwise: EngineErrorCode,
    task: () => Promise<T>,
  ): Promise<Result<T>> {
    return queue.enqueue(() => toResult(task, (error) => failureOf(error, otherwise), onEvent));
  }

  function start<T>(runId: string, onEvent: EngineListener, begin: BeginRun<T>): Promise<Result<T>> {
    current?.abort.abort();
    const run: Run = { runId, abort: new AbortController() };
    current = run;
    return answer(onEvent, 'run/failed', () => {
      return runOn(requirePack(opened), begin, run.abort.signal, onEvent);
    });
  }

  /** Does a task when there is nothing else to do: whatever is asked before it has begun goes first. */
  async function whenIdle(task: () => Promise<void>): Promise<void> {
    // A turn of the event loop, in which that is heard.
    do await queue.enqueue(nextTask);
    while (queue.length > 0);
    await queue.enqueue(task);
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = null;
    // Sessions of a lost device cannot always be released; they are gone with it.
    await closing?.runtime.release().catch(() => undefined);
    closing?.device.close();
    closing?.pack.close();
  }

  return {
    open(place, asked, onEvent) {
      current?.abort.abort();
      return answer(onEvent, 'pack/corrupt-file', async () => {
        await close();
        // A pack is also read later, when a model is first needed; no listener is left then.
        let isOpening = true;
        const pack = await openReader(place, (step, steps) => {
          if (isOpening) onEvent({ type: 'stage', runId: '', stage: 'open', step, steps, cached: false });
        });
        // While the device is asked for; a failure is reported where the manifest is used.
        const finding = findManifest(pack.reader, pack.name);
        finding.catch(() => undefined);
        const device = await openDevice(asked)
          .then((fresh) => watchDevice(fresh, budget))
          .catch((error: unknown) => {
            pack.close();
            throw error;
          });
        budget ??= device.gpu?.budget ?? null;
        const host = createWebHost(device);
        const runtime = await openFrom(host, device, pack, finding).catch(async (error: unknown) => {
          const failure = await blameDevice(device, error);
          device.close();
          pack.close();
          throw failure;
        });
        opened = { device, pack, runtime, context: createEditContext(runtime, host, device) };
        isOpening = false;
        return {
          manifest: runtime.manifest,
          device: device.info,
          defaults: defaultEditSettings(runtime.manifest),
          guidanceScales: GUIDANCE_SCALES[runtime.guidance],
          seconds: runtime.seconds,
          captures: Object.fromEntries(runtime.captures),
        } satisfies OpenedPack;
      });
    },

    examine(image) {
      return answer(null, 'run/failed', () => {
        const pack = requirePack(opened);
        const { context } = pack;
        return onDevice(pack, () => examinePhoto(context, image, new AbortController().signal));
      });
    },

    edit(request, onEvent) {
      const result = start(request.runId, onEvent, (context, signal) => edit(context, request, signal));
      // While the result is looked at. What goes wrong here goes wrong again in the run that needs it, and is reported there.
      void queue.enqueue(async () => opened && prepareLaterWords(opened)).catch(() => undefined);
      return result;
    },

    async prepareGradient() {
      const asked = opened;
      if (asked === null) return;
      const prepare = () =>
        asked.runtime.prepareGradient((task) => whenIdle(async () => (opened === asked ? task() : undefined)));
      await prepareAhead(asked, prepare).catch(() => undefined);
    },

    locate: (request, onEvent) =>
      start(request.runId, onEvent, (context, signal) => locateThing(context, request, signal)),

    liken: (request, place, onEvent) =>
      start(request.runId, onEvent, (context, signal) => likenPlaces(context, request, place, signal)),

    mix: (request, onEvent) => start(request.runId, onEvent, (context, signal) => mixPhotos(context, request, signal)),

    compare: (request, onEvent) =>
      start(request.runId, onEvent, (context, signal) => compareMethods(context, request, signal)),

    async cancel(runId) {
      if (current?.runId === runId) current.abort.abort();
    },
  };
}

async function openFrom(
  host: RuntimeHost,
  { info, captureScope, wasFull }: OpenedDevice,
  { reader, keep }: PackAccess,
  finding: Promise<PackManifest>,
): Promise<LoadedPack> {
  const manifest = await finding;
  requireRoom(manifest, info.kind);
  const known = captureScope === null ? {} : { captures: await readCaptures(reader, captureScope) };
  const runtime = await loadPack(host, reader, { manifest, prepare: ['forward', 'controlled'], ...known });
  await nextTask();
  if (wasFull()) throw new EngineFailure('device/out-of-memory');
  if (keep !== null) {
    await keepCompiled(runtime.compiled, keep);
    if (captureScope !== null) await keepCaptures(runtime.captures, captureScope, keep);
  }
  return runtime;
}

function prepareLaterWords(opened: Opened): Promise<void> {
  return prepareAhead(opened, () => opened.runtime.prepareLaterWords());
}

/** Creates sessions ahead of their first run, and keeps what was found of them. */
async function prepareAhead({ runtime, pack, device }: Opened, prepare: () => Promise<void>): Promise<void> {
  const known = runtime.captures.size;
  await prepare();
  if (runtime.captures.size === known || pack.keep === null || device.captureScope === null) return;
  await keepCaptures(runtime.captures, device.captureScope, pack.keep);
}

async function runOn<T>(opened: Opened, begin: BeginRun<T>, signal: AbortSignal, onEvent: EngineListener): Promise<T> {
  if (signal.aborted) throw new EngineFailure('run/cancelled');
  return onDevice(opened, () =>
    finish(begin(opened.context, signal), (event) => {
      onEvent(event);
      // Steps are awaited as microtasks; without a turn of the event loop no `cancel` would arrive.
      return nextTask();
    }),
  );
}

/** A page asks only of a pack that it has opened: an engine without one has begun anew, in place of one that the browser ended while it waited. */
function requirePack(opened: Opened | null): Opened {
  if (opened === null) throw new EngineFailure('device/lost', { detail: 'no pack is open' });
  return opened;
}

/** Does work on a device that may be lost, or out of memory, by its end. */
async function onDevice<T>({ device }: Opened, task: () => Promise<T>): Promise<T> {
  if (device.isLost) throw new EngineFailure('device/lost');
  // Of what went before: a recording that was tried is compared, and left where it went wrong.
  device.takeRefusal();
  try {
    const result = await task();
    // What the device has to say of these runs comes as an event.
    await nextTask();
    if (device.wasFull()) throw new EngineFailure('device/out-of-memory');
    const refusal = device.takeRefusal();
    if (refusal !== null) throw new EngineFailure('run/failed', { detail: refusal });
    return result;
  } catch (error) {
    throw await blameDevice(device, error);
  }
}

function watchDevice(device: OpenedDevice, budget: MemoryBudget | null): WatchedDevice {
  const gpu = device.gpu === null || budget === null ? device.gpu : { ...device.gpu, budget };
  const watched = { ...device, gpu, isLost: false };
  void device.lost.then(() => {
    watched.isLost = true;
  });
  return watched;
}

/**
 * onnxruntime reports the loss of its device, and that it is full, in many ways, the device itself in one. A device that was full is given
 * up, and less is asked of the next.
 */
async function blameDevice(device: WatchedDevice, error: unknown): Promise<unknown> {
  await nextTask();
  if (device.isLost) return new EngineFailure('device/lost', {}, { cause: error });
  if (!device.wasFull()) return error;
  device.isLost = true;
  if (device.gpu !== null) shrinkBudget(device.gpu.budget);
  return new EngineFailure('device/out-of-memory', {}, { cause: error });
}

function failureOf(error: unknown, otherwise: EngineErrorCode): EngineFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return toEngineFailure(error, { code: otherwise, parameters: { reason } });
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const hear = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', hear, { once: true });
    // Only an `onmessage` handler would start the port by itself.
    port1.start();
    port2.postMessage(null);
  });
}
