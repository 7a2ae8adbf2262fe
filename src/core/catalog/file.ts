import * as z from 'zod';
import { durationPattern } from './duration';
import { weekdays } from './freeze';
import { movedByFile } from './movedBy';
import { placesOf, type TemplateKind } from './pullRequestTemplate';
import { trainFile } from './train/schema';
import { updateFile } from './update/schema';
import { checksFile } from './verify/schema';

/**
 * What `branchline.yaml` and a repository's own `.branchline.yaml` look like. The JSON Schemas that give completion
 * and hover in the editor are generated from here, so each description is a help text for whoever writes the file.
 *
 * The second argument of `regex` names an explanation in `issues.ts`.
 */

export const currentVersion = 1;

/** Names become parts of ids, paths and namespaces. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** As `git check-ref-format --branch` has it, and without `refs/`. */
const branchPattern =
  // eslint-disable-next-line no-control-regex -- git forbids control characters
  /^(?![-./])(?!refs\/)(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)))[^\x00-\x20~^:?*[\\\x7f]+(?<![./])$/;

/** Relative, `/`-separated, and never out of the repository. */
const pathInside = /^(?!\/)(?!.*\\)(?!(?:.*\/)?\.\.(?:\/|$)).+$/;

const name = z.string().regex(namePattern, 'name');
const branch = z.string().regex(branchPattern, 'branch');
const httpAddress = z.string().regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, 'address');

const placed = ' May hold {service} and {environment}.';
const context = z.string().min(1).describe(`Name of a context in the kubeconfig.${placed}`);
const server = z
  .string()
  .regex(/^https?:\/\/\S+$/, 'address')
  .describe('Address of the API server, where people name their contexts differently.');
const namespace = z.string().min(1).describe(`Namespace of the service in this environment.${placed}`);

const cluster = z.strictObject({ context: context.optional(), server: server.optional(), namespace }).meta({
  description: 'The cluster and namespace that the branch is deployed to: either a context or a server.',
  oneOf: [{ required: ['context'] }, { required: ['server'] }],
});

const clusterOverride = z
  .strictObject({ context: context.optional(), server: server.optional(), namespace: namespace.optional() })
  .meta({
    description: 'What differs for this service; the rest comes from the environment.',
    not: { required: ['context', 'server'] },
  });

const isProtected = z
  .boolean()
  .describe('Asks for a second confirmation before a pull request towards this environment is opened. Default: false.');

const environment = z.strictObject({
  name: name.describe('Name of the environment, such as dev, test or prod.'),
  branch: branch.optional().describe('The branch that is its desired state. Default: the name.'),
  cluster: cluster.optional(),
  protected: isProtected.optional(),
  movedBy: movedByFile.optional(),
  verify: checksFile.optional(),
});

/** An instant with its offset, or a time of day. Which of them it has to be, `check.ts` says. */
export const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/;
export const timeOfDayPattern = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const moment = z.string().regex(new RegExp(`${instantPattern.source}|${timeOfDayPattern.source}`), 'moment');

const freezeWindow = z
  .strictObject({
    from: moment.describe('When it begins: 2026-12-20T18:00:00+01:00; with days a time of day, 16:00.'),
    to: moment.describe('When it ends; with days a time of day, of the next day where it is not later than from.'),
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .optional()
      .describe('Each week: the days on which it begins. Without days it is on once.'),
    timeZone: z.string().min(1).optional().describe('With days: whose clocks are meant, such as Europe/Zurich.'),
    reason: z.string().min(1).optional().describe('Why, in a few words.'),
  })
  .meta({
    description: 'A time in which nothing is to be promoted: once, or on days of each week.',
    dependencies: { days: ['timeZone'], timeZone: ['days'] },
  });

