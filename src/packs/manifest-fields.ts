import type { PackManifest } from '../protocol/pack-manifest.ts';
import {
  type Check,
  DESCRIPTION_FIELDS,
  areTimesteps,
  either,
  firstWrongField,
  isExtent,
  isFlag,
  isName,
  isNull,
  isNumber,
  isScale,
  isText,
  isTexts,
  isWidth,
  listOf,
  optional,
  recordOf,
} from './field-checks.ts';
import { isRecord } from './is-record.ts';
import { isSampling } from './samplings.ts';

/** What each field of a manifest must be, by dotted path. */
const FIELDS = {
  ...DESCRIPTION_FIELDS,
  'image.width': isExtent,
  'image.height': isExtent,
  'latent.channels': isExtent,
  'latent.height': isExtent,
  'latent.width': isExtent,
  'latent.scalingFactor': isScale,
  'latent.shiftFactor': optional(isNumber),
  preview: optional(recordOf({ scalingFactor: isScale, shiftFactor: optional(isNumber) })),
  'text.maxTokens': isExtent,
  'text.width': isWidth,
  'text.encoders': optional(
    listOf(recordOf({ folder: isName, tokenizer: isName, hiddenStates: isText, pooled: either(isNull, isText) })),
  ),
  'text.isEmptyZero': optional(isFlag),
  'vocabulary.words': isTexts,
  'vocabulary.objects': isTexts,
  'vocabulary.colours': isTexts,
  'vocabulary.materials': isTexts,
  'vocabulary.surfaces': isTexts,
  'vocabulary.times': isTexts,
  'vocabulary.styles': isTexts,
  'vocabulary.synonyms': (value) => isRecord(value) && Object.values(value).every(isText),
  familiar: optional(
    recordOf({
      steps: isExtent,
      noiseEnergy: isNumber,
      boundDb: isNumber,
      wordless: optional(recordOf({ energy: isNumber, perDb: isNumber })),
    }),
  ),
  examples: listOf(recordOf({ source: isText, target: isText })),
  'recommended.steps': isExtent,
  'recommended.timesteps': areTimesteps,
  'recommended.guidance': isNumber,
  'recommended.editGuidance': isNumber,
  'recommended.sampling': optional(isSampling),
} as const satisfies Record<string, Check>;

/** The first field of a manifest that is missing or not what it must be, by dotted path; null where all are right. */
export function findWrongField(manifest: Readonly<Record<string, unknown>> | PackManifest): string | null {
  return firstWrongField(manifest, FIELDS);
}
