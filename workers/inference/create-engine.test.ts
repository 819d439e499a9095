import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceKind, EditRequest, Engine, EngineEvent, OpenedPack, Result } from '../../src/protocol/engine.ts';
import type { PackPlace } from '../../src/protocol/pack-place.ts';
import type { GpuMemory } from '../../src/runtime/gpu-memory.ts';
import { createMemoryBudget, type MemoryBudget } from '../../src/runtime/memory-budget.ts';
import { createStarterReader, STARTER_HOST } from '../../test/starter-host.ts';
import { createFolderReader } from '../../cli/support/folder-reader.ts';
import type { ReadListener } from './blob-pack-reader.ts';
import { createEngine } from './create-engine.ts';
import type { OpenedDevice } from './open-device.ts';
import type { PackAccess } from './open-pack-reader.ts';

const STARTER: PackPlace = { kind: 'url', baseUrl: '/starter' };
/** Without `pack.json`, of 16 x 16 latents. */
const SMALL: PackPlace = { kind: 'url', baseUrl: '/small' };
const BROKEN: PackPlace = { kind: 'url', baseUrl: '/broken' };

const SMALL_FOLDER = fileURLToPath(new URL('../../test/fixtures/packs/sd-turbo-script-14/', import.meta.url));

const NO_MEMORY: GpuMemory = {
  allocate: () => ({ destroy: () => undefined }) as never,
  hasRoom: async () => true,
  write: () => undefined,
  read: () => Promise.reject(new Error('there is no card')),
  copy: () => undefined,
  destroy: () => undefined,
};

/** Sessions whose runs fail on a lost device, with a sentence that says nothing of it. */
function createMortalSession(isLost: () => boolean, onCreate: () => void) {
  const { InferenceSession } = STARTER_HOST.ort;
  return (async (...args: Parameters<typeof InferenceSession.create>) => {
    onCreate();
    const session = await InferenceSession.create(...args);
    const run = session.run.bind(session);
    session.run = (async (...given: Parameters<typeof run>) => {
      if (isLost()) throw new Error('failed to call OrtRun(). ERROR_CODE: 1');
      return run(...given);
    }) as typeof session.run;
    return session;
  }) as typeof InferenceSession.create;
}

/** The engine on the native runtime, with a device that can be lost, filled, and refuse a command, by hand. */
function createTestEngine() {
  let loseDevice = (): void => undefined;
  let isFull = false;
  let refusal: string | null = null;
  const budgets: MemoryBudget[] = [];
  let sessions = 0;
  const openDevice = async (asked: DeviceKind | 'auto'): Promise<OpenedDevice> => {
    let isLost = false;
    const budget = budgets.shift();
    return {
      info: { kind: asked === 'auto' ? 'wasm' : asked, detail: 'test', reason: 'forced' },
      ort: {
        ...STARTER_HOST.ort,
        InferenceSession: {
          create: createMortalSession(
            () => isLost,
            () => sessions++,
          ),
        },
      },
      sessionOptions: STARTER_HOST.sessionOptions,
      gpu: budget === undefined ? null : { memory: NO_MEMORY, budget, verifies: false },
      hasFloat16: true,
      captureScope: null,
      previews: true,
      lost: new Promise((resolve) => {
        loseDevice = () => {
          isLost = true;
          resolve();
        };
      }),
      wasFull: () => isFull,
      takeRefusal: () => {
        const taken = refusal;
        refusal = null;
        return taken;
      },
      close: () => undefined,
    };
  };
  const openReader = async (place: PackPlace, onRead: ReadListener): Promise<PackAccess> => {
    const starter = createStarterReader(place === BROKEN ? { 'unet/model.onnx': null } : {});
    const reader = place === SMALL ? createFolderReader(SMALL_FOLDER) : starter;
    return {
      reader: {
        ...reader,
        read(path) {
          onRead(1, 1);
          return reader.read(path);
        },
      },
      name: { id: 'starter', name: 'Starter', version: '1' },
      keep: null,
      close: () => undefined,
    };
  };
  const fill = (value: boolean): void => {
    isFull = value;
  };
  const refuse = (message: string): void => {
    refusal = message;
  };
  return {
    engine: createEngine({ openDevice, openReader }),
    loseDevice: () => loseDevice(),
    fill,
    refuse,
    budgets,
    /** Sessions that were created so far. */
    countSessions: () => sessions,
  };
}

