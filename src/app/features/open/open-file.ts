import { startsWith } from '../../../imaging/metadata/bytes.ts';
import { readPngRecipe } from '../../../imaging/metadata/png-chunks.ts';
import { sniffImageType } from '../../../imaging/sniff-image-type.ts';
import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { openPictureRecipe } from './open-picture-recipe.ts';
import { openProject } from './open-project.ts';
import { readPictureRecipe } from '../../formats/picture-recipe.ts';
import { PROJECT_ENDING } from '../../formats/project.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { keepFile } from '../../photo/keep-file.ts';
import { openPhoto } from '../../services/open-photo.ts';

/** Where a saved picture has its recipe: right behind the header. */
const HEAD_BYTES = 1 << 20;
const ZIP_SIGNATURE = 'PK\u0003\u0004';

/** Opens what the user gave, by its bytes: a project, a picture with its recipe, or a photo. A toast says why where it cannot be read. */
export async function openFile(context: Pick<AppContext, 'store' | 'photos'>, file: Blob, name: string): Promise<void> {
  const start = await keepFile({ name, file: file.slice(0, HEAD_BYTES) });
  if (!start.ok) {
    toast.error(describeError(start.problem));
    return;
  }
  const head = new Uint8Array(await start.value.arrayBuffer());
  if (startsWith(head, ZIP_SIGNATURE) || name.toLowerCase().endsWith(PROJECT_ENDING)) {
    await openProject(context, file, name);
    return;
  }
  const text = sniffImageType(head) === 'png' ? readPngRecipe(head) : null;
  const recipe = text === null ? null : readPictureRecipe(text);
  if (recipe === null || recipe === 'newer') await openPhoto(context, file, name);
  else await openPictureRecipe(context, file, name, recipe);
  if (recipe === 'newer') toast.error(describeError({ code: 'project/newer', parameters: { name } }));
}
