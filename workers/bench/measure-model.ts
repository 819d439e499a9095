import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { scale } from '../../src/engine/diffusion/arithmetic.ts';
import { finish } from '../../src/engine/generators.ts';
import { median } from '../../src/engine/metrics/median.ts';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { readPrompt } from '../../src/engine/stages/text-stage.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import {
  BENCHMARK_RUNS,
  type BenchmarkRequest,
  type BenchmarkRun,
  type DeviceMeasurement,
  type EditTimes,
  type Measured,
  type RunTimes,
} from '../../src/protocol/benchmark.ts';
import type { EditResult } from '../../src/protocol/engine.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { findManifest } from '../../src/packs/find-manifest.ts';
import { resizeManifest } from '../../src/packs/resize-manifest.ts';
import { createEditContext } from '../../src/runtime/create-edit-context.ts';
import { createDenoiserTasks } from '../../src/runtime/denoiser-tasks.ts';
import { loadPack, type LoadedPack } from '../../src/runtime/load-pack.ts';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import type { OpenedDevice } from '../inference/open-device.ts';
import { createWebHost } from '../inference/web-host.ts';
import type { GpuMeter } from './gpu-meter.ts';
import type { openModel } from './open-model.ts';
import { paintScene } from './paint-scene.ts';

/** Runs before the ones that are timed: pipelines are made in the first, and a session may be captured in the second. */
const WARM_UPS = 2;

export interface MeasureSources {
  readonly openDevice: (kind: BenchmarkRequest['device']) => Promise<OpenedDevice>;
  readonly openModel: typeof openModel;
  /** Null on WASM. */
  readonly meter: GpuMeter | null;
}

/** Opens a model on one device, as the page does, and times its runs and whole edits. */
export async function measureModel(
  request: BenchmarkRequest,
  { openDevice, openModel, meter }: MeasureSources,
  report: (line: string) => void,
): Promise<DeviceMeasurement> {
  const started = performance.now();
  const device = await openDevice(request.device);
  const pack = await openModel(request.model);
  try {
    const host = createWebHost(device);
    const own = await findManifest(pack.reader, pack.name);
    const manifest = request.size === null ? own : resizeManifest(own, request.size);
    report(`${device.info.kind}, ${device.info.detail}: opening ${manifest.name}`);
    const runtime = await loadPack(host, pack.reader, { manifest, prepare: ['forward', 'controlled'] });
    const opening = (performance.now() - started) / 1000;
    const opened = meter?.bytes().alive ?? 0;
    report(`${device.info.kind}: opened in ${opening.toFixed(1)} s`);
    const runs = await timeRuns(runtime, host, request, meter, report);
    const edits = request.edits === 0 ? null : await attempt(() => timeEdits(runtime, host, request, report));
    const bytes = meter?.bytes();
    const measurement: DeviceMeasurement = {
      device: device.info,
      model: { id: manifest.id, bytes: manifest.totalBytes, latent: runtime.denoiser.latentShape },
      opening,
      runs,
      edits,
      gpu: meter && {
        features: meter.features(),
        captures: Object.fromEntries(runtime.captures),
        memory: { opened, afterRuns: bytes?.alive ?? 0, peak: bytes?.peak ?? 0 },
      },
    };
    await runtime.release();
    return measurement;
  } finally {
    pack.close();
    device.close();
  }
}

