import type { EngineClient } from '../../clients/engine-client/engine-client.ts';
import type { UnreadFrom } from '../../../protocol/engine.ts';
import type { EditSettings, PixelImage } from '../../../protocol/edit-request.ts';
import type { ColourLoss, EncodeOptions, PhotoWork } from '../../../protocol/photo-work.ts';
import { keepFile } from '../../photo/keep-file.ts';
import { fileOf, seenOf, smallEditOf } from '../../photo/photo.ts';
import { measureChange, MIN_CHANGE_LEVELS } from '../../picture/measure-change.ts';
import { hashBlob } from '../../storage/hash-blob.ts';
import type { BatchItem, BatchOutcome, BatchProblem } from '../../store/batch-reducer.ts';
import type { Recipe } from '../../store/recipe.ts';
import { editPhoto, type EditPorts } from '../../services/edit-photo.ts';
import { readPhoto } from '../../services/open-photo.ts';
import { writePictureRecipe } from '../../formats/picture-recipe.ts';
import { nameResults } from './name-results.ts';
import { createPictureZip } from './zip-pictures.ts';

export interface BatchJob {
  readonly files: readonly File[];
  readonly recipe: Recipe;
  readonly settings: EditSettings;
  /** Size that the model edits at. */
  readonly extent: { readonly width: number; readonly height: number };
  readonly options: EncodeOptions;
  readonly photos: PhotoWork;
  readonly engine: EditPorts['engine'] & Pick<EngineClient, 'cancel'>;
  /** Opens the model anew after its device was lost; false where it does not open. */
  readonly reopenModel: () => Promise<boolean>;
  readonly signal: AbortSignal;
  readonly onItem: (index: number, status: BatchItem['status'], outcome?: BatchOutcome) => void;
  /** Is told of every edit what the model did not read of the words. */
  readonly onRead: (unreadFrom: UnreadFrom | undefined) => void;
}

type Outcome =
  | {
      readonly ok: true;
      readonly picture: Blob;
      readonly image: PixelImage;
      readonly colourLosses: readonly ColourLoss[];
    }
  | { readonly ok: true; readonly picture: null }
  | { readonly ok: false; readonly problem: BatchProblem };

/**
 * Makes the same edit of one photo after the other; no more than one is in memory. A photo that cannot be edited is named and left
 * out, and so is one that the words do not fit: the model does not know such pictures under these words, or they change nothing in it.
 *
 * @returns the pictures made until the end or the stop, as a zip; null if there are none
 */
export async function runBatch(job: BatchJob): Promise<Blob | null> {
  const { files, options, signal, onItem } = job;
  const names = nameResults(
    files.map(({ name }) => name),
    options.format,
  );
  const zip = createPictureZip();
  let made = 0;
  for (const [index, file] of files.entries()) {
    if (signal.aborted) break;
    onItem(index, 'running');
    const attempt = (): Promise<Outcome> => editFile(job, file, crypto.randomUUID()).catch(describeFailure);
    let outcome = await attempt();
    // The model went with its device: without another, no later photo would be edited either.
    if (isLost(outcome) && !signal.aborted && (await job.reopenModel())) outcome = await attempt();
    if (signal.aborted) break;
    if (outcome.ok && outcome.picture === null) {
      onItem(index, 'skipped');
    } else if (outcome.ok) {
      await zip.add(names[index] ?? file.name, outcome.picture);
      made += 1;
      const { image, colourLosses } = outcome;
      onItem(index, 'done', { image, colourLosses });
    } else {
      onItem(index, 'failed', { problem: outcome.problem });
    }
  }
  return made === 0 ? null : zip.finish();
}

function isLost(outcome: Outcome): boolean {
  return !outcome.ok && outcome.problem.code === 'device/lost';
}

/** One photo that fails in a way nobody thought of must not take the others with it. */
function describeFailure(error: unknown): Outcome {
  return { ok: false, problem: { code: 'run/failed', parameters: { detail: String(error) } } };
}

async function editFile(job: BatchJob, file: File, runId: string): Promise<Outcome> {
  const { photos, engine, recipe, settings, extent, options, signal } = job;
  const named = { id: runId, name: file.name, file };
  const opened = await readPhoto(photos, named, extent, 'whole');
  if (!opened.ok) return opened;
  // The user may tidy up while the model works.
  const kept = await keepFile({ name: file.name, file });
  if (!kept.ok) return kept;
  // Stopped meanwhile: no edit is there yet that could be cancelled.
  if (signal.aborted) return { ok: false, problem: { code: 'run/cancelled', parameters: {} } };
  const stop = (): void => engine.cancel(runId);
  signal.addEventListener('abort', stop);
  const { source, target, emphasis } = recipe.prompts;
  const words = { runId, source, target, emphasis, settings };
  const whole = { ...opened.value.photo, file: kept.value };
  const edited = await editPhoto(job, whole, words, null, {
    isWanted: () => !signal.aborted,
    onFrame: () => undefined,
    onEvent: () => undefined,
  });
  signal.removeEventListener('abort', stop);
  if (!edited.ok) return { ok: false, problem: edited.error };
  const { photo, result } = edited.value;
  job.onRead(result.unreadFrom);
  const change = measureChange(photo.pixels, result);
  if (result.isUnfamiliar || change.levels < MIN_CHANGE_LEVELS) return { ok: true, picture: null };
  const text = writePictureRecipe({ recipe, photoHash: await hashBlob(photo.file), photoName: file.name });
  const encoded = await photos.encode(fileOf(photo), smallEditOf(photo, result), options, text);
  if (!encoded.ok) return encoded;
  const { colourLosses } = opened.value;
  return { ok: true, picture: encoded.value, image: seenOf(photo, result.image), colourLosses };
}
