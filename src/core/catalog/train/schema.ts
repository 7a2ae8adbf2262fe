import * as z from 'zod';

const mostServices = 2_000;

/** What `train:` of a catalog looks like. @param name the schema of a service's name */
export function trainFile(name: z.ZodString) {
  return z
    .strictObject({
      canary: z
        .array(name)
        .min(1)
        .max(mostServices)
        .optional()
        .describe('Services that go first: the others begin once these have landed and passed.'),
      dependsOn: z
        .record(z.string(), z.array(name).min(1).max(mostServices))
        .optional()
        .describe('By service: those that have to have landed and passed before it goes.'),
    })
    .describe('In which order the services of a release train go, where it matters.');
}

export type TrainFile = z.infer<ReturnType<typeof trainFile>>;
