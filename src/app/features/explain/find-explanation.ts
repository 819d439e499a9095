import type { EditResult } from '../../../protocol/engine.ts';
import type { AppState } from '../../store/app-state.ts';
import { deriveRunInput } from '../../store/run-input.ts';
import { isKeeping } from '../../store/tuning-reducer.ts';
import { explainResult, type ExplanationId } from './explain-result.ts';
import { isLocalEdit } from './is-local-edit.ts';
import { measureChange, type Change } from './measure-change.ts';

const CHANGES = new WeakMap<EditResult, Change>();

/** What to say of the picture on screen; null while another one is asked for. */
export function findExplanation(state: AppState): ExplanationId | null {
  const { pack, run, prompts, tuning } = state;
  const { result } = run;
  const input = deriveRunInput(state);
  if (pack.opened === null || input === null || result === null || input.key !== run.resultKey) return null;
  const { defaults, manifest } = pack.opened;
  const { source, target, emphasis } = input;
  return explainResult({
    psnrBound: result.psnrBound,
    isEdit: source !== target || Object.keys(emphasis).length > 0,
    isLocal: isLocalEdit(prompts.source, prompts.target, manifest.vocabulary),
    change: changeOf(input.photo.pixels, result),
    freedom: tuning.freedom,
    isKeeping: isKeeping(defaults, tuning),
  });
}

/** Measured once a result: the state changes with every move of the pointer. */
function changeOf(photo: EditResult['image'], result: EditResult): Change {
  const known = CHANGES.get(result);
  if (known !== undefined) return known;
  const change = measureChange(photo, result);
  CHANGES.set(result, change);
  return change;
}
