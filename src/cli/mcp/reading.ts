import * as z from 'zod';
import type { Meanings } from './answer';
import * as input from './inputs';
import type { Place } from './place';

/** A question that only reads: which command line answers it. */
export interface Reading<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  /** Of its exit codes, where they are others than usual. */
  readonly meanings?: Meanings;
  /** Without `--json`. @throws BranchlineError where the catalog does not know what is named */
  readonly args: (given: z.infer<Input>, place: Place, signal: AbortSignal) => Promise<readonly string[]>;
}

function reading<Input extends z.ZodObject>(tool: Reading<Input>): Reading {
  return tool; // the server hands on what the schema has parsed
}

/** `--name=value`, so that no value is taken for an option; nothing for what was not given. */
export function options(given: Readonly<Record<string, string | number | readonly string[] | undefined>>): string[] {
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `--${name}=${String(one)}`),
  );
}

const { service, environment, instant, revision } = input;
const edge = { service, from: environment, to: environment };

export const previewPromotion = reading({
  name: 'preview_promotion',
  title: 'Preview a promotion',
  description:
    'What a promotion of a service from one environment to the next would propose, as a dry run: changes by key, differences, gates, ' +
    'commits, the text of the pull request. Changes nothing. Its "expect" is what open_promotion needs.',
  input: z.object({ ...edge, only: input.items.optional() }),
  args: async ({ only, ...path }, place, signal) => [
    'promote',
    '--dry-run',
    ...(await place.branches(path, signal)),
    ...options({ only }),
  ],
});

export const previewRollback = reading({
  name: 'preview_rollback',
  title: 'Preview a rollback',
  description:
    'What going back to an earlier deployment (to) would propose, or taking back the change of deployments (undo), as a dry run: ' +
    'what changes, and what else goes back with it. Changes nothing. Its "expect" is what open_rollback needs.',
  input: z.object({
    service,
    environment,
    to: revision.optional(),
    undo: z.array(revision).min(1).max(20).optional(),
    reason: input.reason,
  }),
  args: async ({ service: name, environment: branch, ...way }, place, signal) => [
    'rollback',
    '--dry-run',
    ...(await place.branches({ service: name, branch }, signal)),
    ...options(way),
  ],
});

/** All that may be asked, in the order in which a person would. */
export const readings: readonly Reading[] = [
  reading({
    name: 'fleet_status',
    title: 'Status of the fleet',
    description:
      'Every service in every environment of the catalog: head, version that runs, pipeline, health, drift, and what waits to be promoted. Begin here.',
    input: z.object({}),
    args: (_, place) => Promise.resolve(['status', ...place.options]),
  }),
  reading({
    name: 'plan',
    title: 'What waits',
    description:
      'What is pending between two environments of a service, by key, with commits, conflicts, holds after a rollback, and the gates.',
    input: z.object(edge),
    args: async (path, place, signal) => ['plan', ...(await place.branches(path, signal))],
  }),
  reading({
    name: 'drift',
    title: 'Drift',
    description:
      'Where the cluster of an environment differs from its branch, field by field. Values of Secrets are never shown.',
    input: z.object({ service, environment }),
    args: (given, place) => Promise.resolve(['drift', ...options(given), ...place.options]),
  }),
  reading({
    name: 'history',
    title: 'Deployments of an environment',
    description:
      'Which deployments a branch has had, newest first: promotions, rollbacks, hotfixes, with their commits.',
    meanings: { 0: 'this is the history' },
    input: z.object({
      service,
      environment,
      limit: z.int().min(1).max(200).default(30),
      after: revision.optional().describe('Go on below this deployment.'),
    }),
    args: async ({ service: name, environment: branch, ...page }, place, signal) => [
      'history',
      ...(await place.branches({ service: name, branch }, signal)),
      ...options(page),
    ],
  }),
  reading({
    name: 'where_is',
    title: 'Where is my change?',
    description: 'Which environments have a change, by content, since when, and what holds it back in the others.',
    meanings: {
      0: 'every environment has it',
      2: 'something of it waits',
      1: 'nothing was found, or not everything could be looked at',
    },
    input: z.object({ what: input.what, service: service.optional() }),
    args: ({ what, ...given }, place) => Promise.resolve(['where', ...options(given), ...place.options, '--', what]),
  }),
  reading({
    name: 'changes',
    title: 'What changed',
    description: 'What changed on an environment between two instants, over all services or one: deployments and keys.',
    meanings: { 0: 'nothing changed', 2: 'something changed', 3: 'where something stood is not known' },
    input: z.object({ environment, from: instant, to: instant.optional(), service: service.optional() }),
    args: (given, place) => Promise.resolve(['changes', ...options(given), ...place.options]),
  }),
  reading({
    name: 'measures',
    title: 'How often, how fast, how well',
    description:
      'Deployment frequency, lead time, change failure rate and time to restore, with the deployments counted.',
    meanings: { 0: 'everything could be read' },
    input: z.object({
      service: service.optional(),
      environment: environment.optional(),
      since: instant.optional(),
      until: instant.optional(),
    }),
    args: (given, place) => Promise.resolve(['measures', ...options(given), ...place.options]),
  }),
  reading({
    name: 'explain_pull_request',
    title: 'Explain a pull request',
    description:
      'Whether a pull request towards an environment may be merged, and why (not): what it brings, gates, secrets, rollbacks.',
    meanings: { 0: 'it may be merged', 2: 'it may not be merged, or has to wait for a gate', 1: 'it cannot be judged' },
    input: z.object({ service, 'pull-request': input.number }),
    args: (given, place) => Promise.resolve(['judge', '--timeout=150s', ...options(given), ...place.options]),
  }),
  reading({
    name: 'ways_back',
    title: 'Ways back',
    description:
      'Simulates each way back from a deployment (undo it, restore the state before) and what each would do. Changes nothing.',
    meanings: { 0: 'these are the ways back', 2: 'these are the ways back' },
    input: z.object({ service, environment, deployment: revision }),
    args: async ({ service: name, environment: branch, deployment: compare }, place, signal) => [
      'rollback',
      ...(await place.branches({ service: name, branch }, signal)),
      ...options({ compare }),
    ],
  }),
  previewPromotion,
  previewRollback,
  reading({
    name: 'preview_train',
    title: 'Preview a release train',
    description:
      'What several services would bring along one step, or a chain of environments, and in which waves: one preview of all. Changes nothing; ' +
      'a person starts a train on the command line.',
    meanings: { 0: 'nothing goes', 2: 'this is the train' },
    input: z.object({ way: z.array(environment).min(2).max(9), services: z.array(service).min(1).max(100) }),
    args: ({ way, services }, place) =>
      Promise.resolve(['train', 'plan', ...options({ services }), ...place.options, '--', ...way]),
  }),
  reading({
    name: 'train_status',
    title: 'Release trains',
    description:
      'How a release train stands, service by service and wave by wave; without its name, which are under way.',
    meanings: { 0: 'done, or none is under way', 2: 'under way: it waits, or something can be opened' },
    input: z.object({ train: input.train.optional() }),
    args: ({ train }, place) =>
      Promise.resolve(['train', 'status', ...place.options, ...(train === undefined ? [] : ['--', train])]),
  }),
];
