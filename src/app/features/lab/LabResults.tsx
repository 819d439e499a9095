import type { ReactNode } from 'react';
import { commonRange, groupTrials, type LabRow } from '../../../imaging/lab-sheet.ts';
import type { ResidualRange } from '../../../imaging/plot-residuals.ts';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import type { EditorId } from '../../../protocol/editors.ts';
import type { LabEdit, LabFailure, LabMethod, LabTrial } from '../../../protocol/lab.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { formatNumber, formatSeconds } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import styles from './LabPage.module.css';
import { LevelCurve } from './LevelCurve.tsx';
import { labTexts } from './texts.ts';

export interface LabResultsProps {
  readonly photo: PixelImage;
  readonly trials: readonly LabTrial[];
}

/** What has come out so far: a row for each method, a column for each edit along it, and beneath what needs no method. */
export function LabResults({ photo, trials }: LabResultsProps): ReactNode {
  const bound = trials.find((trial) => trial.kind === 'bound');
  const rows = groupTrials(trials);
  const along = rows.filter((row) => row.method !== null);
  const alone = rows.find(({ method }) => method === null)?.edits ?? [];
  const editors = [...new Set(along.flatMap(({ edits }) => edits.flatMap(({ editor }) => editor ?? [])))];
  const range = commonRange(trials);
  return (
    <section aria-labelledby="lab-results" className={styles['results']}>
      <h2 id="lab-results">{labTexts.results}</h2>
      <div className={styles['figures']}>
        <Figure image={photo} name={labTexts.photo} caption={labTexts.photo} />
        {bound === undefined ? null : (
          <Figure image={bound.image} name={labTexts.bound} caption={labTexts.bound}>
            {labTexts.decibels(bound.psnr)}
          </Figure>
        )}
      </div>
      {along.length === 0 ? null : (
        // A wide table scrolls by itself, by keys as well.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles['scroll']} role="region" aria-label={labTexts.table} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {[labTexts.method, labTexts.residuals, labTexts.reconstruction].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
                {NUMBERS.map(({ id }) => (
                  <th key={id} scope="col" className={styles['number']}>
                    {labTexts[id]}
                  </th>
                ))}
                {editors.map((editor) => (
                  <th key={editor} scope="col">
                    {texts.methods.editors[editor]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {along.map((row) => (
                <MethodRow key={row.method?.id} row={row} editors={editors} range={range} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {alone.length === 0 ? null : (
        <>
          <h2>{labTexts.alone}</h2>
          <div className={styles['figures']}>
            {alone.map((edit) => (
              <div key={edit.editor}>
                <p>{edit.editor === null ? '' : texts.methods.editors[edit.editor]}</p>
                <Edit edit={edit} method={null} />
              </div>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

const NUMBERS = [
  { id: 'toPhoto', write: ({ psnr }) => labTexts.decibels(psnr) },
  { id: 'toBound', write: ({ psnrToBound }) => labTexts.decibels(psnrToBound) },
  { id: 'ssim', write: ({ ssim }) => labTexts.ratio(ssim) },
  { id: 'rows', write: ({ rows }) => formatNumber(rows, 0) },
  { id: 'seconds', write: ({ seconds }) => formatSeconds(seconds) },
] as const satisfies readonly {
  readonly id: keyof typeof labTexts;
  readonly write: (inversion: Extract<LabTrial, { kind: 'inversion' }>) => string;
}[];

function nameOf({ settings }: LabMethod): string {
  return texts.methods.inversions[settings.inversion];
}

interface MethodRowProps {
  readonly row: LabRow;
  readonly editors: readonly EditorId[];
  readonly range: ResidualRange | null;
}

function MethodRow({ row: { method, inversion, edits }, editors, range }: MethodRowProps): ReactNode {
  if (method === null || inversion === null) return null;
  const name = nameOf(method);
  return (
    <tr>
      <th scope="row">{name}</th>
      {inversion.kind === 'failed' ? (
        <td colSpan={2 + NUMBERS.length}>
          <Failure failure={inversion} />
        </td>
      ) : (
        <>
          <td>
            {range === null ? null : (
              <LevelCurve label={labTexts.curve(name)} residuals={inversion.residuals} range={range} />
            )}
          </td>
          <td>
            <PictureCanvas
              label={labTexts.reconstructionBy(name)}
              image={inversion.image}
              className={styles['picture']}
            />
          </td>
          {NUMBERS.map(({ id, write }) => (
            <td key={id} className={styles['number']}>
              {write(inversion)}
            </td>
          ))}
        </>
      )}
      {editors.map((editor) => {
        const edit = edits.find((candidate) => candidate.editor === editor);
        return <td key={editor}>{edit === undefined ? null : <Edit edit={edit} method={method} />}</td>;
      })}
    </tr>
  );
}

function Edit({ edit, method }: { readonly edit: LabEdit | LabFailure; readonly method: LabMethod | null }): ReactNode {
  if (edit.kind === 'failed') return <Failure failure={edit} />;
  const name = texts.methods.editors[edit.editor];
  return (
    <>
      <PictureCanvas
        label={method === null ? name : labTexts.editBy(name, nameOf(method))}
        image={edit.image}
        className={styles['picture']}
      />
      <p className={styles['quiet']}>{labTexts.cost(edit.rows, edit.seconds)}</p>
    </>
  );
}

function Failure({ failure: { error } }: { readonly failure: LabFailure }): ReactNode {
  return <p className={styles['problem']}>{`${labTexts.failed}: ${describeError(error)}`}</p>;
}

interface FigureProps {
  readonly image: PixelImage;
  readonly name: string;
  readonly caption: string;
  readonly children?: ReactNode;
}

function Figure({ image, name, caption, children }: FigureProps): ReactNode {
  return (
    <figure>
      <PictureCanvas label={name} image={image} className={styles['picture']} />
      <figcaption>
        {caption} <span className={styles['quiet']}>{children}</span>
      </figcaption>
    </figure>
  );
}
