import { systemClock, type Clock, type Instant } from '../../support/clock';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import { KeptAnswers, type Kept } from '../http/keptAnswers';
import { nameOf } from '../repositoryName';
import type { RepositoryRef } from '../types';
import * as answers from './answers';
import type { AzurePolicy, AzureRepository } from './answers';
import type { RepositoryPolicies } from './policies';
import { continued, inProject } from './project';

/** What a sweep may take as it was a while ago, as of other forges: a push does not change it. */
const maxAgeMs = 10 * 60_000;

/** What all repositories of a project have in common to be asked for: their ids, and the policies. */
export interface Project {
  readonly repositories: readonly AzureRepository[];
  readonly policies: readonly AzurePolicy[];
}

/** Two requests a project, whatever the number of its repositories. */
export class AzureProjects {
  private readonly known: KeptAnswers<Project>;

  constructor(
    private readonly api: Api,
    private readonly host: string,
    clock: Clock = systemClock,
  ) {
    this.known = new KeptAnswers(api, clock, maxAgeMs);
  }

  /** As it is now. @throws ForgeError also where the policies cannot be read: what a branch demands is never taken for nothing */
  async read(name: string, signal: AbortSignal): Promise<Project> {
    return (await this.known.anew(name.toLowerCase(), (ending) => this.ask(name, ending), signal)).value;
  }

  /** As it was at most ten minutes ago. */
  recent(name: string, signal: AbortSignal): Promise<Kept<Project>> {
    return this.known.recent(name.toLowerCase(), (ending) => this.ask(name, ending), signal);
  }

  private async ask(name: string, signal: AbortSignal): Promise<Project> {
    const [repositories, policies] = await Promise.all([
      this.repositories(name, signal),
      continued(this.api, answers.policies, inProject(name, '/policy/configurations'), signal),
    ]);
    return { repositories, policies };
  }

  /** One repository and its rules, as they are now. */
  async placeOf(repository: RepositoryRef, signal: AbortSignal): Promise<AzurePlace> {
    return this.found(await this.read(repository.owner, signal), repository);
  }

  /** The same as it was at most ten minutes ago; one that is not in what was kept of its project may be new there. */
  async recentPlaceOf(repository: RepositoryRef, signal: AbortSignal): Promise<AzurePlace> {
    const kept = await this.recent(repository.owner, signal);
    if (!find(kept.value, repository)) return this.placeOf(repository, signal);
    return { ...this.found(kept.value, repository), asOf: kept.at };
  }

  /** @throws ForgeError `notFound` where the project does not list it to whoever asks */
  private found(project: Project, wanted: RepositoryRef): AzurePlace {
    const repository = find(project, wanted);
    if (!repository) throw ForgeError.notFound(this.host, nameOf(wanted), 'given');
    return { repository, policies: project.policies };
  }

  /** All of a project at once: the list has no pages. */
  async repositories(name: string, signal: AbortSignal): Promise<readonly AzureRepository[]> {
    return this.api.get(answers.repositories, inProject(name, '/git/repositories'), signal);
  }
}

function find({ repositories }: Project, wanted: RepositoryRef): AzureRepository | undefined {
  const name = wanted.name.toLowerCase();
  return repositories.find((one) => one.name.toLowerCase() === name);
}

export type AzurePlace = RepositoryPolicies & {
  readonly repository: AzureRepository;
  /** When it was told, where it is kept. */
  readonly asOf?: Instant;
};
