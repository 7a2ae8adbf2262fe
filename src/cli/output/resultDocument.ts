import type { ProposeOptions } from '../repository/options';
import type { PreparedChange } from '../../core/change/preparedChange';
import { oneLine } from '../../core/support/oneLine';
import type { CliContext } from '../context';
import { diffsOf, type Diffs } from './diffs';
import type { OpenRepository } from '../repository/openRepository';

/** What the proposed files give once they are applied. */
export interface ResultDocument extends Partial<Diffs> {
  readonly renderer: 'plain' | 'kustomize' | 'helm' | null;
  /** `null`: nobody can tell, and `reason` says why. */
  readonly renders: boolean | null;
  readonly reason?: string;
  /** Changed YAML files that cannot be read. */
  readonly unreadable: readonly string[];
}

/** What a prepared change gives. What does not render is told to the person; whether to go on is theirs to say. */
export async function resultDocument(
  { repository }: OpenRepository,
  change: PreparedChange,
  { dryRun }: Pick<ProposeOptions, 'dryRun'>,
  context: CliContext,
): Promise<ResultDocument> {
  const { rendered, unreadable, base, head } = change;
  const trees = { before: (await repository.commit(base.commit)).tree, after: head.tree };
  const diffs = dryRun ? await diffsOf(repository, trees, change, context.signal) : {};
  for (const path of unreadable) context.warn(`branchline: the result of ${oneLine(path, 200)} is no valid YAML`);
  switch (rendered.kind) {
    case 'plain':
      return { renderer: 'plain', renders: unreadable.length === 0, unreadable, ...diffs };
    case 'rendered':
      return { renderer: rendered.renderer, renders: true, unreadable, ...diffs };
    case 'unrendered': {
      const reason = oneLine(rendered.said, 400);
      context.warn(
        rendered.broken
          ? `branchline: it rendered before, and the result does not: ${reason}`
          : `branchline: the result could not be rendered, so only its files were looked at: ${reason}`,
      );
      return { renderer: null, renders: rendered.broken ? false : null, reason, unreadable, ...diffs };
    }
  }
}
