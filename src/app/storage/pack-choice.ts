import { STARTER_CHOICE, type PackChoice } from '../store/packs-state.ts';

const STORAGE_KEY = 'renoir-pack';

/** The pack that was chosen on the last visit; the starter where none was, or nothing can be kept. */
export function loadPackChoice(): PackChoice {
  try {
    return parseChoice(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? 'null'));
  } catch {
    return STARTER_CHOICE;
  }
}

export function savePackChoice(choice: PackChoice): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(choice));
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** A choice from what was stored, whatever that is. */
export function parseChoice(value: unknown): PackChoice {
  if (typeof value !== 'object' || value === null) return STARTER_CHOICE;
  const { kind, id }: { kind?: unknown; id?: unknown } = value;
  return (kind === 'stored' || kind === 'folder') && typeof id === 'string' ? { kind, id } : STARTER_CHOICE;
}
