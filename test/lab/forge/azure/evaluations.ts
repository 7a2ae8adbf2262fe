import type { PolicyConfiguration, PolicyEvaluationRecord } from 'azure-devops-node-api/interfaces/PolicyInterfaces';
import type { Call } from '../api/call';
import { readable } from '../api/repositories';
import { protectionOf } from '../protection';
import { approvers } from '../reviews';
import type { ProtectionRecord, PullRequestRecord, RepositoryRecord, StatusRecord } from '../state';
import { latestOf } from '../statuses';
import { policiesOf, policyTypes } from './policyViews';
import type { Wire } from './published';

/** What policies make of an open pull request. Source: Azure DevOps REST API, "Evaluations - List", `PolicyEvaluationStatus`. */
export async function evaluations(call: Call): Promise<readonly Wire<PolicyEvaluationRecord>[]> {
  const number = Number(call.query.get('artifactId')?.split('/').at(-1));
  const isMeant = (one: PullRequestRecord) => one.number === number && one.state.kind === 'open';
  const repository = readable(call).find(({ pullRequests }) => pullRequests.some(isMeant));
  const pullRequest = repository?.pullRequests.find(isMeant);
  if (!repository || !pullRequest) return [];
  const rule = protectionOf(repository, pullRequest.base);
  if (!rule) return [];
  const head = (await call.forge.branches.refs(repository)).get(`refs/heads/${pullRequest.head}`) ?? '';
  const statuses = latestOf(repository, pullRequest, head);
  return policiesOf(repository, rule).map((configuration) => ({
    configuration,
    status: statusOf(configuration, { repository, pullRequest, rule, statuses }),
    startedDate: pullRequest.createdAt.toISOString(),
  }));
}

interface Facts {
  readonly repository: RepositoryRecord;
  readonly pullRequest: PullRequestRecord;
  readonly rule: ProtectionRecord;
  readonly statuses: readonly StatusRecord[];
}

const words = { success: 'approved', skipped: 'approved', pending: 'queued' } as const;

function statusOf({ type, settings }: Wire<PolicyConfiguration>, { repository, pullRequest, rule, statuses }: Facts) {
  switch (type?.id) {
    case policyTypes.status[0]: {
      const { statusGenre, statusName } = settings as { statusGenre: string | null; statusName: string };
      const name = statusGenre === null ? statusName : `${statusGenre}/${statusName}`;
      const state = statuses.find(({ context }) => context === name)?.state ?? 'pending';
      return state in words ? words[state as keyof typeof words] : 'rejected';
    }
    case policyTypes.approvals[0]: {
      // Of the author the vote does not count (`creatorVoteCounts`).
      const others = approvers(repository, pullRequest).filter(({ id }) => id !== pullRequest.poster.id);
      return others.length >= rule.requiredApprovals ? 'approved' : 'running';
    }
    default:
      return rule.demandsMore ? 'rejected' : 'approved';
  }
}
