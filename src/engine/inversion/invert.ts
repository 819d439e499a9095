import type { Tensor } from '../tensor/tensor.ts';
import { meanSquare } from '../diffusion/arithmetic.ts';
import { withoutGuidance } from '../diffusion/classifier-free-guidance.ts';
import { CLEAN_LEVEL } from '../diffusion/noise-schedule.ts';
import { gaussianTensor } from '../diffusion/random.ts';
import { relay } from '../generators.ts';
import { adjustLatent } from './adjust-latent.ts';
import { createInverseStep, explainingNoise } from './inverse-step.ts';
import { solveStep } from './solve-step.ts';
import type {
  Inversion,
  InversionInputs,
  InversionMethod,
  InversionProgress,
  SolverMethod,
  SolverOptions,
} from './method.ts';

export interface InvertOptions extends InversionInputs, Partial<SolverOptions> {
  readonly method: InversionMethod;
  readonly iterations: number;
  /** Whether the photo's latent is first adjusted to its words: `adjustLatent`. */
  readonly isAdjusted?: boolean;
}

/** Inverts a clean latent level by level. Throws `run/cancelled` when `signal` aborts. */
export async function* invertLatent({
  isAdjusted = false,
  ...options
}: InvertOptions): AsyncGenerator<InversionProgress, Inversion, void> {
  if (!isAdjusted) return yield* invertByMethod(options);
  const { latent, rows } = await adjustLatent(options);
  const inversion = yield* invertByMethod({ ...options, clean: latent });
  return { ...inversion, rows: inversion.rows + rows };
}

function invertByMethod(
  options: Omit<InvertOptions, 'isAdjusted'>,
): AsyncGenerator<InversionProgress, Inversion, void> {
  const {
    method,
    iterations,
    start = 'previous',
    process = 'ddim',
    tolerance = null,
    parameters = {},
    ...inputs
  } = options;
  return method.kind === 'solver'
    ? solveLevels(method, inputs, { iterations, start, process, tolerance, parameters })
    : method.invert(inputs, iterations);
}

async function* solveLevels(
  method: SolverMethod,
  { clean, timesteps, conditioning, ...context }: InversionInputs,
  { iterations, start: startsAt, process, tolerance, parameters }: SolverOptions,
): AsyncGenerator<InversionProgress, Inversion, void> {
  const { emptyFor } = method;
  const trajectory: Tensor[] = [clean];
  const residuals: number[][] = [];
  const recordedNoises: Tensor[] = [];
  let rows = 0;
  const noises: Tensor[] = [];
  let previous = clean;
  let previousTimestep = CLEAN_LEVEL;
  for (const [index, timestep] of timesteps.entries()) {
    const recorded = process === 'ddim' ? null : gaussianTensor(clean.shape, context.random);
    const step = createInverseStep({
      ...context,
      conditioning: emptyFor ? withoutGuidance(conditioning) : conditioning,
      clean,
      previous,
      noises,
      startsAt,
      previousTimestep,
      timestep,
      level: index + 1,
      levels: timesteps.length,
      process,
      recorded,
    });
    const reported: number[] = [];
    const point = yield* relay(solveStep(method, step, { iterations, parameters, tolerance }), function* (residual) {
      yield { step: index, iteration: reported.length, residual };
      reported.push(residual);
    });
    residuals.push(reported);
    const corrected = recorded && ((await method.correctNoise?.(step, point, recorded, parameters)) ?? recorded);
    rows += step.rows();
    noises.push(explainingNoise(step.coefficients, previous, point, corrected));
    if (corrected !== null) recordedNoises.push(corrected);
    previous = point;
    previousTimestep = timestep;
    trajectory.push(previous);
  }
  const [first] = noises;
  const states = trajectory.map((latent) => [latent] as const);
  return {
    trajectory,
    record: {
      process,
      states,
      noises: recordedNoises,
      ...(emptyFor && { empties: timesteps.map(() => emptyFor(conditioning)) }),
    },
    residuals,
    rows,
    noiseEnergy: first === undefined ? 0 : meanSquare(first),
  };
}
