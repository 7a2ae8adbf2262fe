import type { CodeQuestion } from '../../change/code/where/contains';
import { whereCode, type CodeFound } from '../../change/code/where/whereCode';
import { placesIn } from '../../where/change';
import type { Ways } from '../../where/where';
import { contentOf } from '../observe/repositoryState';
import type { ServiceObserver } from '../observe/serviceObserver';

const nothing: CodeFound = { journeys: [], untold: [] };

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
  const { service, plans } = observer;
  const { environments, edges } = service;
  if ((service.updates ?? []).length === 0) return nothing;
  const state = await observer.heldState(signal);
  const sources = observer.codeSources(state.location.forge);
  if (!sources) return nothing;
  const memory = plans.memoryOf(state);
  const places = await placesIn(memory, environments, state.heads, signal);
  const planOf: Ways['planOf'] = async ({ from, to }) => (await plans.plan(from, to, state, signal)).plan;
  const ways: Ways = { places, edges, planOf };
  return whereCode({ memory, environments, ways, content: contentOf(state), sources }, question, signal);
}
