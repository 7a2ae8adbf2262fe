import * as z from 'zod';
import { durationPattern } from '../duration';

/** What `verify:` of an environment may hold. The second argument of `regex` names an explanation in `issues.ts`. */

const placed = ' May hold {service} and {environment}.';
const text = (longest: number) => z.string().min(1).max(longest);
const timeout = z.string().regex(durationPattern, 'duration');

/** Without a user and without a part behind `#`: no credential stands in it. */
const address = z
  .string()
  .max(2_000)
  .regex(/^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/, 'probe');

const expectedValue = z.strictObject({
  path: text(256)
    .regex(/^(?:[\w$-]+|\[\d+\])(?:\.[\w$-]+|\[\d+\])*$/, 'jsonPath')
    .describe('Where in the JSON of the answer: status.database, checks[0].state.'),
  equals: z
    .union([z.string(), z.number(), z.boolean(), z.null()])
    .describe('What has to stand there: a text, a number, true, false or null.'),
});

const http = z
  .strictObject({
    url: address.describe(`The address that is asked, by GET.${placed}`),
    status: z.number().int().min(100).max(599).optional().describe('The status that has to come. Default: 200.'),
    json: z.array(expectedValue).min(1).max(20).optional().describe('Values that its JSON has to hold.'),
    body: text(256).optional().describe('A regular expression that is to be found in the body.'),
  })
  .describe('An address that has to answer.');

const apiVersion = text(256)
  .regex(/^(?:[a-z0-9.-]+\/)?v[a-z0-9]+$/, 'apiVersion')
  .describe('Group and version of the object: apps/v1, v1.');
const objectName = text(253);

const condition = z
  .strictObject({
    apiVersion,
    kind: text(100)
      .regex(/^[A-Za-z][A-Za-z0-9]*$/, 'kind')
      .describe('Kind of the object: Certificate. Not a Secret.'),
    name: objectName.describe(`Name of the object, in the namespace of the environment.${placed}`),
    type: text(316).describe('Type of the condition: Ready.'),
    status: z.enum(['True', 'False', 'Unknown']).optional().describe('What it has to say, in quotes. Default: "True".'),
  })
  .describe('A condition that an object has to have.');

const command = z
  .array(text(4_000))
  .min(1)
  .max(64)
  .describe(`A program and its arguments, one an entry; no shell reads them. It has to end with 0.${placed}`);

const check = z
  .strictObject({
    name: text(100).describe('What it is called where it is told of.'),
    timeout: timeout.optional().describe('How long one try may take. Default: 10s, of a command 5m.'),
    http: http.optional(),
    condition: condition.optional(),
    job: objectName.optional().describe(`Name of a Job in the namespace that has to have succeeded.${placed}`),
    command: command.optional(),
  })
  .meta({
    description: 'One check: an answer, a condition, a Job or a command.',
    oneOf: ['http', 'condition', 'job', 'command'].map((key) => ({ required: [key] })),
  });

export const checksFile = z
  .array(check)
  .max(50)
  .describe('What has to be true once the environment runs a commit, for branchline verify.');

export type CheckFile = z.infer<typeof check>;
