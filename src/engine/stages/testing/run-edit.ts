import type { EditResult, EngineEvent, PixelImage } from '../../../protocol/engine.ts';
import { psnr } from '../../metrics/psnr.ts';
import { drain } from '../../testing/drain.ts';
import { edit } from '../edit.ts';
import type { EditContext } from '../edit-context.ts';
import { toTensor } from '../pixel-image.ts';
import { createRequest, type createTabletop, isInSquare } from './tabletop.ts';

/** Runs an edit on a tabletop to its end. */
export async function runEdit(context: EditContext, ...request: Parameters<typeof createRequest>) {
  const { yielded, returned } = await drain<EngineEvent, EditResult>(
    edit(context, createRequest(...request), new AbortController().signal),
  );
  return { events: yielded, result: returned };
}

/** UNet rows that a tabletop's denoiser was asked for. */
export function spentRows({ denoiser }: ReturnType<typeof createTabletop>): number {
  return (
    denoiser.calls.predict +
    2 * denoiser.calls.gradient +
    2 * (denoiser.calls.controlled + denoiser.calls.mutual + denoiser.calls.injected) +
    3 * denoiser.calls.unified
  );
}

/** PSNR within the square and outside of it. */
export function compareScenes(
  image: PixelImage,
  truth: PixelImage,
): { readonly inside: number; readonly outside: number } {
  const inside = Float32Array.from({ length: image.width * image.height }, (_, i) =>
    isInSquare(i % image.width, Math.floor(i / image.width)) ? 1 : 0,
  );
  const outside = inside.map((value) => 1 - value);
  const [reference, edited] = [toTensor(truth), toTensor(image)];
  return { inside: psnr(reference, edited, inside), outside: psnr(reference, edited, outside) };
}
