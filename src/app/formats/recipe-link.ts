import { applyVersion } from '../store/version.ts';
import { parseOverrides, parseRecipe } from '../store/parse-recipe.ts';
import type { Recipe } from '../store/recipe.ts';

/** What a link carries: words and settings, never a photo. */
export interface LinkedRecipe {
  readonly recipe: Recipe;
  /** The sample that was edited; null for a photo of one's own. */
  readonly sample: string | null;
  /** The model it was made with; null if unknown. */
  readonly pack: string | null;
}

/** Stands in a link from the second version on; settings that are unknown are left out, whoever wrote them. */
const LINK_VERSION = 1;

/** Keys of the fragment that are no settings. */
const VERSION = 'v';
const FROM = 'from';
const TO = 'to';
const EMPHASIS = 'emphasis';
const FREE = 'free';
const SAMPLE = 'sample';
const PACK = 'pack';

/**
 * The fragment of an address, as in `#from=a+red+ball&to=a+blue+ball&emphasis=1:1.5&free=0.75&seed=7&pack=starter`. Browsers send no
 * fragment to a server. What is painted belongs to one photo and is left out.
 */
export function writeFragment({ recipe, sample, pack }: LinkedRecipe): string {
  const { prompts, tuning } = recipe;
  const emphasis = Object.entries(prompts.emphasis).map(([index, weight]) => `${index}:${String(weight)}`);
  const fields = new URLSearchParams({ [FROM]: prompts.source, [TO]: prompts.target });
  if (emphasis.length > 0) fields.set(EMPHASIS, emphasis.join(','));
  const { freedom, ...overrides } = applyVersion(
    { ...tuning.overrides, freedom: tuning.freedom },
    tuning.version,
    prompts.target.trim(),
  );
  fields.set(FREE, String(freedom));
  for (const [key, setting] of Object.entries(overrides)) fields.set(key, String(setting));
  if (sample !== null) fields.set(SAMPLE, sample);
  if (pack !== null) fields.set(PACK, pack);
  return `#${fields.toString()}`;
}

/** Null if the fragment has no words; settings that make no sense are left out. A link that only a newer Renoir understands is not read. */
export function readFragment(fragment: string): LinkedRecipe | 'newer' | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  if (Number(fields.get(VERSION)) > LINK_VERSION) return 'newer';
  if (!fields.has(FROM)) return null;
  const source = fields.get(FROM) ?? '';
  const settings = [...fields].map(([key, text]): [string, unknown] => [key, readSetting(text)]);
  const weights = (fields.get(EMPHASIS) ?? '').split(',').map((pair) => pair.split(':'));
  const recipe = parseRecipe({
    prompts: {
      source,
      target: fields.get(TO) ?? source,
      emphasis: Object.fromEntries(weights.map(([index = '', weight]) => [index, Number(weight)])),
    },
    tuning: {
      freedom: Number(fields.get(FREE) ?? Number.NaN),
      overrides: parseOverrides(Object.fromEntries(settings)),
    },
  });
  return recipe === null ? null : { recipe, sample: fields.get(SAMPLE), pack: fields.get(PACK) };
}

function readSetting(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
