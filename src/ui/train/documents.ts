import * as z from 'zod';

/** What `branchline train … --json` answers, as far as the editor draws it. What is not known to it is kept out. */
const name = z.string();
const texts = z.array(z.string());

const gate = z.object({
  name,
  kind: z.enum(['passed', 'notPassed', 'unknown']),
  required: z.boolean(),
  said: z.string(),
});

const madeStep = z.object({
  from: name,
  to: name,
  protected: z.boolean(),
  changes: texts,
  pending: texts,
  unreadable: texts,
  renders: z.boolean(),
  gates: z.object({ verdict: z.string(), gates: z.array(gate) }).optional(),
});

export const madeDocument = z.object({
  train: name.nullable(),
  way: texts,
  waves: z.array(z.array(z.object({ service: name, source: name, steps: z.array(madeStep) }))),
  left: z.array(z.object({ service: name, why: z.string(), said: z.string() })),
  notes: texts,
});
export type MadeDocument = z.infer<typeof madeDocument>;
export type MadeStep = z.infer<typeof madeStep>;

const decision = z.object({
  kind: z.enum(['skip', 'again', 'accept']),
  service: name,
  word: z.string().exactOptional(),
});
export type DecisionDocument = z.infer<typeof decision>;

const car = z.object({
  service: name,
  state: z.enum([
    'due',
    'later',
    'open',
    'waiting',
    'passed',
    'failed',
    'rolledBack',
    'unproven',
    'overtaken',
    'closed',
    'otherwise',
    'unknown',
    'skipped',
  ]),
  said: z.string(),
  /** The sentences of `said`, where they can be put into other words. */
  told: z
    .array(z.object({ text: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }))
    .optional(),
  pullRequest: z.object({ number: z.number().int(), url: z.string() }).optional(),
  decisions: z.array(decision),
});
export type CarDocument = z.infer<typeof car>;

const outcome = z.object({
  service: name,
  from: name,
  to: name,
  kind: z.enum(['opened', 'wouldOpen', 'gates', 'moved', 'taken', 'refused', 'failed']),
  said: z.string().optional(),
  word: z.string().optional(),
  items: texts.optional(),
  number: z.number().int().optional(),
  url: z.string().optional(),
});
export type OutcomeDocument = z.infer<typeof outcome>;

const reportShape = {
  train: name,
  way: texts,
  state: z.enum(['due', 'waiting', 'stopped', 'halted', 'done']),
  steps: z.array(z.object({ from: name, to: name, waves: z.array(z.array(car)) })),
  opened: z.array(outcome),
  isNowhere: z.boolean().optional(),
  expect: z.string().optional(),
};
export const reportDocument = z.object(reportShape);
export type ReportDocument = z.infer<typeof reportDocument>;
export const reportDocuments = z.array(reportDocument);

export const stopDocument = z.object({
  ...reportShape,
  closed: z.array(z.object({ service: name, number: z.number().int(), kind: z.string(), said: z.string().optional() })),
  mayGoOn: z.boolean(),
});
export type StopDocument = z.infer<typeof stopDocument>;

const wayBack = z.object({
  service: name,
  to: name,
  kind: z.enum(['open', 'ready', 'opened', 'done', 'refused', 'failed']),
  deployment: z.string().nullable(),
  number: z.number().int().optional(),
  url: z.string().optional(),
  items: texts.optional(),
  notes: texts.optional(),
  said: z.string().optional(),
});
export type WayBackDocument = z.infer<typeof wayBack>;

export const backDocument = z.object({ train: name, expect: z.string(), back: z.array(wayBack) });
export type BackDocument = z.infer<typeof backDocument>;
