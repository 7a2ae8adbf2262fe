import type { CodeQuestion } from '../../change/code/where/contains';
import { revisionsThere, type RevisionsThere } from '../../change/code/where/revisions';
import { whereCode, type CodeFound, type CodeWays } from '../../change/code/where/whereCode';
import { placesIn } from '../../where/change';
import type { Ways } from '../../where/where';
import { contentOf } from '../observe/repositoryState';
import type { ServiceObserver } from '../observe/serviceObserver';

/**
 * Where a commit of the code is, by what was last fetched of a service; registries and the forge are asked of its images. Nothing
 * where the catalog names no image of it, or nobody may be asked.
 * @throws RulesError where its rules cannot be read; GitError
 */
export async function whereIsCode(
  observer: ServiceObserver,
  question: CodeQuestion,
  signal: AbortSignal,
): Promise<CodeFound> {
  const ways = await waysOf(observer, signal);
  return ways ? whereCode(ways, question, signal) : { journeys: [], untold: [] };
}

/** The commits of code that its images say that they were built from: registries are asked. @throws as {@link whereIsCode} */
export async function codeRevisions(observer: ServiceObserver, signal: AbortSignal): Promise<RevisionsThere> {
  const ways = await waysOf(observer, signal);
  return ways ? revisionsThere(ways, signal) : { revisions: [], untold: 0 };
}

async function waysOf(observer: ServiceObserver, signal: AbortSignal): Promise<CodeWays | undefined> {
  const { service, plans } = observer;
  const { environments, edges } = service;
  if ((service.updates ?? []).length === 0) return undefined;
  const state = await observer.heldState(signal);
  const sources = observer.codeSources(state.location.forge);
  if (!sources) return undefined;
  const memory = plans.memoryOf(state);
  const places = await placesIn(memory, environments, state.heads, signal);
  const planOf: Ways['planOf'] = async ({ from, to }) => (await plans.plan(from, to, state, signal)).plan;
  return { memory, environments, ways: { places, edges, planOf }, content: contentOf(state), sources };
}
