import type { Photo } from '../photo/photo.ts';
import type { StoredEntry, StoredPhoto } from '../storage/stored-records.ts';
import { fieldsOf, isPicture, isSide } from './check-pictures.ts';

/** The part that is edited may end half a pixel beside the photo: it was rounded. */
const SLACK_PX = 1;

/** True if a photo of a project is named, and the part that is edited lies inside it or reaches from edge to edge. */
export function isStoredPhoto(photo: unknown): photo is StoredPhoto {
  const { id, name, hash, type, sample, changes, widthPx, heightPx, crop, followsWords, pixels } =
    fieldsOf<StoredPhoto>(photo);
  const { x, y, width, height } = fieldsOf<Photo['crop']>(crop);
  const isInside = (start: unknown, length: unknown, side: number): boolean =>
    typeof start === 'number' &&
    typeof length === 'number' &&
    length > 0 &&
    length < Number.POSITIVE_INFINITY &&
    (start >= 0 ? start + length <= side + SLACK_PX : start + length >= side - SLACK_PX);
  return (
    [id, name, hash, type, sample ?? ''].every((text) => typeof text === 'string') &&
    (changes === undefined || (Array.isArray(changes) && changes.every((name) => typeof name === 'string'))) &&
    (followsWords === undefined || followsWords === true) &&
    isSide(widthPx) &&
    isSide(heightPx) &&
    isInside(x, width, widthPx) &&
    isInside(y, height, heightPx) &&
    isPicture(pixels)
  );
}

/** True if an edit of a project is named; its words and its result are looked at by themselves. */
export function isNamedEntry(entry: unknown): entry is StoredEntry {
  const { id, key, name, photoKey } = fieldsOf<StoredEntry>(entry);
  return [id, key, name, photoKey].every((text) => typeof text === 'string');
}
