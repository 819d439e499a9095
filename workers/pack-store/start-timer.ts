import type { StartTimer } from '../../src/packs/hub/fetch-transport.ts';

export const startTimer: StartTimer = (seconds) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 1000 * seconds);
  });
  return { over, cancel: () => clearTimeout(timer) };
};
