import { useEffect } from 'react';
import { toast } from 'sonner';
import { useAppState } from '../../app-context.ts';
import { installTexts } from './texts.ts';

/** The first picture is more urgent than caching files. */
const LOCK_TIMEOUT_MS = 4000;

/** Keeps the page for work without a network, once the model is there; says when that is done and when a newer page is ready. */
export function useOffline(): void {
  const isReady = useAppState((state) => state.pack.status === 'open');
  useEffect(() => {
    if (!isReady || !import.meta.env.PROD || !('serviceWorker' in navigator)) return undefined;
    const timer = setTimeout(() => void register(), LOCK_TIMEOUT_MS);
    return () => clearTimeout(timer);
  }, [isReady]);
}

async function register(): Promise<void> {
  try {
    const { serviceWorker } = navigator;
    const registration = await serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`);
    if (serviceWorker.controller === null) void askForCare();
    if (registration.waiting !== null && serviceWorker.controller !== null) offerUpdate(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => {
        if (worker.state !== 'installed') return;
        if (serviceWorker.controller !== null) offerUpdate(worker);
        else toast.success(installTexts.ready);
      });
    });
  } catch {
    // Storage may be switched off or full: the page then needs the network, as any other.
  }
}

/** A page that came from the network is named by its script: a worker of the same build gives it its files from now on. */
async function askForCare(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ script: import.meta.url });
}

function offerUpdate(worker: ServiceWorker): void {
  toast(installTexts.update, {
    duration: Number.POSITIVE_INFINITY,
    action: {
      label: installTexts.reload,
      onClick: () => {
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
        worker.postMessage('take-over');
      },
    },
  });
}
