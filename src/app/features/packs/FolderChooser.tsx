import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './PacksDialog.module.css';
import { pickFolder } from '../../browser/pick-folder.ts';

/** A model that is on this computer already. */
export function FolderChooser(): ReactNode {
  const { packs } = useApp();
  return (
    <section aria-labelledby="packs-folder" className={styles['section']}>
      <h3 id="packs-folder">{texts.packs.folder}</h3>
      <div className={styles['folder']}>
        <p className={styles['quiet']}>{texts.packs.folderHint}</p>
        <Button
          variant="outlined"
          icon={<FolderOpen size={16} aria-hidden="true" />}
          label={texts.packs.folderChoose}
          onPress={() => void pickFolder().then((picked) => (picked === null ? undefined : packs.addFolder(picked)))}
        />
      </div>
    </section>
  );
}
