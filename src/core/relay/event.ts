import * as z from 'zod';
import { hostName, isRepositoryPath, relayRepository, repositoryText, type RelayRepository } from './repository';

/** What happened, as far as it says where to look. Source: docs/relay.md, "An event". */
export const eventTypes = {
  push: 'dev.branchline.push',
  status: 'dev.branchline.status',
  review: 'dev.branchline.review',
  pullRequestChanged: 'dev.branchline.pullrequest.changed',
  pullRequestMerged: 'dev.branchline.pullrequest.merged',
  imagePushed: 'dev.branchline.image.pushed',
} as const;
export type EventKind = keyof typeof eventTypes;

/** A whole name of a commit. */
export const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'commit');
// What `git check-ref-format` refuses, and what nobody sees.
const notInBranch = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$/u;
const branch = z
  .string()
  .min(1)
  .max(250)
  .refine((name) => !notInBranch.test(name), 'branch');

/** An image that was pushed: its registry, its name there, and what it was pushed as. */
export const pushedImage = z.object({
  host: hostName,
  path: z.string().refine((path) => isRepositoryPath(path, 1), 'path'),
  tag: z
    .string()
    .regex(/^\w[\w.-]{0,127}$/, 'tag')
    .optional(),
  digest: z
    .string()
    .regex(/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/, 'digest')
    .optional(),
});

/** Where to look, and nothing else: whoever hears of it reads the fact itself from the forge or the registry. */
export const place = z.object({
  /** The repository that it is about; of an image, the one whose readers may know of it. */
  repository: relayRepository,
  branch: branch.optional(),
  commit: commit.optional(),
  pullRequest: z.int().positive().optional(),
  image: pushedImage.optional(),
});
export type Place = z.infer<typeof place>;

/** A host, and a path of 512 letters, each of which may be three bytes that are written as nine. */
const longestSource = 300 + 512 * 9;

/** ISO 8601 with a zone. */
const instant = z.iso.datetime({ offset: true });

/**
 * An event as subscribers get it: CloudEvents 1.0 in JSON. A type that is not known means that something changed in that repository.
 * Source: CloudEvents 1.0.2, "Required Attributes"; docs/relay.md, "An event".
 */
export const relayEvent = z.object({
  specversion: z.literal('1.0'),
  /** The same for each copy of one delivery, whichever relay took it. */
  id: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/, 'id'),
  /** `//git.example.com/gitops/cart`. */
  source: z.string().max(longestSource),
  type: z
    .string()
    .regex(/^dev\.branchline\.[a-z.]+$/, 'type')
    .max(100),
  /** `git.example.com/gitops/cart#branch/dev`, `…#commit/<sha>`, `…#pull/12`, `…#image/<host>/<path>:<tag>`. */
  subject: z.string().max(2048),
  datacontenttype: z.literal('application/json'),
  /** When it happened, by the clock of the forge; nothing where the forge does not tell. */
  time: instant.optional(),
  /** When a relay took it, by the relay's clock. */
  receivedat: instant,
  data: place,
});
export type RelayEvent = z.infer<typeof relayEvent>;

/** What kind of event it is; nothing of one that this version does not know. */
export function kindOf(event: Pick<RelayEvent, 'type'>): EventKind | undefined {
  return (Object.keys(eventTypes) as EventKind[]).find((kind) => eventTypes[kind] === event.type);
}

/** The subject of an event: two that are about the same have the same. */
export function subjectOf(where: Place): string {
  const of = repositoryText(where.repository);
  if (where.image) {
    const { host, path, tag, digest } = where.image;
    return `${of}#image/${host}/${path}${tag === undefined ? `@${digest ?? ''}` : `:${tag}`}`;
  }
  if (where.pullRequest !== undefined) return `${of}#pull/${where.pullRequest}`;
  if (where.branch !== undefined) return `${of}#branch/${where.branch}`;
  return where.commit === undefined ? of : `${of}#commit/${where.commit}`;
}

/** A reference to the repository, whatever letters its path has. */
export function sourceOf({ host, path }: RelayRepository): string {
  return `//${host}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
