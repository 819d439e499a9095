export interface KeyLine {
  readonly label: string;
  /** As a person reads it. */
  readonly keys: string;
}

/** The lines that have every word of a search in their name or their keys, whatever the case. */
export function searchKeys(lines: readonly KeyLine[], search: string): readonly KeyLine[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(({ label, keys }) => {
    const text = `${label} ${keys}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
