import { expect } from 'vitest';
import { cdp } from 'vitest/browser';

/** Lets the system prefer light or dark colours. */
export async function emulateColorScheme(value: 'light' | 'dark'): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  // The browser answers before the page has taken it up.
  await expect.poll(() => matchMedia(`(prefers-color-scheme: ${value})`).matches).toBe(true);
}

export async function resetColorScheme(): Promise<void> {
  await cdp().send('Emulation.setEmulatedMedia', { features: [] });
}
