import { message } from '../../support/message';
import { filledLater, type Rule } from './rule';

export const pipelineRules = {
  noPipeline: {
    severity: 'error',
    what: message('No pipeline has posted a status on any of the last {count} commits of {branch}.', filledLater),
    why: message(
      'The promotion to {to} waits for a pipeline that has passed: if none posts a status, for ever.',
      filledLater,
    ),
    fix: message(
      'Let the pipeline post a status, as by branchline verify --post-status, or set gates: { pipeline: advisory }.',
      filledLater,
    ),
  },
  noPipelineFile: {
    severity: 'note',
    what: message('No branch holds a pipeline file that is known.'),
    why: message('What deploys the branches is not in the repository: a webhook, a controller, or nothing.'),
    fix: message('If nothing does, take one of the ready-made pipelines of docs/pipelines.'),
  },
} as const satisfies Record<string, Rule>;
