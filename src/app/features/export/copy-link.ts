import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { recipeOf } from '../../store/recipe.ts';
import { writeFragment } from '../../formats/recipe-link.ts';

/** Copies an address that opens this page with these words and settings. */
export async function copyLink({ store }: Pick<AppContext, 'store'>): Promise<void> {
  const state = store.getState();
  const sample = state.photo?.sample ?? null;
  const fragment = writeFragment({ recipe: recipeOf(state), sample, pack: state.pack.opened?.manifest.id ?? null });
  const address = new URL(location.href);
  address.hash = fragment;
  try {
    await navigator.clipboard.writeText(address.href);
    toast.success(sample === null ? texts.project.linkCopied : texts.project.sampleLinkCopied);
  } catch {
    toast.error(describeError({ code: 'clipboard/denied' }));
  }
}
