import type { EncodeOptions, PhotoFormat } from '../../protocol/photo-work.ts';

/** How the user wants pictures saved. */
export type ExportChoice = EncodeOptions;

export const DEFAULT_EXPORT: ExportChoice = { format: 'png', quality: 0.92, longSidePx: null, keepLocation: false };

/** What the longer side can be scaled down to. */
export const EXPORT_SIZES: readonly EncodeOptions['longSidePx'][] = [null, 2048, 1024];

export const PHOTO_FORMATS: readonly PhotoFormat[] = ['png', 'jpeg', 'webp'];

/** A choice as it was stored; what is missing or wrong in it becomes the default. */
export function parseExportChoice(stored: unknown): ExportChoice {
  const record: Readonly<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
  const quality = record['quality'];
  const isFraction = typeof quality === 'number' && quality >= 0 && quality <= 1;
  return {
    format: PHOTO_FORMATS.find((format) => format === record['format']) ?? DEFAULT_EXPORT.format,
    quality: isFraction ? quality : DEFAULT_EXPORT.quality,
    longSidePx: EXPORT_SIZES.find((size) => size === record['longSidePx']) ?? DEFAULT_EXPORT.longSidePx,
    keepLocation: record['keepLocation'] === true,
  };
}
