import * as z from 'zod';
import { oneLine } from '../../core/support/oneLine';

/** What a dry run prints, as far as a person is told of it. */
export const previewed = z.looseObject({
  expect: z.string().optional(),
  commit: z.string().nullish(),
  title: z.string().default(''),
  dryRun: z
    .looseObject({
      items: z.array(z.looseObject({ path: z.string(), key: z.array(z.string()).optional(), change: z.string() })),
      action: z.enum(['create', 'update', 'supersede', 'none']).optional(),
    })
    .optional(),
  gates: z
    .looseObject({
      gates: z.array(
        z.looseObject({
          name: z.string(),
          kind: z.enum(['passed', 'notPassed', 'unknown']),
          required: z.boolean(),
          said: z.string(),
        }),
      ),
    })
    .optional(),
  result: z.looseObject({ renders: z.boolean().nullable() }).optional(),
  collateral: z.array(z.unknown()).default([]),
});
export type Previewed = z.infer<typeof previewed>;

export interface Asked {
  readonly service: string;
  /** Of a promotion: where it comes from. */
  readonly from?: string | undefined;
  readonly environment: string;
  readonly reason?: string | undefined;
  /** The catalog has a promotion from there to there; of a rollback nothing is asked. */
  readonly hasPath: boolean;
}

const mostItems = 12;

/** What makes it graver than a promotion whose gates have passed. */
export function graveLines({ gates, result }: Previewed, { from, environment, hasPath }: Asked): readonly string[] {
  const closed = gates?.gates.filter(({ required, kind }) => required && kind !== 'passed') ?? [];
  return [
    ...(hasPath ? [] : [`The catalog has no promotion from ${from ?? ''} to ${environment}: no gate was looked at.`]),
    ...closed.map(
      ({ name, kind, said }) =>
        `Gate ${oneLine(name, 60)} ${kind === 'unknown' ? 'is NOT KNOWN' : 'has NOT PASSED'}: ${oneLine(said, 200)}`,
    ),
    ...(hasPath && from !== undefined && !gates ? ['Its gates are NOT KNOWN.'] : []),
    ...(result?.renders === false ? ['The result cannot be rendered any more.'] : []),
  ];
}

/** Our words first; what a repository or the caller may have written stands below, each on a line of its own. */
export function questionOf(found: Previewed, asked: Asked): string {
  const { service, from, environment, reason } = asked;
  const items = found.dryRun?.items ?? [];
  return [
    `${service}: ${actions[found.dryRun?.action ?? 'create']} ${from === undefined ? 'for a rollback of' : `from ${from} towards`} ${environment}, commit ${found.commit?.slice(0, 10) ?? ''}?`,
    ...graveLines(found, asked),
    ...(found.collateral.length > 0 ? [`Others that go back with it: ${found.collateral.length}.`] : []),
    `Changes: ${items.length}`,
    ...items.slice(0, mostItems).map((item) => `- ${itemText(item)}`),
    ...(items.length > mostItems ? [`- and ${items.length - mostItems} more`] : []),
    ...(reason === undefined ? [] : [`Reason given: ${oneLine(reason, 200)}`]),
    `Title: ${oneLine(found.title, 200)}`,
  ].join('\n');
}

const actions = {
  create: 'open a pull request',
  update: 'bring the open pull request up to date',
  supersede: 'open a pull request, and close the open one,',
  none: 'see to the open pull request',
} as const;

function itemText({ path, key, change }: NonNullable<Previewed['dryRun']>['items'][number]): string {
  return `${oneLine(key ? `${path}#${key.join('.')}` : path, 120)}: ${oneLine(change, 20)}`;
}
