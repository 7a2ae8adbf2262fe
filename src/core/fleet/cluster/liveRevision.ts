import type { ContentRules, Environment } from '../../catalog/catalog';
import { liveRevision, type DeploymentMatch, type ObjectMatch } from '../../cluster/liveRevision';
import type { KindRef, NamespaceState } from '../../cluster/live';
import type { KindSchema } from '../../cluster/schemas/schema';
import { compareManifests } from '../../drift/compare';
import type { DriftReport, FieldDrift, ObjectDrift } from '../../drift/report';
import type { Mirrored } from '../../git/mirror';
import type { Commit } from '../../git/objects';
import type { StableLive } from '../../cluster/rollouts/stable';
import { message } from '../../support/message';
import type { Observation } from '../../support/observation';
import type { Sha } from '../../support/sha';
import { liveStateOf } from './clusterFacts';
import { desiredOf, type Desired } from './desired';
import type { DriftState, Live } from '../state/snapshot';

/** Deployments that are held against the cluster; what runs is seldom older. */
const comparedDeployments = 6;

interface Candidate {
  readonly commit: Commit;
  readonly desired: Desired;
}

/** Says which deployment of a branch the cluster runs, by content. Older ones are rendered only when the head is not it. */
export class LiveRevision {
  private candidates: readonly Candidate[] = [];
  private older: (() => Promise<readonly Candidate[]>) | undefined;

  /** @param onMore more deployments can be judged by now */
  constructor(
    private readonly environment: Environment,
    private readonly onMore: () => void,
  ) {}

  /** The head moved, or the rules did: from now on this is what the newest deployment says. */
  async show(
    { repository }: Mirrored,
    desired: Desired & { readonly commit: Sha },
    content: ContentRules,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.candidates[0]?.desired === desired) return;
    const head = await repository.commit(desired.commit);
    this.candidates = [{ commit: head, desired }];
    this.older = async () => {
      const commits = await firstParents(repository, head);
      return Promise.all(
        commits.map(async (commit) => ({
          commit,
          desired: await desiredOf(repository, commit.sha, content, this.environment, signal),
        })),
      );
    };
  }

  /**
   * @param stable what is live, with what the stable sets of Rollouts have: `rolloutsIn` of the same state
   * @param compared how what a branch says was found to stand against the very same, where it was
   */
  judge(
    state: NamespaceState,
    stable: StableLive,
    drift: DriftState,
    schemaOf: (kind: KindRef) => KindSchema | undefined,
    compared?: { readonly desired: Desired; readonly report: DriftReport },
  ): Live {
    if (drift.kind === 'unknown') return drift;
    const [unseen] = stable.unseen;
    if (unseen !== undefined) return unpromoted(unseen, drift.observed);
    const { namespace } = state;
    const live = { ...liveStateOf(state), objects: stable.objects };
    const found = liveRevision(this.candidates, ({ desired }) => {
      const known = desired === compared?.desired ? compared.report : undefined;
      return matchOf((known ?? compareManifests(desired.files, live, { schemaOf, namespace })).objects);
    });
    if (found.kind === 'exact') return { kind: 'exact', deployment: found.deployment.commit, observed: drift.observed };
    this.readOlder();
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

  private readOlder(): void {
    const read = this.older;
    this.older = undefined;
    const before = this.candidates;
    void read?.().then(
      (older) => {
        if (this.candidates !== before) return; // the head moved meanwhile
        this.candidates = [...before, ...older];
        this.onMore();
      },
      () => undefined, // history that cannot be read tells nothing: the revision stays mixed
    );
  }
}

/** What it asks for does not run, and what does is not to be seen. */
function unpromoted(name: string, observed: Observation): Live {
  const said = message('Rollout {name} is not promoted, and its stable version cannot be read.', { name });
  return { kind: 'unknown', reason: 'missing', said, observed };
}

/** The deployments before this one, newest first. */
async function firstParents(repository: Mirrored['repository'], { parents }: Commit): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  let next: Sha | undefined = parents[0];
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
