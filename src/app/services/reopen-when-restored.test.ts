import { expect, it, vi } from 'vitest';
import { createAppStore } from '../store/app-store.ts';
import { reopenWhenRestored } from './reopen-when-restored.ts';

function createPage() {
  const store = createAppStore();
  const openModel = vi.fn<() => void>();
  const page = new EventTarget();
  reopenWhenRestored(store, openModel, page);
  const setStatus = (status: 'opening' | 'failed' | 'open') =>
    store.setState(({ pack }) => ({ pack: { ...pack, status } }));
  const show = (persisted: boolean) => page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }));
  return { openModel, setStatus, show };
}

it('a pack that failed while the page was away is opened once more', () => {
  const { openModel, setStatus, show } = createPage();
  setStatus('failed');
  show(false);
  expect(openModel).not.toHaveBeenCalled();
  show(true);
  expect(openModel).toHaveBeenCalledTimes(1);
});

it('a pack whose opening fails after the return is opened once more, and no more than once', () => {
  const { openModel, setStatus, show } = createPage();
  setStatus('opening');
  show(true);
  expect(openModel).not.toHaveBeenCalled();
  setStatus('failed');
  expect(openModel).toHaveBeenCalledTimes(1);
  setStatus('opening');
  setStatus('failed');
  expect(openModel).toHaveBeenCalledTimes(1);
});

it('a pack that is opened after all is left as it is', () => {
  const { openModel, setStatus, show } = createPage();
  setStatus('opening');
  show(true);
  setStatus('open');
  show(true);
  expect(openModel).not.toHaveBeenCalled();
});
