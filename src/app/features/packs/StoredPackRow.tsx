import type { ReactNode } from 'react';
import type { StoredPack } from '../../../protocol/pack-store.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { PackRow } from './PackRow.tsx';

/** A model in the browser's storage, whole or on its way. */
export function StoredPackRow({ pack }: { readonly pack: StoredPack }): ReactNode {
  const { packs } = useApp();
  const { id, name, source, origins, license, sizeBytes, arrivedBytes, isComplete } = pack;
  const work = useAppState((state) => state.packs.work[id]);
  const note = useAppState((state) => state.packs.notes[id]);
  // While it downloads the progress line says how much is here; the store's figure is older.
  const isDownloading = work !== undefined && !isComplete;
  const size = isComplete ? texts.packs.size(sizeBytes) : texts.packs.partial(arrivedBytes, sizeBytes);
  const detail = [isDownloading ? null : size, texts.packs.from(origins.join(', ')), license];
  return (
    <PackRow
      name={name}
      detail={detail.filter((part) => part !== null).join(' · ')}
      work={work}
      note={note}
      isCopy={source === 'folder'}
      {...(isComplete ? { choice: { kind: 'stored', id } } : {})}
    >
      {work === undefined ? (
        <>
          {isComplete || source === 'folder' ? null : (
            <Button
              variant="outlined"
              label={texts.packs.continueShort}
              name={texts.packs.continue(name)}
              onPress={() => void packs.continue(id, name)}
            />
          )}
          {isComplete ? (
            <Button
              label={texts.packs.verifyShort}
              name={texts.packs.verify(name)}
              onPress={() => void packs.verify(id)}
            />
          ) : null}
          <Button
            label={texts.packs.removeShort}
            name={texts.packs.remove(name)}
            onPress={() => void packs.remove(id, name)}
          />
        </>
      ) : (
        <>
          <Button label={texts.packs.pauseShort} name={texts.packs.pause(name)} onPress={() => packs.pause(id)} />
          {work.phase === 'checking' && isComplete ? null : (
            <Button
              label={texts.packs.cancelShort}
              name={texts.packs.cancel(name)}
              onPress={() => void packs.remove(id, name)}
            />
          )}
        </>
      )}
    </PackRow>
  );
}
