// First: what follows starts workers.
import './app/browser/trust-own-scripts.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AppReactContext } from './app/app-context.ts';
import { App } from './app/page/App.tsx';
import { createAppContext, openBrowserPorts } from './app/page/create-app-context.ts';
import { readForcedDevice } from './app/services/open-model.ts';
import './app/ui/tokens.css';
import './app/ui/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const starterUrl = new URL(`${import.meta.env.BASE_URL}models/starter/`, location.href).href;

const asked = new URLSearchParams(location.search);
const device = readForcedDevice(location.search);
if (asked.has('bench')) {
  const { showBenchmark } = await import('./app/page/show-benchmark.tsx');
  showBenchmark(root, starterUrl);
} else if (asked.has('lab')) {
  const { showLab } = await import('./app/page/show-lab.tsx');
  showLab(root, { starterUrl, device });
} else {
  const context = createAppContext({ starterUrl, device }, openBrowserPorts());
  createRoot(root).render(
    <StrictMode>
      <AppReactContext value={context}>
        <App />
      </AppReactContext>
    </StrictMode>,
  );
}
