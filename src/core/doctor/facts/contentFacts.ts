import pLimit from 'p-limit';
import type { ContentRules, Environment, Service } from '../../catalog/catalog';
import { ownedPaths } from '../../catalog/ownedPaths';
import { treeFiles } from '../../change/treeFiles';
import type { Repository } from '../../git/repository';
import type { ManifestProblem } from '../../manifest/objects';
import { folderOf } from '../../support/folderOf';
import type { Rendered, TreeFiles } from '../../manifest/render/rendered';
import { renderEnvironment } from '../../manifest/render/renderEnvironment';
import { keyPatterns } from '../../manifest/merge/ownedKeys';
import { isSameImage, readImageName } from '../../registry/imageName';
import { TreeImages } from '../../images/treeImages';
import { BranchlineError } from '../../support/errors';
import { message } from '../../support/message';
import type { Unknown } from '../../support/observation';
import type { Sha } from '../../support/sha';
import { unrendered } from './unrendered';
import type { Answered, ContentFacts, Used } from './facts';
import { ignoreId } from './ignoreId';
import { isNamedIn, patternsIn } from './keyUse';

const isByKey = /\.(?:ya?ml|json)$/i;
/** What is larger was not written by a person, and is not searched for keys. */
const largestBytes = 1_000_000;
const mostProblems = 5;

export interface ContentPlace {
  readonly service: Service;
  readonly environment: Environment;
  readonly repository: Repository;
  readonly rules: ContentRules;
  /** Of blobs of this repository: which patterns name a key there. */
  readonly named: Map<Sha, readonly string[]>;
}

/** What the head of a branch holds. @throws GitError; the signal's reason */
export async function contentFacts(place: ContentPlace, head: Sha, signal: AbortSignal): Promise<ContentFacts> {
  const { repository, rules, environment } = place;
  const { tree } = await repository.commit(head);
  const files = await treeFiles(repository, tree);
  const folder = folderOf(rules.path);
  const hasPath = folder === '' || files.paths.some((path) => path === folder || path.startsWith(`${folder}/`));
  const rendered = await renderEnvironment(files, rules, environment.name, { signal });
  return {
    path: rules.path,
    hasPath,
    owned: rules.environmentOwned,
    rendering: renderingOf(rendered),
    used: await usedIn(place, { tree, files, rendered }, signal),
  };
}

function renderingOf(rendered: Rendered): ContentFacts['rendering'] {
  if (rendered.kind === 'unrendered') return rendered;
  const problems = rendered.problems
    .filter(({ code }) => code !== 'duplicateKey')
    .map((problem) => `${problem.file}:${problem.line} ${wordsFor(problem)}`);
  return {
    kind: 'rendered',
    objects: rendered.objects.map(({ identity }) => identity),
    problems: problems.slice(0, mostProblems),
  };
}

/** A parser's own words may quote what stands there, which may be secret. */
function wordsFor({ code, message: said }: ManifestProblem): string {
  return code === 'syntax' ? 'It is not valid YAML.' : said;
}

interface Read {
  readonly tree: Sha;
  readonly files: TreeFiles & { readonly blobs: ReadonlyMap<string, Sha> };
  readonly rendered: Rendered;
}

async function usedIn(place: ContentPlace, { tree, files, rendered }: Read, signal: AbortSignal): Promise<Used> {
  const { paths } = place.rules.environmentOwned;
  return {
    keys: await keysIn(place, files, signal),
    paths: { there: new Set(paths.filter((pattern) => files.paths.some((path) => ownedPaths([pattern])?.(path)))) },
    images: await imagesIn(place, tree),
    ...ignoresIn(place, rendered),
  };
}

async function keysIn(place: ContentPlace, { blobs, links }: Read['files'], signal: AbortSignal): Promise<Answered> {
  const { keys } = place.rules.environmentOwned;
  const limit = pLimit(8);
  const candidates = [...blobs].filter(([path]) => isByKey.test(path) && !links.has(path));
  let tooLarge: string | undefined;
  const all = await limit.map(keys.length === 0 ? [] : candidates, async ([path, sha]) => {
    signal.throwIfAborted();
    const before = place.named.get(sha);
    if (before) return before;
    const data = await place.repository.blob(sha);
    if (data.length > largestBytes) {
      tooLarge = path;
      return [];
    }
    const found = patternsIn(data.toString('utf8'), keys);
    place.named.set(sha, found);
    return found;
  });
  const unsearched = tooLarge === undefined ? undefined : unread(place.service, tooLarge, 'It is larger than 1 MB.');
  return { there: new Set(all.flat()), unsearched };
}

function unread({ name: service }: Service, file: string, reason: string): Unknown {
  const said = message('{file} of {service} was not searched: {reason}', { file, service, reason });
  return { kind: 'unknown', reason: 'invalid', said };
}

async function imagesIn({ service, repository, rules }: ContentPlace, tree: Sha): Promise<Answered> {
  const { updates = [] } = service;
  if (updates.length === 0) return { there: new Set() };
  const { files, unread: skipped } = await new TreeImages(repository, rules, updates).files(tree);
  const there = files.flatMap(({ sites }) => sites.map(({ image }) => image));
  const stands = (name: string) => {
    const wanted = nameOf(name);
    return wanted !== undefined && there.some((image) => isSameImage(image, wanted));
  };
  const [first] = skipped;
  return {
    there: new Set(updates.map(({ image }) => image).filter(stands)),
    unsearched: first && unread(service, first.path, first.reason),
  };
}

/** What is no name of an image stands nowhere. */
function nameOf(text: string) {
  try {
    return readImageName(text);
  } catch (error) {
    if (error instanceof BranchlineError) return undefined;
    throw error;
  }
}

function ignoresIn({ service, environment }: ContentPlace, rendered: Rendered) {
  if (rendered.kind === 'unrendered') {
    const nothing = { there: new Set<string>(), unsearched: unrendered };
    return { ignoredObjects: nothing, ignoredKeys: nothing };
  }
  const here = (service.driftIgnores ?? []).filter(
    ({ environments }) => environments?.includes(environment.name) ?? true,
  );
  const about = here.map((rule) => ({
    rule,
    objects: rendered.objects.filter(
      ({ identity }) =>
        (rule.kind ?? identity.kind) === identity.kind && (rule.name ?? identity.name) === identity.name,
    ),
  }));
  const named = about.filter(({ rule, objects }) =>
    objects.some(({ value }) => isNamedIn(value, keyPatterns([rule.key]), '')),
  );
  const problem = rendered.problems.find(({ code }) => code !== 'duplicateKey');
  const unsearched = problem && unread(service, problem.file, wordsFor(problem));
  const ids = (some: typeof about) => ({ there: new Set(some.map(({ rule }) => ignoreId(rule))), unsearched });
  return { ignoredObjects: ids(about.filter(({ objects }) => objects.length > 0)), ignoredKeys: ids(named) };
}
