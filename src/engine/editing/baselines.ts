/** Simpler ways to edit, to measure the pipeline against. */
import type { Baseline, BaselineId } from './baseline.ts';
import { editByChord } from './chord-edit.ts';
import { editWithoutControl } from './no-control.ts';
import { editByNoising } from './sdedit.ts';

export const BASELINES = {
  sdedit: { label: 'Noise and denoise (SDEdit)', run: editByNoising },
  'no-control': { label: 'Inversion, no attention control', run: editWithoutControl },
  'chord-edit': { label: 'ChordEdit, no inversion', run: editByChord },
} as const satisfies Record<BaselineId, Baseline>;
