import type { EditRequest } from '../../protocol/edit-request.ts';
import type { EditResult, EngineListener, Result } from '../../protocol/engine.ts';
import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import { rasteriseMask } from '../mask/rasterise-mask.ts';
import type { Photo } from '../photo/photo.ts';
import type { PaintedMask } from '../store/painted-mask.ts';
import { frameByWords, type FramingPorts } from './frame-by-words.ts';

export interface EditPorts extends FramingPorts {
  readonly engine: Pick<EngineClient, 'edit' | 'locate'>;
}

export interface EditListener {
  /** False once it was stopped: between two calls of the engine nobody could cancel it. */
  readonly isWanted: () => boolean;
  /** Which part of the photo is edited. */
  readonly onFrame: (frame: CropRectangle) => void;
  readonly onEvent: EngineListener;
}

/** A picture, and the photo cut as the model got it. */
export interface EditedPhoto {
  readonly photo: Photo;
  readonly result: EditResult;
}

/** Edits what the words choose of a photo, or what the user chose. */
export async function editPhoto(
  ports: EditPorts,
  asked: Photo,
  words: Omit<EditRequest, 'image' | 'mask'>,
  painted: PaintedMask | null,
  { isWanted, onFrame, onEvent }: EditListener,
): Promise<Result<EditedPhoto>> {
  const framed = await frameByWords(ports, asked, words, painted, onEvent);
  if (!framed.ok) return framed;
  if (!isWanted()) return { ok: false, error: { code: 'run/cancelled', parameters: {} } };
  const photo = framed.value;
  const { crop, pixels } = photo;
  onFrame(crop);
  const mask = painted && rasteriseMask(painted, { crop, width: pixels.width, height: pixels.height });
  const edited = await ports.engine.edit({ ...words, image: pixels, ...(mask && { mask }) }, onEvent);
  return edited.ok ? { ok: true, value: { photo, result: edited.value } } : edited;
}
