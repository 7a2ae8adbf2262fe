import type { Outcome } from '../finding';
import { found, whenKnown, type Check } from './outcome';

/** Whether the gates of a promotion can ever open. */
export const pipeline: Check = {
  name: 'pipeline',
  of: ({ service, cells, git }, check) => [
    ...service.edges.flatMap(({ from, to, gates }): readonly Outcome[] => {
      const cell = cells.find(({ environment }) => environment.name === from);
      if (gates.pipeline !== 'required' || !cell) return [];
      const { branch } = cell.environment;
      return whenKnown(cell.checks, { check, environment: from }, ({ commits, onBranch }) =>
        commits === 0 || onBranch.size > 0
          ? []
          : [found('noPipeline', { count: commits, branch, to }, { environment: from })],
      );
    }),
    ...(git.kind === 'known' && git.value.heads.size > 0 && git.value.pipelineFiles.length === 0
      ? [found('noPipelineFile', {})]
      : []),
  ],
};
