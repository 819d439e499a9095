/** How far an edit may go and how strongly its words act, kept under a name. */
export interface Preset {
  readonly name: string;
  readonly freedom: number;
  readonly localBlend: boolean;
  /** 0..2 by word, in lower case: the words stand elsewhere in another sentence. */
  readonly emphasis: Readonly<Record<string, number>>;
}

/** Presets as they were stored; what is none is left out. */
export function parsePresets(stored: unknown): readonly Preset[] {
  return Array.isArray(stored) ? stored.filter(isPreset) : [];
}

function isPreset(value: unknown): value is Preset {
  if (typeof value !== 'object' || value === null) return false;
  const { name, freedom, localBlend, emphasis }: Partial<Record<keyof Preset, unknown>> = value;
  return (
    typeof name === 'string' &&
    isBetween(freedom, 0, 1) &&
    typeof localBlend === 'boolean' &&
    typeof emphasis === 'object' &&
    emphasis !== null &&
    Object.values(emphasis).every((weight) => isBetween(weight, 0, 2))
  );
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
