import type { Requirement, RequirementState } from '../../../src/core/verify/requirement';
import { shown } from '../../../src/core/verify/shownLine';
import type { Verdict } from '../../../src/core/verify/verdict';

export function aRequirement(id: string, state: RequirementState, more: Partial<Requirement> = {}): Requirement {
  return { id, kind: 'object', subject: shown(id), state, said: shown(`${id} is ${state}`), ...more };
}

const person = { name: 'Maya', email: 'maya@shop.example', time: '2026-11-01T00:00:00Z' };

export function aVerdict(more: Partial<Verdict> = {}): Verdict {
  return {
    service: 'cart',
    environment: 'prod',
    branch: 'prod',
    commit: {
      sha: 'a'.repeat(40),
      tree: 'b'.repeat(40),
      parents: [],
      author: person,
      committer: person,
      message: 'Promote cart\n',
    },
    kind: 'verified',
    requirements: [],
    settleMs: 10_000,
    startedAt: 0,
    endedAt: 12_000,
    ...more,
  };
}
