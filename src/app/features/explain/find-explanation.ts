import type { EditResult } from '../../../protocol/engine.ts';
import type { PackManifest } from '../../../protocol/pack-manifest.ts';
import { findChangedWords } from '../../../words/changed-words.ts';
import { classifyEdit, isLocalEdit } from '../../../words/edit-kind.ts';
import { splitSentence } from '../../../words/normalise-word.ts';
import { measureChange, type Change } from '../../picture/measure-change.ts';
import type { AppState } from '../../store/app-state.ts';
import { isStrange } from '../../store/examined-photo.ts';
import { deriveRunInput } from '../../store/run-input.ts';
import type { RunInput } from '../../store/run-machine.ts';
import { usesLocalBlend } from '../../store/tuning-reducer.ts';
import { explainResult, type ExplanationId } from './explain-result.ts';

interface ResultMeasures {
  readonly change: Change;
  readonly isLocal: boolean;
  readonly isRemoval: boolean;
}

const MEASURES = new WeakMap<EditResult, ResultMeasures>();

/** What to say of the picture on screen: of a photo that the model does not know from when it is opened, of a result until another is asked for. */
export function findExplanation(state: AppState): ExplanationId | null {
  const { pack, run, tuning } = state;
  const { result } = run;
  if (isStrange(state)) return 'unlike-photo';
  const input = deriveRunInput(state);
  if (pack.opened === null || input === null || result === null || input.key !== run.resultKey) return null;
  const { defaults, manifest } = pack.opened;
  const { source, target, emphasis } = input;
  return explainResult({
    isUnfamiliar: result.isUnfamiliar,
    isEdit: source !== target || Object.keys(emphasis).length > 0,
    ...measureResult(result, input, manifest.vocabulary),
    freedom: tuning.freedom,
    isPaintLimited: input.mask?.isLimit === true,
    usesLocalBlend: usesLocalBlend(defaults, tuning),
  });
}

/** Measured once a result: the state changes with every move of the pointer. */
function measureResult(result: EditResult, input: RunInput, vocabulary: PackManifest['vocabulary']): ResultMeasures {
  const known = MEASURES.get(result);
  if (known !== undefined) return known;
  const sentences = [splitSentence(input.source), splitSentence(input.target)] as const;
  const kind = classifyEdit(...sentences, findChangedWords(...sentences, {}), vocabulary);
  const measures = {
    change: measureChange(input.photo.pixels, result),
    isLocal: isLocalEdit(kind),
    isRemoval: kind === 'remove',
  };
  MEASURES.set(result, measures);
  return measures;
}
