import type { ServiceObserver } from '../observe/serviceObserver';
import { placesIn } from '../../where/change';
import { follow, type Followed } from '../../where/follow';
import type { Question } from '../../where/question';

/** A person reads a page. */
const mostChanges = 10;

/** Where a change is, by what was last fetched of a service. @throws RulesError where its rules cannot be read; GitError */
export async function whereIs(observer: ServiceObserver, question: Question, signal: AbortSignal): Promise<Followed> {
  const { service, plans } = observer;
  const state = await observer.heldState(signal);
  const memory = plans.memoryOf(state);
  const places = await placesIn(memory, service.environments, state.heads, signal);
  const planOf = async ({ from, to }: { readonly from: string; readonly to: string }) =>
    (await plans.plan(from, to, state, signal)).plan;
  return follow(memory, { places, edges: service.edges, planOf }, question, mostChanges, signal);
}
