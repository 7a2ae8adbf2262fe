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
      return whenKnown(cell.checks.onBranch, { check, environment: from }, ({ looked: count, names }) =>
        count === 0 || names.size > 0 ? [] : [found('noPipeline', { count, branch, to }, { environment: from })],
      );
    }),
    ...whenKnown(git, { check }, ({ heads, pipelineFiles }) =>
      heads.size > 0 && pipelineFiles.length === 0 ? [found('noPipelineFile', {})] : [],
    ),
  ],
};
