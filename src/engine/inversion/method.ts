import type { InversionId } from '../../protocol/edit-request.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { InverseStep } from './inverse-step.ts';

/** Solves one inverse step: yields mean |r| after each evaluation that counts as an iteration, returns z_t. */
export type StepSolver = (step: InverseStep, iterations: number) => AsyncGenerator<number, Tensor, void>;

export interface InversionMethod {
  readonly id: InversionId;
  readonly label: string;
  /** Whether it runs `Denoiser.gradient`. */
  readonly usesGradient: boolean;
  readonly defaultIterations: number;
  /** UNet rows of one inverted step; a gradient run counts 2. */
  rowsPerStep(iterations: number): number;
  readonly solve: StepSolver;
}
