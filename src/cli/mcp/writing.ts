import { inputRequired, inputResponse, type InputRequiredResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { oneLine } from '../../core/support/oneLine';
import { answerOf, failed, plainly, type Answer } from './answer';
import { seen } from './inputs';
import type { Place } from './place';
import { previewPromotion, previewRollback, type Reading } from './reading';
import type { Runner } from './run';

/** A preview that can be carried out, once a person has seen it and says yes. */
export interface Writing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly preview: Reading;
  /** Where the pull request leads to, by the names that the preview is asked with. */
  readonly towards: string;
}

const asked =
  'Opens the pull request that a preview showed, and nothing else: "expect" comes from it. The person is asked first, by the client; a client that ' +
  'cannot ask is refused. Nothing is ever pushed to the branch of an environment.';

export const writings: readonly Writing[] = [
  {
    name: 'open_promotion',
    title: 'Open a promotion',
    description: asked,
    preview: previewPromotion,
    towards: 'to',
  },
  {
    name: 'open_rollback',
    title: 'Open a rollback',
    description: asked,
    preview: previewRollback,
    towards: 'environment',
  },
];

export const inputOf = ({ preview }: Writing) => preview.input.extend({ expect: seen });

const previewed = z.looseObject({
  expect: z.string().optional(),
  title: z.string().default(''),
  dryRun: z.looseObject({ items: z.array(z.unknown()) }).optional(),
  reintroduces: z.array(z.unknown()).default([]),
  collateral: z.array(z.unknown()).default([]),
});

interface Call {
  readonly given: Readonly<Record<string, unknown>>;
  /** What the person answered, and to what; nothing while nobody was asked. */
  readonly responses: Readonly<Record<string, unknown>> | undefined;
  readonly askedFor: string | undefined;
  readonly signal: AbortSignal;
}

/** Looks again, asks the person, and proposes exactly what was seen. @throws BranchlineError for names that the catalog lacks */
export async function write(
  { preview, towards }: Writing,
  { runner, place }: { readonly runner: Runner; readonly place: Place },
  { given: { expect, ...given }, responses, askedFor, signal }: Call,
): Promise<Answer | InputRequiredResult> {
  const args = await preview.args(given, place, signal);
  const environment = String(given[towards]);
  const needsName = await place.isProtected(String(given['service']), environment, signal);
  const response = inputResponse(responses, key);
  if (response.kind !== 'elicit' || askedFor !== expect) {
    const looked = await runner.run([...args, '--json'], signal);
    const found = looked.document === '' ? undefined : previewed.parse(JSON.parse(looked.document));
    if (found?.expect === undefined) return answerOf(looked);
    return found.expect === expect ? ask(found, found.expect, environment, needsName) : failed(moved);
  }
  if (response.action !== 'accept' || !isYes(response.content, needsName ? environment : undefined))
    return plainly('The person did not say yes. Nothing was done.');
  const real = args.filter((arg) => arg !== '--dry-run');
  return answerOf(await runner.run([...real, `--expect=${String(expect)}`, '--json'], signal));
}

const key = 'yes';
const moved =
  'What would be proposed now is not what that preview showed: a branch, the rules or what was asked has changed. Nothing was done; preview it again, and show it to the person.';

/** The name of the environment, typed, where the catalog protects it; a tick elsewhere. */
function ask(
  { title, dryRun, reintroduces, collateral }: z.infer<typeof previewed>,
  requestState: string,
  environment: string,
  needsName: boolean,
): InputRequiredResult {
  const counts = [
    `${dryRun?.items.length ?? 0} changes`,
    ...(reintroduces.length > 0 ? [`${reintroduces.length} that were rolled back before return`] : []),
    ...(collateral.length > 0 ? [`${collateral.length} others go back with it`] : []),
  ];
  const message = `Open this pull request towards ${environment}? "${oneLine(title, 200)}" (${counts.join(', ')})`;
  const requestedSchema = needsName
    ? z.object({
        environment: z.string().describe(`${environment} is protected: type its name to open the pull request`),
      })
    : z.object({ open: z.boolean().describe('Open the pull request') });
  return inputRequired({
    inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema }) },
    requestState,
  });
}

/** @param name that has to be typed; nothing where a tick is enough */
function isYes(content: Readonly<Record<string, unknown>> | undefined, name: string | undefined): boolean {
  return name === undefined ? content?.['open'] === true : content?.['environment'] === name;
}