const gates = z
  .strictObject({
    pipeline: z
      .enum(['required', 'advisory'])
      .optional()
      .describe('required: the source commit’s pipeline must have succeeded. advisory: shown only. Default: required.'),
    soak: z
      .string()
      .regex(durationPattern, 'duration')
      .optional()
      .describe('How long the source commit must have run healthy before it may travel on, such as 30m, 4h or 1d.'),
    freeze: z.array(freezeWindow).min(1).optional().describe('When nothing is to be promoted.'),
  })
  .describe('What has to be true before a promotion is offered.');

const promotion = z.strictObject({
  from: name.describe('The environment that content comes from.'),
  to: name.describe('The environment that it goes to.'),
  gates: gates.optional(),
  head: z
    .enum(['commit', 'merge', 'source'])
    .optional()
    .describe(
      'What its pull requests come from. commit: a branch of their own with one commit. merge: the same, as a merge ' +
        'that lists the commits of the source. source: the source branch itself. Where merge or source is not possible, ' +
        'commit is taken, and the preview says why. Default: commit.',
    ),
});

/** Each place of every file is held against all patterns: more of them than this would be felt (docs/security.md). */
const mostPatterns = 200;
const longestPattern = 256;
const keyPattern = z
  .string()
  .regex(/^\S(?:.*\S)?$/, 'key')
  .max(longestPattern);

const content = z
  .strictObject({
    path: z
      .string()
      .regex(pathInside, 'path')
      .optional()
      .describe('Folder with the manifests, relative to the repository. Default: . (all of it)'),
    renderer: z
      .enum(['auto', 'plain', 'kustomize', 'helm'])
      .optional()
      .describe('How manifests become objects. Default: auto (by what lies in the folder).'),
    environmentOwned: z
      .strictObject({
        paths: z
          .array(z.string().regex(pathInside, 'path').max(longestPattern))
          .max(mostPatterns)
          .optional()
          .describe('Globs of files that belong to their environment and never travel, such as env/**.'),
        keys: z
          .array(keyPattern)
          .max(mostPatterns)
          .optional()
          .describe('YAML keys that belong to their environment, such as spec.replicas or **.host.'),
      })
      .optional()
      .describe('Content that stays where it is when the rest is promoted.'),
  })
  .describe('Where the manifests lie, and which content travels.');

const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'commit');

const pin = z
  .strictObject({
    from: name.describe('The environment that content comes from.'),
    to: name.describe('The environment that it goes to.'),
    baseline: commit.describe('The commit of the source whose content was in force on the target at that moment.'),
    deployment: commit.describe('The commit on the target, once it was deployed. A newer promotion wins over the pin.'),
  })
  .describe('What was in force on a promotion path, where nothing in the history tells it.');

/** On one line, and no longer than anybody reads. */
// eslint-disable-next-line no-control-regex -- they break the line
const labelPattern = /^[^\x00-\x1f\x7f]{1,100}$/;
const labels = z
  .record(name, z.string().regex(labelPattern, 'label'))
  .optional()
  .describe(
    'What the board groups and finds services by, such as team: payments. Free words, the same key for the same question.',
  );

const service = z.strictObject({
  name: name.describe('Name of the service; {service} stands for it.'),
  repository: z
    .string()
    .min(1)
    .describe('Its configuration repository: a URL (https or ssh), or a path relative to this file.'),
  environments: z
    .record(
      z.string(),
      z.strictObject({
        branch: branch.optional().describe('The branch in this repository, where it differs.'),
        cluster: clusterOverride.optional(),
        protected: isProtected.optional(),
        movedBy: movedByFile.optional(),
        verify: checksFile.optional(),
      }),
    )
    .optional()
    .describe('What differs for this service, by the name of the environment.'),
  labels,
  content: content.optional(),
  update: updateFile.optional(),
  pins: z
    .array(pin)
    .optional()
    .describe(
      'Baselines that a person pinned, one a promotion path at most. "Branchline: Pin a Baseline" writes them.',
    ),
});

