import type { Edge } from '../../catalog/catalog';
import { oneLine } from '../../support/oneLine';
import { inEnglish } from '../../support/message';
import { short, type Sha } from '../../support/sha';
import type { Gate } from './gate';
import type { GateFacts } from './gateFacts';

/** Of so many nobody reads all. */
const mostNamed = 5;

/**
 * Whether the Rollouts of the environment that is promoted from are through: each fully promoted, with exactly this content.
 * Nothing where its branch names none. What was seen of a cluster that does not answer now is not known any more.
 * @see docs/controllers.md, "Argo Rollouts"
 */
export function rolloutGate({ from }: Edge, facts: GateFacts, commit: Sha | null): readonly Gate[] {
  const { rollouts, connection } = facts;
  if (!rollouts) return [];
  const about = { name: 'rollout', required: true } as const;
  const unknown = (why: string): readonly Gate[] => [
    { ...about, kind: 'unknown', said: `Whether the rollouts of ${from} are through is not known: ${why}` },
  ];
  if (rollouts.kind === 'unknown') return unknown(inEnglish(rollouts.said));
  if (connection?.kind === 'stale') return unknown(inEnglish(connection.cause.said));
  const open = rollouts.all.filter(({ verdict }) => verdict !== 'healthy');
  const named = open.slice(0, mostNamed).map(({ name, said }) => `${name}: ${oneLine(said, 300)}`);
  const more = open.length > mostNamed ? [`and ${open.length - mostNamed} more`] : [];
  const words = [...named, ...more].join(' · ');
  if (open.some(({ verdict }) => verdict !== 'unknown')) {
    return [{ ...about, kind: 'notPassed', said: `${from} is not through with its rollout. ${words}` }];
  }
  if (open.length > 0) return unknown(words);
  return runsContent(from, facts, commit, about, unknown);
}

/** All are through. Whether it is with this content, what runs has to say. */
function runsContent(
  from: string,
  { live, sameContent }: GateFacts,
  commit: Sha | null,
  about: Pick<Gate, 'required'> & { readonly name: 'rollout' },
  unknown: (why: string) => readonly Gate[],
): readonly Gate[] {
  if (live?.kind !== 'exact' || commit === null) {
    if (live?.kind === 'mixed') {
      return [{ ...about, kind: 'notPassed', said: `${from} runs parts of several deployments.` }];
    }
    return unknown(live?.kind === 'unknown' ? inEnglish(live.said) : 'nobody looked at what runs.');
  }
  const run = sameContent?.includes(commit) ? sameContent : [commit];
  const { sha } = live.deployment;
  if (!run.includes(sha)) {
    return [{ ...about, kind: 'notPassed', said: `${from} runs ${short(sha)}, not this commit.` }];
  }
  return [{ ...about, kind: 'passed', said: `All rollouts of ${from} are through with this content.` }];
}
