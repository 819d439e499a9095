import type { PixelImage } from '../protocol/edit-request.ts';
import type { LabEdit, LabFailure, LabInversion, LabMethod, LabTrial } from '../protocol/lab.ts';
import type { EditorId } from '../protocol/editors.ts';
import { type ContactSheet, SHEET_CELL_PX, type SheetCell, type SheetCurve } from './contact-sheet.ts';
import { plotResiduals, rangeOf, type ResidualRange } from './plot-residuals.ts';

/** What the sheet says, in the language of who asked for it. */
export interface LabSheetWords {
  readonly title: string;
  readonly photo: string;
  readonly bound: string;
  readonly reconstruction: string;
  readonly failed: string;
  nameMethod(method: LabMethod): string;
  nameEditor(editor: EditorId): string;
  decibels(psnr: number): string;
  residual(value: number): string;
  /** What a trial cost. */
  cost(rows: number, seconds: number): string;
}

/** One method as it is shown: what it gave back, and the edits along it. */
export interface LabRow {
  /** Null for the edits that need no inversion, or bring their own. */
  readonly method: LabMethod | null;
  readonly inversion: LabInversion | LabFailure | null;
  readonly edits: readonly (LabEdit | LabFailure)[];
}

/** Trials by method, in the order in which they ran; the edits without one at the end. */
export function groupTrials(trials: readonly LabTrial[]): readonly LabRow[] {
  const rows = new Map<string | null, LabRow>();
  for (const trial of trials) {
    if (trial.kind === 'bound') continue;
    const key = trial.method?.id ?? null;
    const row = rows.get(key) ?? { method: trial.method, inversion: null, edits: [] };
    const isInversion = trial.kind === 'inversion' || (trial.kind === 'failed' && trial.editor === null);
    rows.set(key, isInversion ? { ...row, inversion: trial } : { ...row, edits: [...row.edits, trial] });
  }
  return [...rows.values()];
}

/** The scale on which the residuals of all methods can be compared; null where none has any. */
export function commonRange(trials: readonly LabTrial[]): ResidualRange | null {
  return rangeOf(trials.flatMap((trial) => (trial.kind === 'inversion' ? trial.residuals : [])));
}

/** The photo, then a row a method: its residuals level by level, what it gave back, and the edits along it. */
export function composeLabSheet(photo: PixelImage, trials: readonly LabTrial[], words: LabSheetWords): ContactSheet {
  const bound = trials.find((trial) => trial.kind === 'bound');
  const range = commonRange(trials);
  const toCells = ({ method, inversion, edits }: LabRow): readonly SheetCell[] => [
    ...(method === null ? [] : [describeMethod(method, inversion, range, words)]),
    ...(inversion === null ? [] : [showInversion(inversion, words)]),
    ...edits.map((edit) => showEdit(edit, words)),
  ];
  const first: readonly SheetCell[] = [
    { image: photo, curve: null, lines: [words.photo] },
    ...(bound === undefined
      ? []
      : [{ image: bound.image, curve: null, lines: [words.bound, words.decibels(bound.psnr)] }]),
  ];
  return { title: words.title, rows: [first, ...groupTrials(trials).map(toCells)] };
}

function describeMethod(
  method: LabMethod,
  inversion: LabRow['inversion'],
  range: ResidualRange | null,
  words: LabSheetWords,
): SheetCell {
  const hasRun = inversion?.kind === 'inversion';
  return {
    image: null,
    curve: hasRun && range !== null ? plotCurve(inversion.residuals, range, words) : null,
    lines: [words.nameMethod(method), ...(hasRun ? [words.cost(inversion.rows, inversion.seconds)] : [])],
  };
}

function plotCurve(
  residuals: LabInversion['residuals'],
  range: ResidualRange,
  words: LabSheetWords,
): SheetCurve | null {
  const size = { width: SHEET_CELL_PX, height: SHEET_CELL_PX };
  const pieces = plotResiduals(residuals, size, residuals.length, range);
  return pieces.length === 0 ? null : { pieces, top: words.residual(range[0]), bottom: words.residual(range[1]) };
}

function showInversion(inversion: LabInversion | LabFailure, words: LabSheetWords): SheetCell {
  if (inversion.kind === 'failed') return { image: null, curve: null, lines: [words.failed] };
  const { image, psnr, psnrToBound } = inversion;
  return {
    image,
    curve: null,
    lines: [words.reconstruction, `${words.decibels(psnr)} (${words.bound}: ${words.decibels(psnrToBound)})`],
  };
}

function showEdit(edit: LabEdit | LabFailure, words: LabSheetWords): SheetCell {
  const name = edit.editor === null ? '' : words.nameEditor(edit.editor);
  if (edit.kind === 'failed') return { image: null, curve: null, lines: [name, words.failed] };
  return { image: edit.image, curve: null, lines: [name, words.cost(edit.rows, edit.seconds)] };
}
