/**
 * Processes: the ways down from noise to a picture that an inversion can lead up. A process takes the state of a level, one latent or two
 * coupled ones, to the next, less noisy level; inversion and sampling share it.
 *
 * A step is a generator: it yields each point at which it needs eps and is handed the prediction, so that plain sampling, guidance and
 * attention control drive the same step.
 */
import type { SolvedProcessId } from '../../protocol/inversions.ts';
import type { EncodedText } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { NoiseSchedule } from './noise-schedule.ts';

/** 'ddim' and 'ancestral' lead to an equation that any method can solve; the others belong to one method each. */
export type ProcessId = SolvedProcessId | 'stored-noise' | 'edict' | 'bdia' | 'dpm-solver';

/** The latents of one level, VP, [1, channels, height, width] each: as many as the process couples. */
export type LevelState = readonly [Tensor, ...Tensor[]];

export interface ProcessStep {
  readonly schedule: NoiseSchedule;
  /** Timesteps of the whole run, noisiest first, and where in them the step starts from. */
  readonly timesteps: readonly number[];
  readonly index: number;
  readonly state: LevelState;
  /** The step's recorded noise; null where there is none. */
  readonly noise: Tensor | null;
}

/** A point at which eps is wanted. */
export interface NoiseQuery {
  readonly sample: Tensor;
  readonly timestep: number;
}

export interface ProcessResult {
  readonly state: LevelState;
  /** The clean latent as predicted from this step. */
  readonly clean: Tensor;
}

export type ProcessRun = Generator<NoiseQuery, ProcessResult, Tensor>;

/** z_t = drift z_prev + noise eps(z_t, t) + fresh n: a step solved for where it came from. */
export interface InverseCoefficients {
  readonly drift: number;
  readonly noise: number;
  /** Of the step's recorded noise n; 0 where it takes none. */
  readonly fresh: number;
}

export interface Process {
  step(step: ProcessStep): ProcessRun;
}

/** A process whose step is an equation that any solver takes; the inversions along others have methods of their own. */
export interface SolvedProcess extends Process {
  inverse(schedule: NoiseSchedule, previousTimestep: number, timestep: number): InverseCoefficients;
}

/** How an inverted photo is sampled again. */
export interface SamplingRecord {
  readonly process: ProcessId;
  /** The state at z_0 and at each timestep, least noisy first. */
  readonly states: readonly LevelState[];
  /** The noise of the step that starts from each timestep, least noisy first; empty where the process takes none. */
  readonly noises: readonly Tensor[];
  /**
   * What is added to the photo's own step to each level, least noisy first, so that it ends there exactly (Direct Inversion); an edit
   * takes none of it.
   */
  readonly corrections?: readonly Tensor[];
  /** What stands for the empty prompt at each timestep, least noisy first, when this photo is sampled or edited under guidance. */
  readonly empties?: readonly EncodedText[];
}
