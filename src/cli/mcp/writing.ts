import { inputRequired, inputResponse, type InputRequiredResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { answerOf, failed, plainly, type Answer, type Meanings } from './answer';
import { seen } from './inputs';
import type { Place } from './place';
import { graveLines, previewed, questionOf, type Asked, type Previewed } from './question';
import type { Questions } from './questions';
import { previewPromotion, previewRollback, type Reading } from './reading';
import type { Runner } from './run';

/** A preview that can be carried out, once a person has seen it and says yes. */
export interface Writing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly preview: Reading;
  /** Where the pull request leads to, by the names that the preview is asked with. */
  readonly towards: 'to' | 'environment';
  readonly meanings: Meanings;
}

const asked =
  'Opens the pull request that a preview showed, and nothing else: "expect" comes from it. The person is asked first, by the client; a client that ' +
  'cannot ask is refused. Nothing is ever pushed to the branch of an environment.';

const meanings: Meanings = { 0: 'done: see pullRequest; without one, the branch alone was pushed' };

export const writings: readonly Writing[] = [
  {
    name: 'open_promotion',
    title: 'Open a promotion',
    description: asked,
    preview: previewPromotion,
    towards: 'to',
    meanings,
  },
  {
    name: 'open_rollback',
    title: 'Open a rollback',
    description: asked,
    preview: previewRollback,
    towards: 'environment',
    meanings,
  },
];

export const inputOf = ({ preview }: Writing) => preview.input.extend({ expect: seen });

interface Call {
  readonly given: Readonly<Record<string, unknown>>;
  /** What the person answered, and to which question; nothing while nobody was asked. */
  readonly responses: Readonly<Record<string, unknown>> | undefined;
  readonly question: string | undefined;
  readonly signal: AbortSignal;
}

export interface WritingWorld {
  readonly runner: Runner;
  readonly place: Place;
  readonly questions: Questions;
}

/** Looks again, asks the person, and proposes exactly what was seen. @throws BranchlineError for names that the catalog lacks */
export async function write(
  { preview, towards, meanings }: Writing,
  world: WritingWorld,
  { given: { expect, ...given }, responses, question: id, signal }: Call,
): Promise<Answer | InputRequiredResult> {
  const { runner, place, questions } = world;
  const args = await preview.args(given, place, signal);
  const call = JSON.stringify([args, expect]);
  const question = questions.take(id);
  const response = inputResponse(responses, key);
  if (response.kind !== 'elicit' || question?.call !== call) {
    const looked = await runner.run(args, signal);
    const found = looked.document === '' ? undefined : previewed.parse(JSON.parse(looked.document));
    if (found?.expect === undefined) return answerOf(looked, preview.meanings);
    if (found.expect !== expect) return failed(moved);
    return ask(world, call, found, await place.asked(given, towards, signal));
  }
  if (response.action !== 'accept' || !isYes(response.content, question.name))
    return plainly('The person did not say yes. Nothing was done.');
  const real = args.filter((arg) => arg !== '--dry-run');
  return answerOf(await runner.run([...real, `--expect=${String(expect)}`], signal), meanings);
}

const key = 'yes';
const moved =
  'What would be proposed now is not what that preview showed: a branch, or what was asked, has changed. Nothing was done; preview it again, and show it to the person.';

/** The name of the environment, typed, where it is protected or something is grave; a tick elsewhere. */
function ask(
  { questions }: WritingWorld,
  call: string,
  found: Previewed,
  asked: Asked & { readonly isProtected: boolean },
): InputRequiredResult {
  const { environment } = asked;
  const needsName = asked.isProtected || graveLines(found, asked).length > 0;
  const requestedSchema = needsName
    ? z.object({ environment: z.string().describe(`Type ${environment} to go on all the same`) })
    : z.object({ open: z.boolean().describe('Go on') });
  return inputRequired({
    inputRequests: { [key]: inputRequired.elicit({ message: questionOf(found, asked), requestedSchema }) },
    requestState: questions.add({ call, name: needsName ? environment : undefined }),
  });
}

/** @param name that has to be typed; nothing where a tick is enough */
function isYes(content: Readonly<Record<string, unknown>> | undefined, name: string | undefined): boolean {
  return name === undefined ? content?.['open'] === true : content?.['environment'] === name;
}
