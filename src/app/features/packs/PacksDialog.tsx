import { useEffect, useRef, useState, type ReactNode } from 'react';
import { getKnownPack, KNOWN_PACK_IDS } from '../../../protocol/known-packs.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { checkFit, sortByFit, type DeviceFacts } from '../../store/check-fit.ts';
import { FolderChooser } from './FolderChooser.tsx';
import { HubForm } from './HubForm.tsx';
import { KnownPackCard } from './KnownPackCard.tsx';
import { PackList } from './PackList.tsx';
import styles from './PacksDialog.module.css';
import { readDeviceFacts } from './read-device-facts.ts';
import { useFolderDrop } from './use-folder-drop.ts';

/** The models: what is here, what can be fetched, what this device can run. */
export function PacksDialog(): ReactNode {
  const isOpen = useAppState((state) => state.packs.isDialogOpen);
  return isOpen ? <OpenDialog /> : null;
}

function OpenDialog(): ReactNode {
  const { packs } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const [device, setDevice] = useState<DeviceFacts | null>(null);
  useFolderDrop(dialog);
  useEffect(() => {
    void packs.refresh();
  }, [packs]);
  useEffect(() => {
    let isWanted = true;
    void readDeviceFacts().then((facts) => {
      if (isWanted) setDevice(facts);
    });
    return () => {
      isWanted = false;
    };
  }, []);
  return (
    <Dialog
      ref={dialog}
      title={texts.packs.title}
      width="wide"
      closeLabel={texts.packs.close}
      onClose={() => packs.closeDialog()}
    >
      <div className={styles['body']}>
        <PackList />
        {device === null ? null : <KnownPacks device={device} />}
        <HubForm device={device} />
        <FolderChooser />
        <Space />
      </div>
    </Dialog>
  );
}

function KnownPacks({ device }: { readonly device: DeviceFacts }): ReactNode {
  const content = useAppState((state) => state.packs.content);
  const work = useAppState((state) => state.packs.work);
  const notes = useAppState((state) => state.packs.notes);
  // One card a model: what is here, on its way or could not be had has one above.
  const here = new Set([...(content?.packs ?? []).map(({ id }) => id), ...Object.keys(work), ...Object.keys(notes)]);
  const known = sortByFit(
    KNOWN_PACK_IDS.map((id) => ({ id, ...getKnownPack(id) })),
    device,
  );
  const fitting = known.find(({ needs }) => checkFit(needs, device).verdict !== 'no');
  const offered = known.filter(({ id }) => !here.has(id));
  if (offered.length === 0) return null;
  return (
    <section aria-labelledby="packs-more" className={styles['section']}>
      <h3 id="packs-more">{texts.packs.more}</h3>
      <p className={styles['quiet']}>{texts.packs.lead}</p>
      {fitting === undefined ? <p className={styles['fitNote']}>{texts.packs.starterFits}</p> : null}
      <ul className={styles['cards']}>
        {offered.map(({ id, ...pack }) => (
          <li key={id}>
            <KnownPackCard id={id} pack={pack} device={device} isBest={id === fitting?.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Space(): ReactNode {
  const space = useAppState((state) => state.packs.content?.space);
  if (space === undefined) return null;
  return <p className={styles['quiet']}>{texts.packs.space(space.usedBytes, space.freeBytes)}</p>;
}