const { engine, loseDevice, fill, refuse } = createTestEngine();
let opened: Result<OpenedPack>;

beforeAll(async () => {
  opened = await engine.open(STARTER, 'auto', () => undefined);
}, 120_000);
afterAll(() => engine.cancel('none'));

function requestFor(runId: string, target: string, pack?: OpenedPack): EditRequest {
  if (!opened.ok) throw new Error(opened.error.code);
  const { manifest, defaults } = pack ?? opened.value;
  const { width, height } = manifest.image;
  const image = { width, height, data: new Uint8ClampedArray(4 * width * height).fill(128) };
  return {
    runId,
    image,
    source: 'a red ball on grass at day',
    target,
    emphasis: {},
    settings: { ...defaults, steps: 2 },
  };
}

function editWith(target: Engine, request: EditRequest): { events: EngineEvent[]; result: ReturnType<Engine['edit']> } {
  const events: EngineEvent[] = [];
  return { events, result: target.edit(request, (event) => events.push(event)) };
}

test('an opened pack says what it is and where it computes', () => {
  expect(opened).toMatchObject({ ok: true, value: { manifest: { id: 'starter' }, device: { kind: 'wasm' } } });
});

test('an edit reports its stages in order and returns pictures at the size of the pack', async () => {
  const { events, result } = editWith(engine, requestFor('one', 'a blue ball on grass at day'));
  const value = await result;
  if (!value.ok) throw new Error(value.error.code);
  expect(value.value.runId).toBe('one');
  expect(value.value.image.data).toHaveLength(256 * 256 * 4);
  const stages = events.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
  expect([...new Set(stages)]).toEqual(['encode', 'draft', 'invert', 'edit', 'decode']);
  expect(events.some((event) => event.type === 'preview')).toBe(true);
});

test('other target words cost no inversion', async () => {
  const result = await editWith(engine, requestFor('two', 'a green ball on grass at day')).result;
  expect(result).toMatchObject({ ok: true, value: { rows: { invert: 0 }, cached: ['encode', 'invert'] } });
});

test('a photo is looked at before it is edited, and its edit starts from there', async () => {
  const request = requestFor('examined', 'a blue ball on grass at day');
  const image = { ...request.image, data: request.image.data.map((value, i) => (i % 4 === 3 ? 255 : value - 40)) };
  const examined = await engine.examine(image);
  expect(examined.ok && examined.value.wordlessEnergy).toBeGreaterThan(0);
  const edited = await editWith(engine, { ...request, image }).result;
  expect(edited).toMatchObject({ ok: true, value: { cached: ['encode'] } });
  expect(edited.ok && edited.value.psnrBound).toBe(examined.ok && examined.value.psnrBound);
  const closed = createTestEngine().engine;
  expect(await closed.examine(image)).toMatchObject({ ok: false, error: { code: 'device/lost' } });
});

test('a thing is looked for before an edit of it, and not where the words are about the whole picture', async () => {
  const heard: EngineEvent[] = [];
  const locate = (runId: string, target: string, on: Engine = engine) =>
    on.locate(requestFor(runId, target), (event) => heard.push(event));
  const thing = await locate('thing', 'a red cube on grass at day');
  if (!thing.ok || thing.value === null) throw new Error('nothing was found');
  const { width, height, strength } = thing.value;
  expect(strength).toHaveLength(width * height);
  expect(Math.max(...strength)).toBe(255);
  expect(heard).toMatchObject([{ type: 'stage', runId: 'thing', stage: 'encode' }]);
  expect(await locate('scene', 'a red ball on grass at night')).toEqual({ ok: true, value: null });
  const superseded = locate('superseded', 'a blue ball on grass at day');
  const edited = editWith(engine, requestFor('edited', 'a blue ball on grass at day')).result;
  expect(await superseded).toMatchObject({ ok: false, error: { code: 'run/cancelled' } });
  expect(await edited).toMatchObject({ ok: true, value: { runId: 'edited' } });
  expect(await locate('closed', 'a blue ball', createTestEngine().engine)).toMatchObject({ ok: false });
});

test('a model that is read when a method first needs it tells nobody: who listened to the opening is gone', async () => {
  const { engine: other } = createTestEngine();
  let steps = 0;
  const listen = (): void => {
    steps++;
  };
  expect(await other.open(STARTER, 'auto', listen)).toMatchObject({ ok: true });
  const atOpening = steps;
  expect(atOpening).toBeGreaterThan(10);
  const request = requestFor('gradient', 'a blue ball on grass at day');
  const settings = { ...request.settings, inversion: 'rnri', iterations: 1 } as const;
  expect(await editWith(other, { ...request, settings }).result).toMatchObject({ ok: true });
  expect(steps).toBe(atOpening);
});

