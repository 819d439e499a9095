import { fuseForWebgpu } from '../engine/compiler/fuse-for-webgpu.ts';
import { readModel } from '../engine/onnx/read-model.ts';
import { sizeOf, tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { GraphCapture } from '../protocol/engine.ts';
import { EngineFailure } from '../protocol/errors.ts';
import { openCapturedSession } from './captured-session.ts';
import { withHostPart } from './host-part.ts';
import type { TaskQueue } from './task-queue.ts';
import type { GpuHost, RuntimeHost } from './runtime-host.ts';
import { openSession, type ModelBytes, type Session } from './session.ts';

/** What a graph is opened with, and the verdicts found so far, by file: a graph that is opened again is not tried again. */
export interface GpuContext {
  readonly host: RuntimeHost;
  readonly gpu: GpuHost;
  readonly queue: TaskQueue;
  readonly captures: Map<string, GraphCapture>;
}

/** A graph whose inputs and outputs are float32 of static shapes. */
export interface GpuGraph {
  readonly file: string;
  readonly bytes: ModelBytes;
  /** The output that a trial run compares. */
  readonly output: string;
}

/** Two runs of the same kernels on the same numbers agree to rounding. */
const TOLERANCE = 1e-3;

/**
 * Opens a graph as a recorded session, where that gives the numbers of a session that is not recorded: onnxruntime's recordings have
 * replayed wrong values (issue 29594). Nodes are fused for the card first, and what follows from vectors is left to the host. A graph that cannot be recorded, or errs, runs unrecorded.
 */
export async function openGpuGraph(context: GpuContext, graph: GpuGraph): Promise<Session> {
  const { host, gpu, queue, captures } = context;
  const { file } = graph;
  const { model, host: hostPart } = fuseForWebgpu(graph.bytes.model);
  const bytes = { ...graph.bytes, model };
  const known = captures.get(file);
  const openPlain = async () => withHostPart(await openSession(host, queue, file, bytes), hostPart);
  if (known === 'refused' || known === 'differs') return openPlain();

  const trial = known === undefined && gpu.verifies ? createTrial(graph) : null;
  const expected = trial === null ? null : await trial.runAndRelease(await openPlain());
  const captured = await openCapturedSession(host, gpu.memory, queue, file, bytes).catch((error: unknown) => {
    if (isDeviceFailure(error)) throw error;
    return null;
  });
  const session = captured && withHostPart(captured, hostPart);
  const verdict = session === null ? 'refused' : await judge(session, trial, expected);
  captures.set(file, verdict);
  if (session !== null && verdict === 'captured') return session;
  await session?.release();
  return openPlain();
}

async function judge(session: Session, trial: Trial | null, expected: Tensor | null): Promise<GraphCapture> {
  if (trial === null || expected === null) return 'captured';
  try {
    // The first run records; only a replay with other inputs shows what was recorded.
    await trial.run(session, 0);
    return relativeDistance(await trial.run(session, 1), expected) <= TOLERANCE ? 'captured' : 'differs';
  } catch (error) {
    if (isDeviceFailure(error)) throw error;
    return 'differs';
  }
}

interface Trial {
  run(session: Session, seed: number): Promise<Tensor>;
  runAndRelease(session: Session): Promise<Tensor>;
}

function createTrial({ file, bytes, output }: GpuGraph): Trial {
  const { inputs } = readModel(bytes.model);
  const run = async (session: Session, seed: number): Promise<Tensor> => {
    const feeds = inputs.map(({ name, type }, index) => [name, wave(type.shape, 1 + index + 7 * seed)] as const);
    const { [output]: value } = await session.run(Object.fromEntries(feeds), [output]);
    if (value === undefined) throw new RangeError(`${file} has no output ${output}`);
    return value;
  };
  return {
    run,
    async runAndRelease(session) {
      try {
        return await run(session, 1);
      } finally {
        await session.release();
      }
    },
  };
}

/** A tensor of amplitude 1. */
function wave(shape: readonly (number | string | null)[] | null, phase: number): Tensor {
  const extents = (shape ?? []).map(Number);
  return tensor(
    extents,
    Float32Array.from({ length: sizeOf(extents) }, (_, i) => Math.sin(0.7 * i + phase)),
  );
}

function relativeDistance(found: Tensor, expected: Tensor): number {
  let [difference, size] = [0, 0];
  expected.data.forEach((value, i) => {
    difference += ((found.data[i] ?? Number.NaN) - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / Math.max(size, Number.MIN_VALUE));
}

function isDeviceFailure(error: unknown): boolean {
  return error instanceof EngineFailure && error.error.code.startsWith('device/');
}
