import type { PixelImage } from '../../../protocol/edit-request.ts';
import type { EngineError } from '../../../protocol/errors.ts';
import type { PhotoInWords } from '../../../protocol/mix-request.ts';
import type { AppContext } from '../../app-context.ts';
import { resolveSettings } from '../../store/tuning-reducer.ts';

/** Pictures from the one photo to the other, both included. */
export const BETWEEN_COUNT = 7;

/**
 * Paints the pictures between two photos by the settings on screen, and tells each. The edit on screen waits as long.
 *
 * @returns null when all are painted or the user stopped, else what went wrong
 */
export async function paintBetween(
  { store, live, engine }: Pick<AppContext, 'store' | 'live' | 'engine'>,
  photos: readonly [PhotoInWords, PhotoInWords],
  signal: AbortSignal,
  onPicture: (index: number, image: PixelImage) => void,
): Promise<EngineError | null> {
  const { pack, tuning, run } = store.getState();
  if (pack.opened === null) return null;
  const wasRunning = run.status === 'running';
  live.stop();
  const runId = crypto.randomUUID();
  const stop = (): void => engine.cancel(runId);
  signal.addEventListener('abort', stop);
  const { mask: _mask, ...choices } = tuning;
  const settings = resolveSettings(pack.opened.defaults, choices);
  // Seeds as the photos have them: the great circle keeps their length (docs/seeds.md).
  const request = { runId, photos, path: 'slerp', count: BETWEEN_COUNT, settings } as const;
  const mixed = await engine.mix(request, (event) => {
    if (event.type === 'mixed' && !signal.aborted) onPicture(event.index, event.image);
  });
  signal.removeEventListener('abort', stop);
  if (wasRunning) live.retry();
  return mixed.ok || signal.aborted ? null : mixed.error;
}
