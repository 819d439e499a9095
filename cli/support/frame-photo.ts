import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import { finish } from '../../src/engine/generators.ts';
import { locateThing } from '../../src/engine/stages/locate-thing.ts';
import { planByWords } from '../../src/imaging/frame-thing.ts';
import { planWhole, reachesBeyond, type Extent } from '../../src/imaging/plan-extents.ts';
import type { EditRequest } from '../../src/protocol/edit-request.ts';
import { fitPhoto, type FittedPhoto, type WholePhoto } from './image-file.ts';

/**
 * A photo with what the model should see of it for these words, as the page does it: the whole, with its edges continued; of a photo of
 * another ratio than the model's, for words about a thing, a part about it.
 */
export async function framePhoto(
  context: EditContext,
  source: WholePhoto,
  size: Extent,
  words: Omit<EditRequest, 'image'>,
): Promise<FittedPhoto> {
  const { photo } = source;
  const plan = planWhole(photo, size);
  const whole = { ...source, plan, image: await fitPhoto(source, plan) };
  if (!reachesBeyond(plan.crop, photo)) return whole;
  const run = locateThing(context, { ...words, image: whole.image }, new AbortController().signal);
  const thing = await finish(run);
  if (thing === null) return whole;
  const part = planByWords(thing, photo, size);
  return { ...source, plan: part, image: await fitPhoto(source, part) };
}
