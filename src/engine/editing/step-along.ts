import type { Tensor } from '../tensor/tensor.ts';
import type { ProcessStep } from '../diffusion/process.ts';
import { PROCESSES } from '../diffusion/processes.ts';
import { recordedNoise } from '../diffusion/run-process.ts';
import type { EditorInputs } from './editor.ts';

/**
 * One step of the target row along the process that the photo was inverted by, for an editor with a prediction of its own. Of coupled
 * latents the first goes its way by DDIM.
 */
export function stepAlong(
  record: EditorInputs['record'],
  step: Omit<ProcessStep, 'noise'>,
  noise: Tensor,
): { readonly clean: Tensor; readonly sample: Tensor } {
  const isSingle = record !== undefined && record.states.every((state) => state.length === 1);
  const run = PROCESSES[isSingle ? record.process : 'ddim'].step({
    ...step,
    noise: isSingle ? recordedNoise(record.noises, step.index) : null,
  });
  run.next();
  const { value, done } = run.next(noise);
  if (done !== true) throw new RangeError('the process asks for more than one prediction');
  return { clean: value.clean, sample: value.state[0] };
}
