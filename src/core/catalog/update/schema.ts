import * as z from 'zod';

/** What `update:` may hold. The second argument of `regex` names an explanation in `issues.ts`. */

const text = (longest: number) => z.string().min(1).max(longest);

/** Relative, `/`-separated, and never out of the repository. */
const pathInside = /^(?!\/)(?!.*\\)(?!(?:.*\/)?\.\.(?:\/|$)).+$/;

const place = z.strictObject({
  file: text(500).regex(pathInside, 'path').describe('The file, relative to the repository: values.yaml.'),
  path: text(256)
    .regex(/^(?:[\w$-]+|\[\d+\])(?:\.[\w$-]+|\[\d+\])*$/, 'yamlPath')
    .describe(
      'Where in its YAML: web.image. There stands a whole reference, or a mapping of repository (with registry where there is one), tag and digest.',
    ),
});

const automerge = z
  .boolean()
  .optional()
  .describe(
    'Asks the forge to merge the pull request by itself once its checks pass. Only where a check is required on the branch. Default: false.',
  );

const imageRule = z.strictObject({
  image: text(300)
    .regex(/^[A-Za-z0-9{][A-Za-z0-9._:/{}-]*$/, 'image')
    .describe('Name of the image without a tag, such as registry.example.com/shop/cart. May hold {service}.'),
  semver: text(200)
    .optional()
    .describe(
      'The newest version in a range, as npm reads it: ^1.2, ~1.4.0, >=2 <3. Prereleases only where the range has one.',
    ),
  pattern: text(256)
    .optional()
    .describe(
      'Tags that are looked at: a regular expression. With order it has one named group, by which they are ordered: ^main-(?<n>\\d+)$.',
    ),
  order: z
    .enum(['numeric', 'time', 'alphabetical'])
    .optional()
    .describe('How what the group of the pattern holds is ordered. time: 20261224, 2026-12-24T18-00-00.'),
  newest: z
    .literal(true)
    .optional()
    .describe('The tag whose image was built last, as the images say themselves; of those that the pattern names.'),
  digest: z
    .literal('pin')
    .optional()
    .describe('Writes the digest behind the tag. Alone: the tag stays, and its digest follows it.'),
  exclude: z.array(text(128)).min(1).max(50).optional().describe('Globs of tags that are never proposed: *-debug.'),
  platform: text(100)
    .regex(/^[a-z0-9]{1,32}\/[a-z0-9_]{1,32}(?:\/[a-z0-9.]{1,32})?$/, 'platform')
    .optional()
    .describe('A platform that the image has to have: linux/arm64.'),
  automerge,
  at: z
    .array(place)
    .min(1)
    .max(20)
    .optional()
    .describe('Places that are no container and no kustomize image, such as values of a chart.'),
});

export const updateFile = z
  .strictObject({
    automerge,
    images: z.array(imageRule).min(1).max(100).describe('The images, each with a policy.'),
  })
  .describe('Which newer images "branchline update" proposes to the first environment.');

export type ImageRuleFile = z.infer<typeof imageRule>;
export type UpdateFile = z.infer<typeof updateFile>;
