import { useEffect, useState } from 'react';

/** A remark waits this long for more to be typed. */
export const TYPING_PAUSE_MS = 600;

/** A value once it has stayed the same for a while: for remarks that must not interrupt typing. */
export function useDebounced<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
