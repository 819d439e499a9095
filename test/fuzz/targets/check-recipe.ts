import type { Recipe } from '../../../src/app/store/recipe.ts';
import { isEditorId } from '../../../src/protocol/editors.ts';
import { isInversionId } from '../../../src/protocol/inversions.ts';
import { require } from '../fuzz-target.ts';

const MOST_MARKS = 100_000;

function isIn(value: unknown, least: number, most: number): boolean {
  return value === undefined || (typeof value === 'number' && value >= least && value <= most);
}

/** What a run and the page rely on, whatever a file or a link says. */
export function checkRecipe({ prompts, tuning }: Recipe): void {
  const { source, target, emphasis } = prompts;
  require(typeof source === 'string' &&
    typeof target === 'string' &&
    source.length + target.length <= 4000, 'a sentence is none');
  require(Object.entries(emphasis).every(
    ([index, weight]) => /^\d+$/.test(index) && isIn(weight, 0, 2),
  ), 'a word has no weight');
  const { freedom, overrides, mask } = tuning;
  const { editor, inversion, steps, iterations, seed, sourceGuidance, targetGuidance } = overrides;
  require(isIn(freedom, 0, 1) &&
    isIn(steps, 1, 100) &&
    isIn(iterations, 0, 100) &&
    isIn(seed, 0, 2 ** 32), 'a setting is out of its range');
  require(isIn(sourceGuidance, 0, 50) && isIn(targetGuidance, 0, 50), 'a scale is out of its range');
  require(editor === undefined || isEditorId(editor), 'a way to edit is none');
  require(inversion === undefined || isInversionId(inversion), 'a way to invert is none');
  if (mask === undefined) return;
  require(isIn(mask.feather, 0, 1) &&
    typeof mask.isLimit === 'boolean' &&
    mask.marks.length < MOST_MARKS, 'a mask is none');
  for (const mark of mask.marks) {
    if (mark.kind === 'brush' || mark.kind === 'eraser') {
      require(mark.points.length % 2 === 0 &&
        mark.points.every(Number.isFinite) &&
        mark.radiusPx > 0, 'a stroke is none');
    }
    if (mark.kind === 'word')
      require(mark.strength.length === mark.width * mark.height && mark.width > 0, 'a map of a word is none');
  }
}
