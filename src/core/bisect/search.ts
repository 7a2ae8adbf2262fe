import type { DeploymentVerdict } from '../measures/deployment';
import type { Sha } from '../support/sha';

/** What is known of a deployment with regard to what somebody looks for. `skip`: it cannot be told. */
export type Mark = 'good' | 'bad' | 'skip';

/** By position on a line of deployments, 0 being the oldest. */
export type Marks = ReadonlyMap<number, Mark>;

export type Step =
  /** The first bad one is among `left`; asking this one halves them. */
  | { readonly kind: 'ask'; readonly at: number; readonly left: number }
  | { readonly kind: 'found'; readonly at: number }
  /** It is one of these, and which cannot be told: those between were skipped. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** No bad one is newer than a good one. */
  | { readonly kind: 'none' };

/** Between which positions the change lies: the newest good one, and the oldest bad one after it. */
export function boundsOf(marks: Marks): { readonly good: number; readonly bad: number } | undefined {
  const good = Math.max(-1, ...those(marks, 'good'));
  const bad = Math.min(Infinity, ...those(marks, 'bad').filter((at) => at > good));
  return good < 0 || bad === Infinity ? undefined : { good, bad };
}

/** What to do next, by halving. */
export function nextStep(marks: Marks): Step {
  const bounds = boundsOf(marks);
  if (!bounds) return { kind: 'none' };
  const { good, bad } = bounds;
  if (bad - good === 1) return { kind: 'found', at: bad };
  const middle = (good + bad) / 2;
  let nearest: number | undefined;
  for (let at = good + 1; at < bad; at += 1) {
    if (marks.has(at)) continue;
    if (nearest === undefined || Math.abs(at - middle) < Math.abs(nearest - middle)) nearest = at;
  }
  if (nearest === undefined) return { kind: 'range', from: good + 1, to: bad };
  return { kind: 'ask', at: nearest, left: bad - good };
}

/** Bad ones that are older than a good one: it broke more than once, or a word is wrong. The newest change is looked for. */
export function contradictionsIn(marks: Marks): readonly { readonly bad: number; readonly good: number }[] {
  const goods = those(marks, 'good').sort((one, other) => one - other);
  return those(marks, 'bad').flatMap((bad) => {
    const good = goods.find((at) => at > bad);
    return good === undefined ? [] : [{ bad, good }];
  });
}

/**
 * Whether verdicts tell what a person looks for: one that the person calls bad has failed, and nothing that they said is
 * contradicted. A pipeline that passed where it was bad does not see it, and its word counts for nothing here.
 */
export function tellsOf(
  marks: Marks,
  verdicts: ReadonlyMap<number, DeploymentVerdict>,
): 'tells' | 'silent' | 'contradicts' {
  const pairs = [...marks].map(([at, mark]) => `${mark} ${verdicts.get(at) ?? 'unknown'}`);
  if (pairs.includes('bad passed') || pairs.includes('good failed')) return 'contradicts';
  return pairs.includes('bad failed') ? 'tells' : 'silent';
}

/** What a person said, and, where verdicts tell of it, what they say of the rest. */
export function withVerdicts(marks: Marks, verdicts: ReadonlyMap<number, DeploymentVerdict>): Marks {
  if (tellsOf(marks, verdicts) !== 'tells') return marks;
  const told = [...verdicts].flatMap(([at, verdict]): readonly (readonly [number, Mark])[] =>
    verdict === 'unknown' ? [] : [[at, verdict === 'passed' ? 'good' : 'bad']],
  );
  return new Map([...told, ...marks]);
}

/** How a search stands. */
export interface SearchState {
  /** What was said, with what verdicts say where they tell of it. */
  readonly all: Marks;
  readonly step: Step;
  readonly tells: ReturnType<typeof tellsOf>;
  readonly contradictions: ReturnType<typeof contradictionsIn>;
}

/** How a search stands by what was said or tried, and by verdicts. */
export function searchState(said: Marks, verdicts: ReadonlyMap<number, DeploymentVerdict>): SearchState {
  const all = withVerdicts(said, verdicts);
  return { all, step: nextStep(all), tells: tellsOf(said, verdicts), contradictions: contradictionsIn(all) };
}

/** Those of which one broke it, as far as that can be told. @param commits by position */
export function suspectsOf(step: Step, commits: readonly Sha[]): readonly Sha[] {
  if (step.kind === 'found') return commits.slice(step.at, step.at + 1);
  return step.kind === 'range' ? commits.slice(step.from, step.to + 1) : [];
}

/** How many questions at most tell which of so many it is; more, where some cannot be answered. */
export function questionsAtMost(left: number): number {
  return Math.ceil(Math.log2(left));
}

function those(marks: Marks, wanted: Mark): number[] {
  return [...marks].flatMap(([at, mark]) => (mark === wanted ? [at] : []));
}