async function timeRuns(
  runtime: LoadedPack,
  host: RuntimeHost,
  { runs, repetitions }: BenchmarkRequest,
  meter: GpuMeter | null,
  report: (line: string) => void,
): Promise<DeviceMeasurement['runs']> {
  const { manifest, denoiser, autoencoder, text } = runtime;
  const context = createEditContext(runtime, host, { previews: false });
  const [sentence] = chooseSentences(manifest);
  const tokenized = text.tokenize(sentence);
  const { conditioning } = await readPrompt(context, sentence, manifest.recommended.guidance);
  const { one, forward, gradient, controlled, laterWords } = createDenoiserTasks(denoiser, conditioning);
  const photo = toTensor(paintScene(manifest.image));
  // What was decoded last is not decoded again.
  let latent = one;
  const nextLatent = (): Tensor => (latent = scale(-1, latent));
  const tasks: Readonly<Record<BenchmarkRun, () => Promise<unknown>>> = {
    text: () => text.encode(tokenized),
    forward,
    gradient,
    controlled,
    target: laterWords,
    encode: () => autoencoder.encode(photo),
    decode: () => autoencoder.decode(nextLatent()),
  };
  const measured: Partial<Record<BenchmarkRun, Measured<RunTimes>>> = {};
  for (const name of BENCHMARK_RUNS.filter((run) => runs.includes(run))) {
    const times = await attempt(() => timeRun(tasks[name], repetitions, meter));
    report('error' in times ? `${name}: ${times.error}` : `${name}: ${times.median.toFixed(1)} ms`);
    measured[name] = times;
  }
  return measured;
}

async function timeRun(run: () => Promise<unknown>, repetitions: number, meter: GpuMeter | null): Promise<RunTimes> {
  const first = await timeOnce(run);
  for (let index = 1; index < WARM_UPS; index++) await run();
  const before = meter?.counts();
  const times = [await timeOnce(run)];
  const after = meter?.counts();
  while (times.length < repetitions) times.push(await timeOnce(run));
  const kernels = (await meter?.timer()?.time(run)) ?? null;
  return {
    median: median(times),
    least: Math.min(...times),
    first,
    gpu:
      before === undefined || after === undefined
        ? null
        : {
            dispatches: after.dispatches - before.dispatches,
            bindGroups: after.bindGroups - before.bindGroups,
            kernels,
          },
  };
}

async function timeEdits(
  runtime: LoadedPack,
  host: RuntimeHost,
  { edits, steps }: BenchmarkRequest,
  report: (line: string) => void,
): Promise<EditTimes> {
  const { manifest } = runtime;
  const [source, ...targets] = chooseSentences(manifest);
  const settings = { ...defaultEditSettings(manifest), ...(steps === null ? {} : { steps }) };
  const image = paintScene(manifest.image);
  const openContext = (): EditContext => createEditContext(runtime, host, { previews: false });
  const run = async (context: EditContext, number: number): Promise<{ seconds: number; rows: number }> => {
    const target = targets[number % targets.length] ?? source;
    const request = { runId: String(number), image, source, target, emphasis: {}, settings };
    const started = performance.now();
    const { rows } = await finish(edit(context, request, new AbortController().signal));
    return { seconds: (performance.now() - started) / 1000, rows: sumRows(rows) };
  };
  const context = openContext();
  const first = await run(context, 0);
  report(`first edit: ${first.seconds.toFixed(2)} s`);
  const later = [];
  for (let number = 1; number <= edits; number++) later.push(await run(context, number));
  const whole = [];
  for (let number = 1; number <= edits; number++) whole.push(await run(openContext(), number));
  const times = {
    first: first.seconds,
    whole: median(whole.map(({ seconds }) => seconds)),
    laterWords: median(later.map(({ seconds }) => seconds)),
    rows: { whole: first.rows, laterWords: later[0]?.rows ?? 0 },
  };
  report(`whole edit: ${times.whole.toFixed(2)} s, later words: ${times.laterWords.toFixed(2)} s`);
  return times;
}

function sumRows({ draft, invert, edit: painted }: EditResult['rows']): number {
  return draft + invert + painted;
}

/** What the scene shows, and what it is to show: two sentences at least, each unlike the one before it. */
function chooseSentences({ vocabulary }: PackManifest): readonly [source: string, ...targets: string[]] {
  const words = new Set(vocabulary.words);
  const colours = ['blue', 'green', 'yellow'].filter((colour) => words.size === 0 || words.has(colour));
  return [
    'a red ball on sand',
    ...(colours.length > 1 ? colours : ['blue', 'green']).map((colour) => `a ${colour} ball on sand`),
  ];
}

async function timeOnce(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function attempt<T>(task: () => Promise<T>): Promise<Measured<T>> {
  try {
    return await task();
  } catch (error) {
    return { error: describeFailure(error) };
  }
}

function describeFailure(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error instanceof Error ? error.message : String(error)}${reason}`;
}
