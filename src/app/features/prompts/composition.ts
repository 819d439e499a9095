/**
 * A composition that rests this long counts as typed. Its steps do not: an input method shows letters that nobody means to keep. But
 * phones compose plain English, a word at a time, and whoever looks up from a half-typed word waits for the picture.
 */
export const REST_MS = 800;

/** Passes on what is typed into a field: at once, but of a composition only what it rests at and what it ends as. */
export interface Composition {
  begin(): void;
  /** The field holds this now. */
  change(text: string): void;
  end(text: string): void;
  isOpen(): boolean;
  /** Forgets a composition that is not going to end. */
  drop(): void;
}

/** @param schedule calls back once after a delay; returns a function that cancels it */
export function createComposition(
  write: (text: string) => void,
  schedule: (callback: () => void, delayMs: number) => () => void = scheduleByTimer,
): Composition {
  let isOpen = false;
  let cancel = (): void => undefined;
  const close = (): void => {
    isOpen = false;
    cancel();
  };
  return {
    begin() {
      isOpen = true;
    },
    change(text) {
      cancel();
      if (isOpen) cancel = schedule(() => write(text), REST_MS);
      else write(text);
    },
    end(text) {
      close();
      write(text);
    },
    isOpen: () => isOpen,
    drop: close,
  };
}

function scheduleByTimer(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}
