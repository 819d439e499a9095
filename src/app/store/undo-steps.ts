import { splitSentence } from '../../words/normalise-word.ts';
import { isSamePart, type Photo } from '../photo/photo.ts';
import type { AppState } from './app-state.ts';
import type { HistoryEntry } from './history-reducer.ts';
import { recipeOf, type Recipe } from './recipe.ts';
import { deriveRunInput } from './run-input.ts';
import { showResult } from './run-reducer.ts';
import { showPhoto } from './show-photo.ts';
import type { UndoStep, UndoSteps } from './undo-state.ts';

const MAX_STEPS = 200;
/** A word that is typed, or a slider that is drawn, rests for less. */
const JOIN_MS = 1000;

type Asked = Pick<AppState, 'photo' | 'prompts' | 'tuning' | 'steps'>;

/** Remembers what was asked for before a change; null where nothing was changed that can be taken back. */
export function recordStep(after: Asked, before: Asked, nowMs: number): UndoSteps | null {
  // Undo itself is no step, and neither is the first photo.
  if (after.steps !== before.steps || before.photo === null || after.photo === null) return null;
  const subject = findSubject(after, before);
  if (subject === 'nothing') return null;
  const { past, last } = after.steps;
  const isJoined = last !== null && last.subject === subject && nowMs - last.atMs < JOIN_MS;
  const step: UndoStep = { photo: before.photo, ...recipeOf(before) };
  return {
    past: isJoined ? past : [...past, step].slice(-MAX_STEPS),
    future: [],
    last: subject === null ? null : { subject, atMs: nowMs },
  };
}

/** For a change by which a field takes back its own typing: the steps of it are taken back as well. */
export function withoutSteps({ steps }: Pick<AppState, 'steps'>, here: UndoStep): Partial<AppState> {
  const index = steps.past.findLastIndex((step) => isEqual(step, here));
  return { steps: { ...steps, past: index < 0 ? steps.past : steps.past.slice(0, index), last: null } };
}

export function canUndo({ steps }: AppState): boolean {
  return steps.past.length > 0;
}

export function canRedo({ steps }: AppState): boolean {
  return steps.future.length > 0;
}

export function undoStep(state: AppState): Partial<AppState> {
  const { past, future } = state.steps;
  const here = hereOf(state);
  const to = past.at(-1);
  if (to === undefined || here === null) return {};
  return { ...show(state, to), steps: { past: past.slice(0, -1), future: [...future, here], last: null } };
}

export function redoStep(state: AppState): Partial<AppState> {
  const { past, future } = state.steps;
  const to = future.at(-1);
  const here = hereOf(state);
  if (to === undefined || here === null) return {};
  return { ...show(state, to), steps: { past: [...past, here], future: future.slice(0, -1), last: null } };
}

function isEqual(a: UndoStep, b: UndoStep): boolean {
  return isSamePart(a.photo, b.photo) && describe(a) === describe(b);
}

/** Spaces around a sentence ask for nothing. */
function describe({ prompts, tuning }: Recipe): string {
  return JSON.stringify([prompts.source.trim(), prompts.target.trim(), prompts.emphasis, tuning]);
}

function hereOf(state: AppState): UndoStep | null {
  return state.photo === null ? null : { photo: state.photo, ...recipeOf(state) };
}

/** With its picture, where the history has it; else the one on screen stays until it is made again. */
function show(state: AppState, { photo, ...recipe }: UndoStep): Partial<AppState> {
  const { entries } = state.history;
  const key = deriveRunInput({ ...state, ...recipe, photo })?.key;
  const cursor = entries.findIndex((entry) => entry.key === key);
  const entry = entries[cursor];
  return { ...showPhoto(state, { recipe, ...findShown(state, photo, entry) }), history: { ...state.history, cursor } };
}

/** A picture, and the photo as it was made of it. */
function findShown({ photo: shown, run }: AppState, photo: Photo, entry: HistoryEntry | undefined) {
  if (entry !== undefined) return { photo: entry.photo, run: showResult(entry.result, entry.key) };
  return shown !== null && isSamePart(photo, shown) ? { photo: shown, run } : { photo };
}

/** What a change is about; null for one that is always a step of its own. */
function findSubject(after: Asked, before: Asked): string | null {
  if (isOtherPhoto(after, before)) return null;
  const words = after.prompts === before.prompts ? 'nothing' : findWordsSubject(after.prompts, before.prompts);
  const tuning = after.tuning === before.tuning ? 'nothing' : findTuningSubject(after.tuning, before.tuning);
  if (words === 'nothing') return tuning;
  return tuning === 'nothing' ? words : null;
}

function isOtherPhoto({ photo: after }: Asked, { photo: before }: Asked): boolean {
  if (after === null || before === null || after.id !== before.id) return true;
  // What is cut at the size of another pack is what was asked for all along.
  const isSameSize = after.pixels.width === before.pixels.width && after.pixels.height === before.pixels.height;
  return isSameSize && !isSamePart(after, before);
}

function findWordsSubject(after: Recipe['prompts'], before: Recipe['prompts']): string | null {
  for (const sentence of ['source', 'target'] as const) {
    if (after[sentence] !== before[sentence]) {
      const [now, then] = [splitSentence(after[sentence]), splitSentence(before[sentence])];
      const index = Array.from({ length: Math.max(now.length, then.length) }).findIndex((_, i) => now[i] !== then[i]);
      return index < 0 ? 'nothing' : `${sentence} ${index}`;
    }
  }
  const indices = new Set([...Object.keys(after.emphasis), ...Object.keys(before.emphasis)]);
  const changed = [...indices].find((index) => after.emphasis[Number(index)] !== before.emphasis[Number(index)]);
  return changed === undefined ? 'nothing' : `emphasis ${changed}`;
}

/** A slider that is drawn is one step; a switch, a stroke and a version that is picked always are. */
function findTuningSubject(after: Recipe['tuning'], before: Recipe['tuning']): string | null {
  if (after.version !== before.version || after.removal !== before.removal) return null;
  if (after.freedom !== before.freedom) return 'freedom';
  if (after.mask !== before.mask) {
    return after.mask?.marks === before.mask?.marks && after.mask?.isLimit === before.mask?.isLimit ? 'feather' : null;
  }
  const settings = { ...before.overrides, ...after.overrides };
  const changed = Object.entries(settings).find(
    ([key]) => Reflect.get(after.overrides, key) !== Reflect.get(before.overrides, key),
  );
  if (changed === undefined) return 'nothing';
  return typeof changed[1] === 'number' ? `setting ${changed[0]}` : null;
}
