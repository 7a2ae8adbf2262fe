import { systemClock, type Clock, type Instant } from '../../support/clock';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
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
  private readonly known = new Map<string, { readonly project: Project; readonly at: Instant }>();

  constructor(
    private readonly api: Api,
    private readonly clock: Clock = systemClock,
  ) {}

  /** As it is now. @throws ForgeError also where the policies cannot be read: what a branch demands is never taken for nothing */
  async read(name: string, signal: AbortSignal): Promise<Project> {
    const at = this.clock.now();
    const [repositories, policies] = await Promise.all([
      this.repositories(name, signal),
      continued(this.api, answers.policies, inProject(name, '/policy/configurations'), signal),
    ]);
    const project = { repositories, policies };
    this.known.set(name.toLowerCase(), { project, at });
    return project;
  }

  /** As it was at most ten minutes ago. */
  async recent(name: string, signal: AbortSignal): Promise<Project> {
    const held = this.known.get(name.toLowerCase());
    return held && this.clock.now() - held.at <= maxAgeMs ? held.project : this.read(name, signal);
  }

  /** All of a project at once: the list has no pages. */
  async repositories(name: string, signal: AbortSignal): Promise<readonly AzureRepository[]> {
    return this.api.get(answers.repositories, inProject(name, '/git/repositories'), signal);
  }
}

/** @throws ForgeError `notFound` where the project does not list it to whoever asks */
export function ofProject({ repositories, policies }: Project, wanted: RepositoryRef, host: string): AzurePlace {
  const name = wanted.name.toLowerCase();
  const found = repositories.find((one) => one.name.toLowerCase() === name);
  if (!found) throw ForgeError.notFound(host, `${wanted.owner}/${wanted.name}`, 'given');
  return { repository: found, policies };
}

export type AzurePlace = RepositoryPolicies & { readonly repository: AzureRepository };
