import type { ContentRules } from '../catalog/catalog';
import type { Mirrored } from '../git/mirror';
import type { Candidate } from '../promotion/candidate';
import { changeResult } from './changeResult';
import type { ChangePreview } from './fleet';

/** What is pushed when the preview is applied; kept beside the preview, which is shown and holds no objects. */
const made = new WeakMap<ChangePreview, MadePreview>();

/** A candidate, and the rules that it was made by. */
export interface MadePreview {
  readonly candidate: Candidate;
  readonly content: ContentRules;
}

/** What a preview tells beside its candidate. */
export type AboutChange = Pick<
  ChangePreview,
  | 'kind'
  | 'service'
  | 'existing'
  | 'after'
  | 'protectedTarget'
  | 'collateral'
  | 'notes'
  | 'plan'
  | 'gate'
  | 'owned'
  | 'heads'
  | 'landing'
  | 'review'
> & { readonly environment: string; readonly content: ContentRules };

/** The preview of a candidate. Its objects are written to the mirror, so that its files can be shown; nothing is pushed. */
export async function changePreview(
  candidate: Candidate,
  { repository }: Mirrored,
  { environment, content, ...about }: AboutChange,
  signal: AbortSignal,
): Promise<ChangePreview> {
  await repository.write(candidate.staging, signal);
  const { tree: before } = await repository.commit(candidate.base.commit);
  const result = await changeResult(repository, { before, after: candidate.tree }, content, environment, signal);
  const preview: ChangePreview = {
    ...about,
    ...result,
    repository: repository.where,
    base: candidate.base,
    head: { branch: candidate.branch, commit: candidate.commit, tree: candidate.tree },
    title: candidate.record.title,
    body: candidate.record.body,
    items: candidate.items,
    left: candidate.left ?? [],
  };
  made.set(preview, { candidate, content });
  return preview;
}

/** What a preview of this process was made of. */
export function madeOf(preview: ChangePreview): MadePreview | undefined {
  return made.get(preview);
}
