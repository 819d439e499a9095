import { Copy } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { useApp, useAppState } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { reportTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { readAdapter, type AdapterFacts } from './read-adapter.ts';
import styles from './ReportDialog.module.css';
import { writeReport } from './write-report.ts';

/** Written in by the build. */
declare const RENOIR_VERSION: string;

/** What helps to find a fault, shown before it is copied. Nothing is sent. */
export function ReportDialog(): ReactNode {
  const isOpen = useAppState((state) => state.view.isReportOpen);
  return isOpen ? <OpenDialog /> : null;
}

function OpenDialog(): ReactNode {
  const { store } = useApp();
  const state = useAppState((current) => current);
  const [adapter, setAdapter] = useState<AdapterFacts | null>(null);
  const [hasWords, setHasWords] = useState(false);

  useEffect(() => {
    let isWanted = true;
    void readAdapter().then((facts) => {
      if (isWanted) setAdapter(facts);
    });
    return () => {
      isWanted = false;
    };
  }, []);

  const close = (): void => store.setState(({ view }) => ({ view: { ...view, isReportOpen: false } }));
  const host = {
    version: RENOIR_VERSION,
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isIsolated: crossOriginIsolated,
    adapter,
  };
  const report = writeReport(state, host, hasWords);
  const copy = (): void => {
    void navigator.clipboard.writeText(report).then(
      () => toast.success(reportTexts.copied),
      () => toast.error(describeError({ code: 'clipboard/denied' })),
    );
  };

  return (
    <Dialog title={reportTexts.title} width="medium" closeLabel={texts.actions.close} onClose={close}>
      <p className={styles['quiet']}>{reportTexts.lead}</p>
      <textarea readOnly className={styles['report']} aria-label={reportTexts.title} value={report} />
      <Switch label={reportTexts.words} isOn={hasWords} onChange={setHasWords} />
      <div className={styles['buttons']}>
        <Button variant="strong" icon={<Copy size={16} aria-hidden="true" />} label={reportTexts.copy} onPress={copy} />
      </div>
    </Dialog>
  );
}
