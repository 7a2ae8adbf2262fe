import { changeResult } from '../core/fleet/changeResult';
import type { Candidate } from '../core/promotion/candidate';
import { oneLine } from '../core/promotion/untrusted';
import type { CliContext } from './context';
import { diffsOf, type Diffs } from './diffs';
import type { ProposeOptions } from './propose';
import type { OpenRepository } from './repository';

/** What the proposed files give once they are applied. */
export interface ResultDocument extends Partial<Diffs> {
  readonly renderer: 'plain' | 'kustomize' | 'helm' | null;
  /** `null`: nobody can tell, and `reason` says why. */
  readonly renders: boolean | null;
  readonly reason?: string;
  /** Changed YAML files that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Looks at what a candidate gives, before anything is pushed: it must still parse and, where kustomize or helm are there,
 * render. What does not is told to the person; whether to go on is theirs to say.
 * @see research: promotion §3.5.2
 */
export async function checkResult(
  { repository, service }: OpenRepository,
  { staging, base, tree }: Candidate,
  { dryRun }: ProposeOptions,
  context: CliContext,
): Promise<ResultDocument> {
  await repository.write(staging, context.signal);
  const trees = { before: (await repository.commit(base.commit)).tree, after: tree };
  const environment = service.environments.find(({ branch }) => branch === base.branch)?.name ?? base.branch;
  const result = await changeResult(repository, trees, service.content, environment, context.signal);
  const { rendered, unreadable } = result;
  const diffs = dryRun ? await diffsOf(repository, trees, result, context.signal) : {};
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
