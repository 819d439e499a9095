import type { ReactNode } from 'react';
import { getKnownPack, isKnownPackId } from '../../../protocol/known-packs.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { copyIdOf, isSameChoice, STARTER_CHOICE, type PackFolder } from '../../store/packs-state.ts';
import { PackRow } from './PackRow.tsx';
import { StoredPackRow } from './StoredPackRow.tsx';
import styles from './PacksDialog.module.css';

/** The models that are here: the bundled one, those in the browser's storage, those in folders. */
export function PackList(): ReactNode {
  const { content, problem, work, notes, folders } = useAppState((state) => state.packs);
  const stored = content?.packs ?? [];
  const storedIds = new Set(stored.map(({ id }) => id));
  const copyIds = new Set(folders.map(({ id }) => copyIdOf(id)));
  // Downloads of which nothing is stored: they have only just begun, or have failed.
  const coming = [...new Set([...Object.keys(work), ...Object.keys(notes)])].filter(
    (id) => !storedIds.has(id) && !copyIds.has(id),
  );
  return (
    <section aria-labelledby="packs-here" className={styles['section']}>
      <h3 id="packs-here">{texts.packs.here}</h3>
      <ul className={styles['rows']}>
        <PackRow name={texts.packs.starterName} detail={texts.packs.starter} choice={STARTER_CHOICE} />
        {stored.map((pack) => (
          <StoredPackRow key={pack.id} pack={pack} />
        ))}
        {coming.map((id) => (
          <ComingRow key={id} id={id} />
        ))}
        {folders.map((folder) => (
          <FolderRow key={folder.id} folder={folder} />
        ))}
      </ul>
      {problem === null ? null : (
        <p className={styles['note']} role="status" data-kind="error">
          {describeError(problem)}
        </p>
      )}
    </section>
  );
}

/** A model of which nothing is here: it is asked for, or could not be had. */
function ComingRow({ id }: { readonly id: string }): ReactNode {
  const { packs } = useApp();
  const work = useAppState((state) => state.packs.work[id]);
  const note = useAppState((state) => state.packs.notes[id]);
  const name = nameOf(id);
  return (
    <PackRow name={name} detail="" work={work} note={note} isAbsent>
      {work !== undefined ? null : (
        <>
          <Button
            variant="outlined"
            label={texts.device.retry}
            name={texts.packs.retry(name)}
            onPress={() => void packs.continue(id, name)}
          />
          <Button label={texts.packs.dismissShort} name={texts.packs.dismiss(name)} onPress={() => packs.dismiss(id)} />
        </>
      )}
    </PackRow>
  );
}

function nameOf(id: string): string {
  return isKnownPackId(id) ? getKnownPack(id).name : id.replaceAll('--', '/');
}

function FolderRow({ folder }: { readonly folder: PackFolder }): ReactNode {
  const { packs } = useApp();
  const hasHandle = folder.source instanceof FileSystemDirectoryHandle;
  const isBusy = useAppState((state) => state.packs.work[copyIdOf(folder.id)] !== undefined);
  const note = useAppState((state) => state.packs.notes[copyIdOf(folder.id)]);
  const isCopied = useAppState((state) => state.packs.content?.packs.some(({ id }) => id === copyIdOf(folder.id)));
  const choice = { kind: 'folder', id: folder.id } as const;
  const isCurrent = useAppState((state) => isSameChoice(state.packs.choice, choice));
  return (
    <PackRow
      name={folder.name}
      detail={hasHandle ? texts.packs.folderKept : texts.packs.folderPassing}
      choice={choice}
      note={isCopied === true ? undefined : note}
    >
      {isCopied === true ? null : (
        <Button
          label={texts.packs.folderKeepShort}
          name={texts.packs.folderKeep(folder.name)}
          isDisabled={isBusy}
          onPress={() => void packs.copyFolder(folder)}
        />
      )}
      <Button
        label={texts.packs.folderForgetShort}
        name={texts.packs.folderForget(folder.name)}
        isDisabled={isBusy || isCurrent}
        onPress={() => void packs.removeFolder(folder)}
      />
    </PackRow>
  );
}
