import type { AttentionControl, TokenizedPrompt } from '../ports.ts';
import { zeros } from '../tensor/tensor.ts';
import { buildEqualizer } from '../text/equalizer.ts';
import { mapWords } from '../text/map-words.ts';
import { type ControlFractions, isCrossControlled, isSelfInjected } from './control-schedule.ts';

export interface ControlPlanOptions extends ControlFractions {
  readonly source: TokenizedPrompt;
  readonly target: TokenizedPrompt;
  /** Emphasis per target word; 1 is neutral. */
  readonly emphasis: Readonly<Record<number, number>>;
}

/**
 * Attention control for each step, noisiest first. Emphasised words are controlled in every step: their weight would
 * otherwise end with the cross-attention control of the others.
 */
export function planControl(options: ControlPlanOptions): readonly AttentionControl[] {
  const { source, target, emphasis, steps, crossReplace, selfReplace } = options;
  const { wordMap, wordAlpha } = mapWords(source, target);
  const equalizer = buildEqualizer(target, emphasis);
  return Array.from({ length: steps }, (_, step) => {
    const crossGate = zeros([target.ids.length]);
    equalizer.data.forEach((weight, position) => {
      const fraction = weight === 1 ? crossReplace : 1;
      crossGate.data[position] = isCrossControlled(step, steps, fraction) ? 1 : 0;
    });
    return { wordMap, wordAlpha, equalizer, crossGate, selfGate: isSelfInjected(step, steps, selfReplace) ? 1 : 0 };
  });
}

/** Whether a control changes anything; if not, the target row can run alone. */
export function isControlActive(control: AttentionControl): boolean {
  return control.selfGate !== 0 || control.crossGate.data.some((gate) => gate !== 0);
}
