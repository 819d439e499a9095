const KEY = 'renoir.caption-model';

/** Whether the caption model was fetched before: then the button needs no question. */
export function hasCaptionModel(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    // Storage is forbidden: the question comes again.
    return false;
  }
}

export function rememberCaptionModel(): void {
  try {
    localStorage.setItem(KEY, 'fetched');
  } catch {
    // Storage is forbidden or full: the question comes again.
  }
}
