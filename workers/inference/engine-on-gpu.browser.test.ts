/**
 * The engine with recorded sessions on a graphics card: however a run ends, the next one makes the picture that WASM makes, and the device
 * holds what it held before.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTinyPack } from '../../test/tiny-pack.ts';
import type {
  DeviceKind,
  EditRequest,
  EditResult,
  Engine,
  EngineEvent,
  OpenedPack,
} from '../../src/protocol/engine.ts';
import type { PackPlace } from '../../src/protocol/pack-place.ts';
import { installGpuMeter, type GpuMeter } from '../bench/gpu-meter.ts';
import { createBlobPackReader } from './blob-pack-reader.ts';
import { createEngine } from './create-engine.ts';
import { openDevice } from './open-device.ts';

const PACKS = { first: createTinyPack(1), other: createTinyPack(2) } as const;
type PackId = keyof typeof PACKS;

/** The second one's source row is known from the first. */
const TARGETS = ['b', 'ab'] as const;

let meter: GpuMeter;
/** The device that was made last. */
let device: GPUDevice | null = null;
let engine: Engine;
/** What the photo becomes by the words, on WASM, by pack and target. */
const expected = new Map<string, EditResult>();
/** How the graphs of the first pack run, what both edits with it are, and the bytes on the device afterwards. */
let captures: OpenedPack['captures'];
const undisturbed: EditResult[] = [];
let held = 0;

beforeAll(async () => {
  meter = installGpuMeter();
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
    device = await requestDevice.call(this, descriptor);
    return device;
  };
  const onCpu = createTestEngine();
  for (const pack of ['first', 'other'] as const) {
    await open(onCpu, pack, 'wasm');
    for (const target of TARGETS) expected.set(`${pack} ${target}`, await finish(onCpu, target));
  }
  engine = createTestEngine();
  ({ captures } = await open(engine, 'first', 'webgpu'));
  for (const target of TARGETS) undisturbed.push(await finish(engine, target));
  held = meter.bytes().alive;
});
afterAll(() => device?.destroy());

test('recorded sessions make the pictures that WASM makes', () => {
  expect(new Set(Object.values(captures))).toEqual(new Set(['captured']));
  TARGETS.forEach((target, i) => expectPicture(undisturbed[i], `first ${target}`));
  expect(held).toBeGreaterThan(0);
});

test('a run that a later one supersedes leaves nothing behind', async () => {
  const superseded = engine.edit(requestFor('b'), () => undefined);
  const picture = await finish(engine, 'ab');
  expect(await superseded).toEqual({ ok: false, error: { code: 'run/cancelled', parameters: {} } });
  expectPicture(picture, 'first ab');
  await expectEdits('first');
  expect(meter.bytes().alive).toBe(held);
});

test('so does one that is cancelled between two steps', async () => {
  const cancelled = await engine.edit(
    requestFor('b', 1),
    onStage('invert', () => void engine.cancel('b')),
  );
  expect(cancelled).toEqual({ ok: false, error: { code: 'run/cancelled', parameters: {} } });
  await expectEdits('first');
  expect(meter.bytes().alive).toBe(held);
});

test('another pack makes its own pictures in as much memory', async () => {
  await open(engine, 'other', 'webgpu');
  await expectEdits('other');
  expect(meter.bytes().alive).toBe(held);
});

test('a device that is lost in a run ends it, and with the next one the first pack takes what it took', async () => {
  const lost = await engine.edit(
    requestFor('b', 1),
    onStage('invert', () => device?.destroy()),
  );
  expect(lost).toEqual({ ok: false, error: { code: 'device/lost', parameters: {} } });
  expect(meter.bytes().alive).toBe(0);
  await open(engine, 'first', 'webgpu');
  await expectEdits('first');
  expect(meter.bytes().alive).toBe(held);
});

/** Both edits make the pictures that WASM makes. */
async function expectEdits(pack: PackId): Promise<void> {
  for (const target of TARGETS) expectPicture(await finish(engine, target), `${pack} ${target}`);
}

function expectPicture(found: EditResult | undefined, name: string): void {
  const wanted = expected.get(name)?.image.data ?? new Uint8ClampedArray(1);
  const differences = Array.from(wanted, (value, i) => Math.abs(value - (found?.image.data[i] ?? Number.NaN)));
  // In bytes, of which rounding turns some by one.
  expect([name, differences.every((difference) => difference <= 1)]).toEqual([name, true]);
}

function onStage(stage: string, act: () => void): (event: EngineEvent) => void {
  return (event) => {
    if (event.type === 'stage' && event.stage === stage) act();
  };
}

function createTestEngine(): Engine {
  return createEngine({
    openDevice,
    openReader: async (place, onRead) => {
      const files = PACKS[idOf(place)];
      const find = async (path: string) => files.get(path) ?? null;
      return {
        reader: createBlobPackReader({ find, list: async () => [] }, onRead),
        name: { id: 'tiny', name: 'Tiny', version: '1' },
        keep: null,
        close: () => undefined,
      };
    },
  });
}

function idOf(place: PackPlace): PackId {
  return place.kind === 'stored' && place.id === 'other' ? 'other' : 'first';
}

async function open(on: Engine, id: PackId, kind: DeviceKind): Promise<OpenedPack> {
  const opened = await on.open({ kind: 'stored', id }, kind, () => undefined);
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

/** With the photo of this number: one that was not inverted yet has everything to do. */
function requestFor(target: string, photo = 0): EditRequest {
  const [width, height] = [16, 16];
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 ? 255 : 128 + 100 * Math.sin(i + photo),
  );
  return {
    runId: target,
    image: { width, height, data },
    source: 'a',
    target,
    emphasis: {},
    settings: {
      inversion: 'rnri',
      steps: 2,
      iterations: 1,
      sourceGuidance: 1,
      targetGuidance: 1,
      crossReplace: 0.5,
      selfReplace: 0.5,
      localBlend: false,
      seed: 0,
    },
  };
}

async function finish(on: Engine, target: string): Promise<EditResult> {
  const result = await on.edit(requestFor(target), () => undefined);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
