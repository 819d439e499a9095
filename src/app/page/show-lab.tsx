import { createRoot, type Root } from 'react-dom/client';
import type { DeviceKind } from '../../protocol/engine.ts';
import { chooseFile } from '../browser/choose-file.ts';
import { createEngineClient } from '../clients/engine-client/engine-client.ts';
import { createPhotoClient } from '../clients/photo-client/photo-client.ts';
import { LabPage, type LabPageProps } from '../features/lab/LabPage.tsx';
import { initLanguage } from '../i18n/choose-language.ts';
import { loadLastPhoto } from '../services/history/load-last-photo.ts';
import { colorSchemeOf, loadTheme } from '../storage/theme-choice.ts';
import { findChosenPack } from './find-chosen-pack.ts';

/** What the lab stands on. Tests put others in their place. */
export type LabPorts = Pick<LabPageProps, 'engine' | 'photos' | 'chooseFile' | 'findStart'>;

/** Shows the lab instead of the editor, with an engine of its own. */
export function showLab(
  element: HTMLElement,
  options: { readonly starterUrl: string; readonly device: DeviceKind | 'auto' },
  ports: Partial<LabPorts> = {},
): Root {
  const language = initLanguage();
  document.documentElement.style.colorScheme = colorSchemeOf(loadTheme() ?? 'system');
  const root = createRoot(element);
  root.render(
    <LabPage
      engine={ports.engine ?? createEngineClient()}
      photos={ports.photos ?? createPhotoClient()}
      chooseFile={ports.chooseFile ?? chooseFile}
      findStart={ports.findStart ?? loadLastPhoto}
      findPlace={() => findChosenPack(options.starterUrl, language)}
      device={options.device}
      homeUrl={location.pathname}
    />,
  );
  return root;
}
