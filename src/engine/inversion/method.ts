import type { Tensor } from '../tensor/tensor.ts';
import type { InverseStep } from './inverse-step.ts';

/** Numbers of a method by their names. */
export type Parameters = Readonly<Record<string, number>>;

/** Solves one inverse step: yields mean |r| after each evaluation that counts as an iteration, returns z_t. */
export type StepSolver<P = Parameters> = (
  step: InverseStep,
  iterations: number,
  parameters: P,
) => AsyncGenerator<number, Tensor, void>;

/** How a method computes; what it is called and how often it iterates stands in `protocol/inversions.ts`. */
export interface InversionMethod {
  /** UNet rows of one inverted step; a gradient run counts 2. */
  rowsPerStep(iterations: number): number;
  /** Numbers that can be changed, with the values that it was published with or does best with. */
  readonly parameters: Parameters;
  /** Takes its own value for every parameter that is not given. */
  solve(step: InverseStep, iterations: number, parameters?: Parameters): AsyncGenerator<number, Tensor, void>;
}

interface MethodDefinition<P extends Parameters> {
  readonly rowsPerStep: (iterations: number) => number;
  readonly parameters?: P;
  readonly solve: StepSolver<P>;
}

/** Throws a RangeError when it is run with a parameter that the method does not have. */
export function defineInversion<const P extends Parameters = Record<never, number>>(
  definition: MethodDefinition<P>,
): InversionMethod;
export function defineInversion({
  rowsPerStep,
  parameters = {},
  solve,
}: MethodDefinition<Parameters>): InversionMethod {
  return {
    rowsPerStep,
    parameters,
    solve(step, iterations, changes = {}) {
      const unknown = Object.keys(changes).find((name) => !Object.hasOwn(parameters, name));
      if (unknown !== undefined) throw new RangeError(`the method has no parameter '${unknown}'`);
      return solve(step, iterations, { ...parameters, ...changes });
    },
  };
}
