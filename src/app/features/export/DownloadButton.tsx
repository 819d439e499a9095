import { ChevronDown, Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useAppState } from '../../app-context.ts';
import { exportTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './DownloadButton.module.css';
import { ExportOptions } from './ExportOptions.tsx';

export interface DownloadButtonProps {
  /** Something else is to be read first. */
  readonly isQuiet: boolean;
}

/** Saves with one touch; the part beside it says as what. */
export function DownloadButton({ isQuiet }: DownloadButtonProps): ReactNode {
  const variant = isQuiet ? 'outlined' : 'strong';
  const [isOpen, setOpen] = useState(false);
  const format = useAppState((state) => state.exporting.format);
  return (
    <div className={styles['pair']}>
      <ActionButton action="download" variant={variant} icon={<Download size={17} aria-hidden="true" />} />
      <Button
        variant={variant}
        icon={<ChevronDown size={16} aria-hidden="true" />}
        label={`${exportTexts.choose}: ${exportTexts.formats[format]}`}
        isIconOnly
        title={exportTexts.choose}
        onPress={() => setOpen(!isOpen)}
      />
      {isOpen ? (
        <Popover label={exportTexts.title} placement="below" onClose={() => setOpen(false)}>
          <ExportOptions />
        </Popover>
      ) : null}
    </div>
  );
}
