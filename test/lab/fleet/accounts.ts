import type { RepositoryName } from '../forge';

/** The organisation that the shop's repositories belong to. */
export const owner = 'shop';
/** The account of the deploying agent. */
export const pipelineAccount = 'pipeline';

export const repositoryName = (service: string): RepositoryName => `${owner}/${service}`;