describe('the session of the gradient', () => {
  const { engine: other, countSessions } = createTestEngine();

  test('is there before the first run that needs it, once it was asked for', async () => {
    await other.prepareGradient();
    expect(countSessions()).toBe(0);
    expect(await other.open(STARTER, 'auto', () => undefined)).toMatchObject({ ok: true });
    // With everything else that an edit needs, and what is prepared behind it: that is there when the next answer comes.
    const plain = requestFor('plain', 'a blue ball on grass at day');
    expect(await editWith(other, plain).result).toMatchObject({ ok: true });
    expect(await other.examine(plain.image)).toMatchObject({ ok: true });
    const before = countSessions();
    await other.prepareGradient();
    expect(countSessions()).toBe(before + 1);
    await other.prepareGradient();
    const settings = { ...plain.settings, inversion: 'rnri', iterations: 1 } as const;
    const answer = await editWith(other, { ...plain, settings }).result;
    expect(answer).toMatchObject({ ok: true, value: { inversion: { method: 'rnri' } } });
    expect(countSessions()).toBe(before + 1);
  });

  test('is made after what was asked for meanwhile', async () => {
    expect(await other.open(STARTER, 'auto', () => undefined)).toMatchObject({ ok: true });
    const before = countSessions();
    const log: string[] = [];
    const told = (name: string) => () => log.push(`${name} +${countSessions() - before}`);
    const first = editWith(other, requestFor('first', 'a blue ball on grass at day')).result.then(told('first'));
    const preparing = other.prepareGradient().then(told('gradient'));
    await first;
    const second = editWith(other, requestFor('second', 'a green ball on grass at day')).result.then(told('second'));
    await Promise.all([second, preparing]);
    // With the preview decoder by the first edit, and the session of later words after it.
    expect(log).toEqual(['first +1', 'second +2', 'gradient +3']);
  });

  test('is not made for a pack that was closed before it came to that', async () => {
    const running = editWith(other, requestFor('running', 'a pink ball on grass at day')).result;
    const late = other.prepareGradient();
    const before = countSessions();
    const open = () => other.open(SMALL, 'auto', () => undefined);
    expect(await Promise.all([open(), running, late])).toMatchObject([{ ok: true }, { ok: false }, undefined]);
    const ofOpening = countSessions() - before;
    await open();
    expect(countSessions() - before).toBe(2 * ofOpening);
  });
});

test('paint limits an edit byte by byte and costs no inversion; the pack says that it reads guidance', async () => {
  expect(opened).toMatchObject({ ok: true, value: { guidanceScales: ['sourceGuidance', 'targetGuidance'] } });
  const request = requestFor('painted', 'a green ball on grass at day');
  const { width, height, data } = request.image;
  const added = Uint8Array.from({ length: width * height }, (_, pixel) => (pixel % width < 40 ? 255 : 0));
  const mask = { added, removed: new Uint8Array(width * height), isLimit: true };
  const result = await editWith(engine, { ...request, mask }).result;
  if (!result.ok) throw new Error(result.error.code);
  expect(result.value.rows.invert).toBe(0);
  const changed = Array.from({ length: width * height }, (_, pixel) => pixel).filter((pixel) =>
    [0, 1, 2].some((channel) => result.value.image.data[4 * pixel + channel] !== data[4 * pixel + channel]),
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.filter((pixel) => pixel % width >= 40)).toEqual([]);
});

test('a later edit supersedes the running one, which ends as run/cancelled', async () => {
  const first = editWith(engine, requestFor('first', 'a pink ball on grass at day')).result;
  const second = editWith(engine, requestFor('second', 'a white ball on grass at day')).result;
  expect(await first).toEqual({ ok: false, error: { code: 'run/cancelled', parameters: {} } });
  expect(await second).toMatchObject({ ok: true, value: { runId: 'second' } });
});

test('cancel stops the run of that id and no other', async () => {
  const { result } = editWith(engine, requestFor('stop', 'an orange ball on grass at day'));
  await engine.cancel('another');
  await engine.cancel('stop');
  expect(await result).toEqual({ ok: false, error: { code: 'run/cancelled', parameters: {} } });
});

