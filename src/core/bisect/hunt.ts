import type { DeploymentVerdict } from '../measures/deployment';
import type { Sha } from '../support/sha';
import { contradictionsIn, searchState, suspectsOf, type Mark, type SearchState, type Step } from './search';

/** What somebody said of a deployment; `assumed`: whoever asks what broke it says by that that it is broken. */
export interface Answer {
  readonly commit: Sha;
  readonly mark: Mark;
  readonly by: 'person' | 'assumed';
}

/** What is known of a deployment, and who says so. */
export interface KnownMark {
  readonly mark: Mark;
  readonly by: Answer['by'] | 'verdict';
}

/** How a search over the deployments of a branch stands. */
export interface Hunt extends Pick<SearchState, 'tells'> {
  /** Oldest first: from the oldest that is said to be good to the newest that is said to be bad; all, where there are no such ends. */
  readonly range: readonly Sha[];
  readonly step: Step;
  readonly marks: ReadonlyMap<Sha, KnownMark>;
  /** The one that halves what is left. */
  readonly asked: Sha | undefined;
  readonly suspects: readonly Sha[];
  readonly contradictions: readonly { readonly bad: Sha; readonly good: Sha }[];
  /** Answers of what is not among the deployments. */
  readonly lost: readonly Answer[];
}

/**
 * Searches among deployments.
 * @param deployments newest first, without a gap
 * @param answers the last word on each counts
 */
export function huntIn(
  deployments: readonly { readonly commit: Sha; readonly verdict: DeploymentVerdict }[],
  answers: readonly Answer[],
): Hunt {
  const positions = new Map(deployments.map(({ commit }, at) => [commit, at]));
  const said = new Map(answers.map((answer) => [answer.commit, answer]));
  const saidAt = (mark: Mark) =>
    [...said.values()].flatMap((one) => (one.mark === mark ? [positions.get(one.commit) ?? []].flat() : []));
  const [newest, oldest] = [Math.min(...saidAt('bad')), Math.max(...saidAt('good'))];
  const last = deployments.length - 1;
  // Of ends that are none, or that lie the wrong way round, no range is made.
  const [from, to] = newest > oldest && oldest >= 0 ? [0, last] : [finite(newest, 0), finite(oldest, last)];
  const within = deployments.slice(from, to + 1).toReversed();
  const range = within.map(({ commit }) => commit);
  const marks = new Map(
    range.flatMap((commit, at) => {
      const answer = said.get(commit);
      return answer ? [[at, answer.mark] as const] : [];
    }),
  );
  const { all, step, tells } = searchState(marks, new Map(within.map(({ verdict }, at) => [at, verdict])));
  const known = [...all].map(([at, mark]): [Sha, KnownMark] => {
    const commit = range[at] ?? '';
    return [commit, { mark, by: said.get(commit)?.by ?? 'verdict' }];
  });
  const everywhere = new Map(
    deployments.flatMap(({ commit }, age) => {
      const mark = all.get(to - age) ?? said.get(commit)?.mark;
      return mark ? [[-age, mark] as const] : [];
    }),
  );
  const contradictions = contradictionsIn(everywhere).map(({ bad, good }) => ({
    bad: deployments[-bad]?.commit ?? '',
    good: deployments[-good]?.commit ?? '',
  }));
  const outside = [...said.values()].filter(({ commit }) => positions.has(commit) && !range.includes(commit));
  return {
    ...{ range, step, tells },
    marks: new Map([...outside.map(({ commit, mark, by }) => [commit, { mark, by }] as const), ...known]),
    asked: step.kind === 'ask' ? range[step.at] : undefined,
    suspects: suspectsOf(step, range),
    contradictions,
    lost: [...said.values()].filter(({ commit }) => !positions.has(commit)),
  };
}

function finite(position: number, otherwise: number): number {
  return Number.isFinite(position) ? position : otherwise;
}
