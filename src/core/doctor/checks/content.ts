import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { ContentFacts } from '../facts/facts';
import type { Outcome } from '../finding';
import { found, notChecked, whenThere, type Check } from './outcome';

/** Whether each branch holds manifests that become objects. */
export const content: Check = {
  name: 'content',
  of: ({ cells }, check) =>
    cells.flatMap(({ environment: { name: environment, branch }, content: facts }) =>
      whenThere(facts, { check, environment }, (value) => ofBranch(value, { environment, branch })),
    ),
};

function ofBranch({ path, hasPath, rendering }: ContentFacts, at: { environment: string; branch: string }) {
  const { branch, environment } = at;
  const where = { environment, spot: { kind: 'content' } } as const;
  if (!hasPath) return [found('pathMissing', { path, branch }, where)];
  if (rendering.kind === 'rendered') {
    const broken = rendering.problems.map((reason) => found('notRendered', { branch, reason }, where));
    if (broken.length > 0) return broken;
    return rendering.objects.length > 0 ? [] : [found('noObjects', { branch }, where)];
  }
  return unrendered(rendering, at);
}

function unrendered(
  { reason, message: said }: Extract<ContentFacts['rendering'], { kind: 'unrendered' }>,
  { branch, environment }: { environment: string; branch: string },
): readonly Outcome[] {
  const where = { environment, spot: { kind: 'content' } } as const;
  switch (reason) {
    case 'missingTool':
      return [found('rendererMissing', { reason: said }, where)];
    case 'timeout': {
      const slow: Unknown = { kind: 'unknown', reason: 'unreachable', said: message('{said}', { said }) };
      return [notChecked('content', slow, environment)];
    }
    case 'noContent':
    case 'remoteBase':
    case 'refused':
    case 'failed':
    case 'tooLarge':
      return [found('notRendered', { branch, reason: said }, where)];
  }
}
