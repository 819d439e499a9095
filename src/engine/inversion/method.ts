import type { InversionStart, SolvedProcessId } from '../../protocol/inversions.ts';
import type { NoiseSchedule } from '../diffusion/noise-schedule.ts';
import type { SamplingRecord } from '../diffusion/process.ts';
import type { RandomGenerator } from '../diffusion/random.ts';
import type { Conditioning, Denoiser, EncodedText } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { InverseStep } from './inverse-step.ts';

/** Numbers of a method by their names. */
export type Parameters = Readonly<Record<string, number>>;

/** What any inversion works with. */
export interface InversionInputs {
  readonly denoiser: Denoiser;
  readonly schedule: NoiseSchedule;
  readonly conditioning: Conditioning;
  /** z_0, [1, channels, height, width]. */
  readonly clean: Tensor;
  /** Timesteps to invert through, least noisy first. */
  readonly timesteps: readonly number[];
  readonly random: RandomGenerator;
  readonly signal: AbortSignal;
}

export interface InversionProgress {
  /** Index into the timesteps. */
  readonly step: number;
  readonly iteration: number;
  /** mean |f(z) - z|; null for a step that solves no equation. */
  readonly residual: number | null;
}

export interface Inversion {
  /** z_0 (clean) and the latent at each timestep, least noisy first: one more than there are timesteps. Of a coupled state the first. */
  readonly trajectory: readonly Tensor[];
  readonly record: SamplingRecord;
  /** Residuals per step; none for a step that solves no equation. */
  readonly residuals: readonly (readonly number[])[];
  /** UNet rows; a gradient run counts 2. */
  readonly rows: number;
  /** Mean square of the noise that leads from the clean latent to the least noisy level: `explainingNoise`. */
  readonly noiseEnergy: number;
}

/** Solves one inverse step: yields mean |r| after each evaluation that counts as an iteration, returns z_t. */
export type StepSolver<P> = (
  step: InverseStep,
  iterations: number,
  parameters: P,
) => AsyncGenerator<number, Tensor, void>;

/** Moves the noise that a step was recorded with, once z_t is found: the step back from there should end nearer to z_prev. */
type NoiseCorrector<P> = (step: InverseStep, point: Tensor, recorded: Tensor, parameters: P) => Promise<Tensor>;

/** What a method of any kind says of itself; what it is called and how often it iterates stands in `protocol/inversions.ts`. */
interface MethodCosts {
  /** UNet rows of one inverted step without guidance; a gradient run counts 2. */
  rowsPerStep(iterations: number): number;
  /** Numbers that can be changed, with the values that it was published with or does best with. */
  readonly parameters: Parameters;
  /** Whether its result depends on the seed. */
  readonly drawsNoise?: boolean;
}

/** Finds z_t level by level, as the root of each step's equation. */
export interface SolverMethod extends MethodCosts {
  readonly kind: 'solver';
  /** Takes its own value for every parameter that is not given. */
  solve(step: InverseStep, iterations: number, parameters?: Parameters): AsyncGenerator<number, Tensor, void>;
  /** Along a process with recorded noises; where left out they stay as they were drawn. */
  readonly correctNoise?: NoiseCorrector<Parameters>;
  /** Of a method that inverts without guidance, whatever the photo is sampled with: what then stands for the empty prompt. */
  readonly emptyFor?: (conditioning: Conditioning) => EncodedText;
}

/** Leads up along a process of its own, all levels in one. */
export interface ProcessMethod extends MethodCosts {
  readonly kind: 'process';
  invert(inputs: InversionInputs, iterations: number): AsyncGenerator<InversionProgress, Inversion, void>;
}

export type InversionMethod = SolverMethod | ProcessMethod;

/** How a solver is asked to run. */
export interface SolverOptions {
  readonly iterations: number;
  readonly start: InversionStart;
  readonly process: SolvedProcessId;
  /** Mean |f(z) - z| at which a level is solved before its iterations are spent; null to spend them all. */
  readonly tolerance: number | null;
  /** `InversionMethod.parameters` to change. */
  readonly parameters: Parameters;
}

interface SolverDefinition<P extends Parameters> {
  readonly rowsPerStep: (iterations: number) => number;
  readonly parameters?: P;
  readonly solve: StepSolver<P>;
  readonly correctNoise?: NoiseCorrector<P>;
  readonly drawsNoise?: boolean;
}

/** Throws a RangeError when it is run with a parameter that the method does not have. */
export function defineInversion<const P extends Parameters = Record<never, number>>(
  definition: SolverDefinition<P>,
): SolverMethod;
export function defineInversion({
  parameters = {},
  solve,
  correctNoise,
  ...definition
}: SolverDefinition<Parameters>): SolverMethod {
  const change = (changes: Parameters): Parameters => {
    const unknown = Object.keys(changes).find((name) => !Object.hasOwn(parameters, name));
    if (unknown !== undefined) throw new RangeError(`the method has no parameter '${unknown}'`);
    return { ...parameters, ...changes };
  };
  return {
    ...definition,
    kind: 'solver',
    parameters,
    solve: (step, iterations, changes = {}) => solve(step, iterations, change(changes)),
    ...(correctNoise && {
      correctNoise: (step, point, recorded, changes) => correctNoise(step, point, recorded, change(changes)),
    }),
  };
}
