/** Every process, by the name under which an inversion records it. A new one is one file and one line here. */
import { ANCESTRAL_PROCESS } from './euler-ancestral.ts';
import { BDIA_PROCESS } from './bdia.ts';
import { DDIM_PROCESS } from './ddim.ts';
import { DPM_SOLVER_PROCESS } from './dpm-solver.ts';
import { EDICT_PROCESS } from './edict.ts';
import type { SolvedProcessId } from '../../protocol/inversions.ts';
import type { Process, ProcessId, SolvedProcess } from './process.ts';
import { STORED_NOISE_PROCESS } from './stored-noise.ts';

export const PROCESSES = {
  ddim: DDIM_PROCESS,
  ancestral: ANCESTRAL_PROCESS,
  'stored-noise': STORED_NOISE_PROCESS,
  edict: EDICT_PROCESS,
  bdia: BDIA_PROCESS,
  'dpm-solver': DPM_SOLVER_PROCESS,
} as const satisfies Record<ProcessId, Process> & Record<SolvedProcessId, SolvedProcess>;
