import type { PackPlace } from '../../protocol/pack-place.ts';
import { findPlace } from '../services/packs/find-place.ts';
import { loadFolders } from '../services/packs/pack-controls.ts';
import { loadPackChoice } from '../storage/pack-choice.ts';
import { createAppStore } from '../store/app-store.ts';
import type { LanguageId } from '../store/languages.ts';
import { NO_PACKS } from '../store/packs-state.ts';

/** Where the model is that was chosen in the editor, for pages beside it. Throws as `findPlace`. */
export async function findChosenPack(starterUrl: string, language: LanguageId): Promise<PackPlace> {
  const store = createAppStore({ language, packs: { ...NO_PACKS, choice: loadPackChoice() } });
  // Only a folder has to wait for the database.
  if (store.getState().packs.choice.kind === 'folder') await loadFolders(store);
  const { choice, folders } = store.getState().packs;
  return findPlace(choice, folders, starterUrl);
}
