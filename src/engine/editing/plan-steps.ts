import { planControl } from '../control/attention-control.ts';
import type { ControlFractions } from '../control/control-schedule.ts';
import type { AttentionControl } from '../ports.ts';
import type { EditorInputs } from './editor.ts';

/** Attention control of every step of an edit, the noisiest first. */
export function planSteps(
  { source, target, emphasis, wordControl, timesteps }: EditorInputs,
  { crossReplace, selfReplace }: Pick<ControlFractions, 'crossReplace' | 'selfReplace'>,
): readonly AttentionControl[] {
  return planControl({
    source: source.tokenized,
    target: target.tokenized,
    emphasis,
    ...(wordControl && { wordControl }),
    steps: timesteps.length,
    crossReplace,
    selfReplace,
  });
}
