export const SAMPLES_URL = `${import.meta.env.BASE_URL}samples/`;

/** A photo with the words of an edit: one touch and it is under way. */
export interface Sample {
  readonly id: string;
  /** File name next to the list. */
  readonly file: string;
  readonly source: string;
  readonly target: string;
  readonly seed: number;
  /** How much nearer to the true edit its picture is than the photo, where that changes anything: the list is in this order. */
  readonly gainDb: number;
}

/** What the starter makes of a sample by its own edit: drawn by `renoir edit`, at the size of the sample. */
export function afterUrl(id: string): string {
  return `${SAMPLES_URL}${id}-after.webp`;
}

/** Reads the list of samples, what the starter edits best first; none if this build ships none. */
export async function loadSamples(folderUrl: string): Promise<readonly Sample[]> {
  try {
    const response = await fetch(`${folderUrl}samples.json`);
    if (!response.ok) return [];
    const list: unknown = await response.json();
    return Array.isArray(list) ? list.filter(isSample) : [];
  } catch {
    return [];
  }
}

function isSample(value: unknown): value is Sample {
  if (typeof value !== 'object' || value === null) return false;
  const record: Partial<Record<keyof Sample, unknown>> = value;
  const isText = (key: 'id' | 'file' | 'source' | 'target'): boolean => typeof record[key] === 'string';
  const isNumber = (key: 'seed' | 'gainDb'): boolean => typeof record[key] === 'number';
  return (
    isText('id') && isText('file') && isText('source') && isText('target') && isNumber('seed') && isNumber('gainDb')
  );
}