test('an empty prompt is an error of its own', async () => {
  expect(await editWith(engine, requestFor('empty', ' ')).result).toMatchObject({
    ok: false,
    error: { code: 'prompt/target-empty' },
  });
});

test('after the device is lost an edit says so, and opening again makes it work', async () => {
  loseDevice();
  const lost = await editWith(engine, requestFor('lost', 'a blue ball on grass at day')).result;
  expect(lost).toEqual({ ok: false, error: { code: 'device/lost', parameters: {} } });
  expect(await engine.open(STARTER, 'auto', () => undefined)).toMatchObject({ ok: true });
  expect(await editWith(engine, requestFor('again', 'a blue ball on grass at day')).result).toMatchObject({ ok: true });
});

describe('an edit whose device is lost', () => {
  const { engine: other, loseDevice: lose } = createTestEngine();
  const open = async (): Promise<EditRequest> => {
    const answer = await other.open(SMALL, 'auto', () => undefined);
    if (!answer.ok) throw new Error(answer.error.code);
    return requestFor('small', 'a pink ball on grass at day', answer.value);
  };

  test.each(['encode', 'draft', 'invert', 'edit', 'decode'] as const)('in the stage %s ends by name', async (stage) => {
    const seen: string[] = [];
    const answer = await other.edit(await open(), (event) => {
      if (event.type !== 'stage') return;
      seen.push(event.stage);
      if (event.stage === stage) lose();
    });
    expect(answer).toEqual({ ok: false, error: { code: 'device/lost', parameters: {} } });
    expect(seen.at(-1)).toBe(stage);
  });

  test('is made on the next device', async () => {
    expect(await editWith(other, await open()).result).toMatchObject({ ok: true });
  });
});

test('no picture is shown of which the device refused a command: it says so, and the next edit is made', async () => {
  const answer = await engine.edit(requestFor('refused', 'a white ball on grass at day'), (event) => {
    if (event.type === 'stage' && event.stage === 'decode') refuse('the bind group is invalid');
  });
  expect(answer).toEqual({
    ok: false,
    error: { code: 'run/failed', parameters: { detail: 'the bind group is invalid' } },
  });
  // What went wrong before an edit is not its fault.
  refuse('a recording was tried');
  expect(await editWith(engine, requestFor('next', 'a white ball on grass at day')).result).toMatchObject({ ok: true });
});

test('a pack for which a device has no room is not called damaged, and less is asked of every later device', async () => {
  const { engine: other, fill: fillOther, budgets } = createTestEngine();
  const [first, second] = [createMemoryBudget(100), createMemoryBudget(100)];
  budgets.push(first, second);
  first.fittedBytes = 40;
  fillOther(true);
  const full = { ok: false, error: { code: 'device/out-of-memory', parameters: {} } };
  expect(await other.open(BROKEN, 'webgpu', () => undefined)).toEqual(full);
  expect(first.limitBytes).toBe(40);
  first.fittedBytes = 15;
  expect(await other.open(BROKEN, 'webgpu', () => undefined)).toEqual(full);
  expect([first.limitBytes, second.limitBytes]).toEqual([15, 100]);
});

test('no picture is shown that a device out of memory made: it says so, and is opened anew', async () => {
  fill(true);
  const run = (id: string) => editWith(engine, requestFor(id, 'a green ball on grass at day')).result;
  expect(await run('full')).toEqual({ ok: false, error: { code: 'device/out-of-memory', parameters: {} } });
  expect(await run('full again')).toEqual({ ok: false, error: { code: 'device/lost', parameters: {} } });
  expect(await engine.open(STARTER, 'auto', () => undefined)).toMatchObject({
    ok: false,
    error: { code: 'device/out-of-memory' },
  });
  fill(false);
  expect(await engine.open(STARTER, 'auto', () => undefined)).toMatchObject({ ok: true });
  expect(await run('room')).toMatchObject({ ok: true });
});

test('a pack that cannot be opened names the file, and an edit without a pack has the page open it again', async () => {
  const { engine: other } = createTestEngine();
  expect(await other.open(BROKEN, 'auto', () => undefined)).toEqual({
    ok: false,
    error: { code: 'pack/missing-file', parameters: { file: 'unet/model.onnx' } },
  });
  expect(await editWith(other, requestFor('none', 'a blue ball')).result).toMatchObject({
    ok: false,
    error: { code: 'device/lost', parameters: { detail: 'no pack is open' } },
  });
});
