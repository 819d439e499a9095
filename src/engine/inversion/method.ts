import type { Tensor } from '../tensor/tensor.ts';
import type { InverseStep } from './inverse-step.ts';

/** Solves one inverse step: yields mean |r| after each evaluation that counts as an iteration, returns z_t. */
export type StepSolver = (step: InverseStep, iterations: number) => AsyncGenerator<number, Tensor, void>;

/** How a method computes; what it is called and how often it iterates stands in `protocol/inversions.ts`. */
export interface InversionMethod {
  /** UNet rows of one inverted step; a gradient run counts 2. */
  rowsPerStep(iterations: number): number;
  readonly solve: StepSolver;
}
