import type { ContentRules, Environment } from '../catalog/catalog';
import { liveRevision, type DeploymentMatch, type ObjectMatch } from '../cluster/liveRevision';
import type { KindRef, NamespaceState } from '../cluster/live';
import type { KindSchema } from '../cluster/schemas/schema';
import { compareManifests } from '../drift/compare';
import type { FieldDrift, ObjectDrift } from '../drift/report';
import type { Mirrored } from '../git/mirror';
import type { Commit } from '../git/objects';
import { message } from '../support/message';
import type { Sha } from '../support/sha';
import { worldOf } from './clusterFacts';
import { desiredOf, type Desired } from './desired';
import type { DriftState, Live } from './snapshot';

/** Deployments that are held against the cluster; what runs is seldom older. */
const comparedDeployments = 6;

interface Candidate {
  readonly commit: Commit;
  readonly desired: Desired;
}

/** Says which deployment of a branch the cluster runs, by content. */
export class LiveRevision {
  private candidates: readonly Candidate[] = [];
  private head: Sha | undefined;

  private rules = '';

  constructor(private readonly environment: Environment) {}

  /** The head moved: renders the newest deployments, those that are known from before not again. */
  async show({ repository }: Mirrored, head: Sha, content: ContentRules, signal: AbortSignal): Promise<void> {
    const rules = JSON.stringify(content);
    if (this.head === head && this.rules === rules) return;
    const before = this.rules === rules ? this.candidates : [];
    const commits = await firstParents(repository, head);
    this.candidates = await Promise.all(
      commits.map(async (commit) => {
        const known = before.find((candidate) => candidate.commit.sha === commit.sha);
        const desired = known?.desired ?? (await desiredOf(repository, commit.sha, content, this.environment, signal));
        return { commit, desired };
      }),
    );
    this.head = head;
    this.rules = rules;
  }

  judge(state: NamespaceState, drift: DriftState, schemaOf: (kind: KindRef) => KindSchema | undefined): Live {
    if (drift.kind === 'unknown') return drift;
    const { namespace } = state;
    const found = liveRevision(this.candidates, ({ desired }) =>
      matchOf(compareManifests(desired.files, worldOf(state), { schemaOf, namespace }).objects),
    );
    if (found.kind === 'exact') return { kind: 'exact', deployment: found.deployment.commit, observed: drift.observed };
    if (found.kind === 'unknown') {
      return {
        kind: 'unknown',
        reason: 'missing',
        said: message('Nothing that runs could be held against the branch.'),
        observed: drift.observed,
      };
    }
    return {
      kind: 'mixed',
      deployments: found.deployments.map(({ commit }) => commit.sha),
      differing: found.differing.map(({ object }) => object),
      observed: drift.observed,
    };
  }
}

async function firstParents(repository: Mirrored['repository'], head: Sha): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  let next: Sha | undefined = head;
  while (next !== undefined && commits.length < comparedDeployments) {
    const commit: Commit = await repository.commit(next);
    commits.push(commit);
    next = commit.parents[0];
  }
  return commits;
}

function matchOf(objects: readonly ObjectDrift[]): DeploymentMatch {
  return new Map(objects.map((object) => [`${object.kind} ${object.name}`, verdictOf(object)]));
}

/** A hand's change is drift on a deployment, and not another deployment: only what nobody touched tells. */
function verdictOf({ verdict, fields }: ObjectDrift): ObjectMatch {
  if (verdict === 'unknown' || verdict === 'invalid') return 'unknown';
  if (verdict === 'absent') return 'differs';
  const telling = fields.filter((field) => ['changed', 'missing', 'masked'].includes(field.verdict));
  return telling.every(isByHand) ? 'same' : 'differs';
}

function isByHand({ owner }: FieldDrift): boolean {
  return owner !== undefined && /^kubectl(-|$)(?!client-side-apply)/.test(owner);
}
