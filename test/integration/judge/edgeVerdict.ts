import type { Service } from '../../../src/core/catalog/catalog';
import { defaultContent } from '../../../src/core/catalog/content';
import type { ReadService } from '../../../src/core/fleet/observe/readService';
import { contentFacts } from '../../../src/core/judge/contentFacts';
import type { Subject } from '../../../src/core/judge/facts';
import type { Allowance } from '../../../src/core/judge/finding';
import { judge, type Verdict } from '../../../src/core/judge/verdict';
import { planEdge } from '../../../src/core/promotion/planEdge';
import { systemClock } from '../../../src/core/support/clock';
import { silentLog } from '../../../src/core/support/log';
import { message } from '../../../src/core/support/message';
import type { EdgeUnderTest } from '../promotion/edge';

const never = new AbortController().signal;
const environment = (name: string) => ({ name, branch: name, protected: false });

/** The verdict on a commit towards `test`, by git alone: no forge, no gates. */
export async function verdictOf(
  edge: EdgeUnderTest,
  branch: string,
  commit: string,
  allow: readonly Allowance[] = [],
  more: Partial<Service> = {},
): Promise<Verdict> {
  const allowed = new Set(allow);
  const options = { allowed, clock: systemClock, log: silentLog, counts: () => true, perEnvironment: false };
  const target = (await edge.repository.head('test')) ?? '';
  const source = (await edge.repository.head('dev')) ?? '';
  const content = { ...defaultContent, environmentOwned: { paths: ['env/**'], keys: ['replicas'] } };
  const service: Service = {
    name: 'cart',
    repository: edge.world.path,
    environments: [environment('dev'), environment('test')],
    edges: [{ from: 'dev', to: 'test', gates: { pipeline: 'advisory', soakMs: 0 } }],
    content,
    ...more,
  };
  const forge = { kind: 'unknown', reason: 'notConfigured', said: message('There is none.') } as const;
  const remote = { url: edge.world.path, where: 'world' };
  const place: ReadService = {
    service,
    state: {
      repository: edge.repository,
      heads: new Map([
        ['dev', source],
        ['test', target],
      ]),
      location: { remote, forge, defaultBranch: 'dev' },
      rules: service,
    },
    memory: () => edge.memory,
    planAt: (from, to, at) =>
      at === source ? edge.prepared() : planEdge(edge.memory, { from, to, source: at, target }),
  };
  const subject: Subject = {
    ...{ service: 'cart', environment: 'test', number: 1, url: '', title: '' },
    head: { branch, commit },
    base: { branch: 'test', commit: target },
  };
  return judge(
    await contentFacts(place, subject, { environment: environment('test'), content }, options, never),
    allowed,
  );
}
