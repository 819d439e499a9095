import type { AppState } from './app-state.ts';
import { commitResult } from './commit-current-edit.ts';
import { deriveRunInput } from './run-input.ts';
import { showResult } from './run-reducer.ts';
import { planVersions } from './version.ts';
import type { VersionCell, Versions } from './versions-state.ts';

/** Puts the edit on screen beside versions that are yet to be painted. */
export function beginVersions(state: AppState, id: string): Partial<AppState> {
  const shown = deriveRunInput(state);
  const { result } = state.run;
  if (shown === null || result === null) return {};
  const known = findVersions(state);
  const planned = planVersions(shown.target, Math.max(known?.lastSeed ?? 0, shown.settings.seed));
  const inputs = planned.flatMap((version) => deriveRunInput({ ...state, tuning: { ...state.tuning, version } }) ?? []);
  const cells = [
    { input: shown, image: result.image, result },
    ...inputs.map((input) => ({ input, image: null, result: null })),
  ];
  return { versions: { id, cells, isPainting: true, lastSeed: planned.at(-1)?.seed ?? 0 } };
}

/** The versions of what is asked for; null where there are none, or other words were asked for since. */
export function findVersions({ versions, photo, prompts, tuning, view }: AppState): Versions | null {
  const first = versions?.cells[0]?.input;
  if (versions === null || first === undefined || first.photo !== photo || view.screen !== 'edit') return null;
  const of = first.recipe;
  const isSame =
    of.prompts === prompts &&
    of.tuning.freedom === tuning.freedom &&
    of.tuning.overrides === tuning.overrides &&
    of.tuning.mask === tuning.mask;
  return isSame ? versions : null;
}

/** Shows how far a version is, or that it is finished. Versions that were closed or replaced are left alone. */
export function paintVersion(
  { versions }: AppState,
  id: string,
  index: number,
  painted: Partial<Pick<VersionCell, 'image' | 'result'>>,
): Partial<AppState> {
  const cell = versions?.cells[index];
  if (versions?.id !== id || cell === undefined) return {};
  return { versions: { ...versions, cells: versions.cells.with(index, { ...cell, ...painted }) } };
}

/** No more are painted: those that have not been finished go. */
export function endVersions({ versions }: AppState, id: string): Partial<AppState> {
  if (versions?.id !== id) return {};
  return {
    versions: { ...versions, cells: versions.cells.filter(({ result }) => result !== null), isPainting: false },
  };
}

/** Puts a version on screen and into the history. */
export function pickVersion(state: AppState, index: number): Partial<AppState> {
  const cell = findVersions(state)?.cells[index];
  if (cell === undefined || cell.result === null) return {};
  const { input, result } = cell;
  const { tuning } = input.recipe;
  return {
    tuning,
    run: showResult(result, input.key),
    ...commitResult({ ...state, tuning }, input, input.photo, result),
  };
}
