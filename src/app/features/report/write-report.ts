import type { AppState } from '../../store/app-state.ts';
import { measureHistory } from '../../store/history-reducer.ts';
import type { AdapterFacts } from './read-adapter.ts';

export interface HostFacts {
  readonly version: string;
  readonly browser: string;
  readonly cores: number;
  readonly isIsolated: boolean;
  readonly adapter: AdapterFacts | null;
}

/** Parameters of errors that may say something about the user's files. */
const PRIVATE_PARAMETERS = new Set(['name', 'folder', 'word', 'detail']);

/**
 * What helps to find a fault, as plain text in English: versions, device, model, settings, the last run and the last error. Never the
 * photo or its name; the words only if they are wanted.
 */
export function writeReport(state: AppState, host: HostFacts, hasWords: boolean): string {
  const { pack, photo, prompts, tuning, run, history, persistence } = state;
  const { opened } = pack;
  const { mask, ...settings } = tuning;
  const error = pack.error ?? run.error;
  const { result } = run;
  const lines: readonly (readonly [string, unknown])[] = [
    ['Renoir', host.version],
    ['Browser', host.browser],
    ['Cores', host.cores],
    ['Isolated', host.isIsolated],
    ['Adapter', host.adapter?.description ?? 'none'],
    ['Adapter has float16', host.adapter?.hasFloat16 ?? false],
    ['Adapter limits', host.adapter?.limits ?? {}],
    ['Device', opened === null ? pack.status : [opened.device.kind, opened.device.reason, opened.device.detail]],
    ['Model', opened === null ? 'none' : [opened.manifest.id, opened.manifest.version, opened.manifest.totalBytes]],
    ['Model size', opened?.manifest.image ?? null],
    ['Graphs', opened?.captures ?? {}],
    ['Defaults', opened?.defaults ?? null],
    ['Settings', settings],
    ['Mask marks', mask?.marks.length ?? 0],
    ['Photo', photo === null ? 'none' : [photo.widthPx, photo.heightPx, photo.file.type, photo.file.size]],
    ['Run', [run.status, run.stage, run.step, run.steps]],
    ['Rows', result?.rows ?? null],
    ['Seconds', result?.seconds ?? null],
    ['PSNR', result === null ? null : [result.inversion?.psnrReconstruction ?? null, result.psnrBound]],
    ['History', [history.entries.length, measureHistory(history), persistence.status]],
    ['Error', error === null ? 'none' : [error.code, withoutPrivate(error.parameters)]],
    ...(hasWords ? ([['Words', [prompts.source, prompts.target, prompts.emphasis]]] as const) : []),
  ];
  return lines
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

function withoutPrivate(parameters: Readonly<Record<string, string | number>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => !PRIVATE_PARAMETERS.has(key)));
}
