import type { ControlSpan } from '../../protocol/edit-request.ts';
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
  /** Cross control of single target words, where it is not `crossReplace`. */
  readonly wordControl?: Readonly<Record<number, ControlSpan>>;
}

/**
 * Attention control for each step, noisiest first. The weight of an emphasised word acts in every step; where its cross control is off it
 * weighs the word's own attention, not the source's.
 */
export function planControl(options: ControlPlanOptions): readonly AttentionControl[] {
  const { source, target, emphasis, wordControl = {}, steps, crossReplace, selfReplace } = options;
  const { wordMap, wordAlpha } = mapWords(source, target);
  const equalizer = buildEqualizer(target, emphasis);
  const spans = Array.from(target.ids, (): ControlSpan => crossReplace);
  target.words.forEach(({ positions }, index) => {
    const own = wordControl[index];
    if (own !== undefined) positions.forEach((position) => (spans[position] = own));
  });
  return Array.from({ length: steps }, (_, step) => {
    const crossGate = zeros([target.ids.length]);
    const stepAlpha = zeros([target.ids.length]);
    spans.forEach((span, position) => {
      const isControlled = isCrossControlled(step, steps, span);
      const isWeighted = equalizer.data[position] !== 1;
      crossGate.data[position] = isControlled || isWeighted ? 1 : 0;
      stepAlpha.data[position] = isControlled ? (wordAlpha.data[position] ?? 0) : 0;
    });
    const selfGate = isSelfInjected(step, steps, selfReplace) ? 1 : 0;
    return { wordMap, wordAlpha: stepAlpha, equalizer, crossGate, selfGate };
  });
}

/** Whether a control changes anything; if not, the target row can run alone. */
export function isControlActive(control: AttentionControl): boolean {
  return control.selfGate !== 0 || control.crossGate.data.some((gate) => gate !== 0);
}