const driftIgnore = z.strictObject({
  key: keyPattern.describe(
    'YAML key whose difference does not count, such as spec.replicas or **.annotations["example.com/at"].',
  ),
  kind: z.string().min(1).optional().describe('Only in objects of this kind, such as Deployment.'),
  name: z.string().min(1).optional().describe('Only in the object of this name.'),
  services: z.array(name).min(1).optional().describe('Only in these services. Default: all.'),
  environments: z.array(name).min(1).optional().describe('Only in these environments. Default: all.'),
});

const drift = z
  .strictObject({
    ignore: z
      .array(driftIgnore)
      .max(mostPatterns)
      .optional()
      .describe('Differences that are shown apart and do not count as drift.'),
  })
  .describe('How manifests are held against what runs.');

function template(kind: TemplateKind) {
  const filled = (places: readonly string[]) => places.map((place) => `{${place}}`).join(' ');
  const { words, lists } = placesOf[kind];
  return z.strictObject({
    title: z
      .string()
      .min(1)
      .optional()
      .describe(`The title. May hold ${filled(words)}; a brace of the text is written twice.`),
    body: z
      .string()
      .min(1)
      .optional()
      .describe(
        `The text, in Markdown. May hold ${filled(words)} and, each on a line of its own, ${filled(lists)}; ` +
          'a brace of the text is written twice.',
      ),
  });
}

const pullRequests = z
  .strictObject({
    promotion: template('promotion').optional().describe('Of promotions.'),
    rollback: template('rollback').optional().describe('Of rollbacks.'),
    return: template('return').optional().describe('Of hotfixes that are returned to the first branch.'),
    takeBack: template('takeBack').optional().describe('Of what is taken back at its source after a rollback.'),
  })
  .describe('What pull requests say, where the default is not to be.');

const discovery = z.strictObject({
  forge: httpAddress.describe('Web address of the forge, such as https://git.example.com.'),
  owner: z.string().min(1).describe('Organisation, group or user whose repositories are services.'),
  topic: z.string().min(1).optional().describe('Only repositories with this topic.'),
  labels,
});

export const catalogFile = z
  .strictObject({
    version: z.literal(currentVersion).describe('Version of this format: 1.'),
    environments: z.array(environment).min(1).describe('The environments, in promotion order.'),
    promotions: z
      .array(promotion)
      .min(1)
      .optional()
      .describe('Promotion paths; may be any graph without a cycle. Default: each environment to the next.'),
    content: content.optional(),
    drift: drift.optional(),
    pullRequests: pullRequests.optional(),
    update: updateFile.optional(),
    train: trainFile(name).optional(),
    services: z.array(service).min(1).optional().describe('The services and their configuration repositories.'),
    discover: z.array(discovery).min(1).optional().describe('Whole organisations, read from the forge.'),
  })
  .meta({
    title: 'Branchline catalog',
    description: 'The services, environments and promotion paths that Branchline shows.',
    anyOf: [{ required: ['services'] }, { required: ['discover'] }],
  });

/** `.branchline.yaml` on the default branch of a configuration repository. */
export const repositoryFile = z
  .strictObject({
    version: z.literal(currentVersion).optional().describe('Version of this format: 1.'),
    content: content.optional(),
    pullRequests: pullRequests.optional(),
  })
  .meta({
    title: 'Branchline settings of a repository',
    description: 'What this configuration repository says about itself. It overrides the catalog.',
    anyOf: [{ required: ['content'] }, { required: ['pullRequests'] }],
  });

export type CatalogFile = z.infer<typeof catalogFile>;
export type FreezeFile = z.infer<typeof freezeWindow>;
export type DriftIgnoreFile = z.infer<typeof driftIgnore>;
export type EnvironmentFile = z.infer<typeof environment>;
export type ServiceFile = z.infer<typeof service>;
export type ContentFile = z.infer<typeof content>;
export type PullRequestsFile = z.infer<typeof pullRequests>;
export type ClusterFile = z.infer<typeof clusterOverride>;
