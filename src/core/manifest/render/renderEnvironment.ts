import pLimit from 'p-limit';
import type { ContentRules } from '../../catalog/catalog';
import { deadline, isTimeout } from '../../support/deadline';
import type { ManifestFile, ManifestObject } from '../objects';
import { duplicateObjects } from '../read/duplicates';
import { readManifestFile } from '../read/readManifestFile';
import type { Reader } from '../read/scalar';
import type { RenderCache } from './cache';
import { chartInputs } from './helm/inputs';
import { kustomizationInputs } from './kustomize/inputs';
import { join, type Layout, layoutOf } from './layout';
import { Refusal } from './refusal';
import { type Rendered, type TreeFiles, type Unrendered, unrendered } from './rendered';
import { sourceOf } from './sources';
import { runFirst, type ToolOutcome } from './tool/runTool';
import { TooLarge, withSandbox } from './tool/sandbox';
import { helmTool, kustomizeTools } from './tool/tools';

export interface RenderOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly cache?: RenderCache;
}

const defaultTimeoutMs = 30_000;

/**
 * What a tree says for an environment: plain files as they are, kustomize and helm by the tools on this machine, run in
 * a private temporary folder that is removed. Where that cannot be (no tool, a base on the network, an error), the
 * answer is `unrendered` with the reason, and never "no objects".
 * @throws the signal's reason when the caller aborts, and what `files.read` throws
 * @see docs/drift.md, "What is left to you"
 */
export async function renderEnvironment(
  files: TreeFiles,
  rules: ContentRules,
  environment: string,
  { signal, timeoutMs = defaultTimeoutMs, cache }: RenderOptions = {},
): Promise<Rendered> {
  const known = cache?.get(files.tree, rules, environment);
  if (known) return known;
  const rendered = await render(files, rules, environment, deadline(signal, timeoutMs), signal);
  cache?.set(files.tree, rules, environment, rendered);
  return rendered;
}

async function render(
  files: TreeFiles,
  rules: ContentRules,
  environment: string,
  bounded: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<Rendered> {
  const layout = layoutOf(files, rules, environment);
  if (!layout) return unrendered('noContent', `There is nothing in ${rules.path} that ${rules.renderer} could render.`);
  try {
    switch (layout.kind) {
      case 'plain':
        return await renderPlain(files, layout.files, bounded);
      case 'kustomize':
        return await renderKustomize(files, layout.folder, bounded);
      case 'helm':
        return await renderHelm(files, layout, bounded);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Refusal) return unrendered(error.reason, error.message);
    if (error instanceof TooLarge) return unrendered('tooLarge', error.message);
    if (bounded.aborted && isTimeout(bounded.reason)) return unrendered('timeout', 'Rendering took too long.');
    throw error;
  }
}

async function textOf(files: TreeFiles, path: string, signal: AbortSignal): Promise<string> {
  return (await files.read(path, signal)).toString('utf8');
}

async function readAll(
  files: TreeFiles,
  paths: readonly string[],
  { reader, signal }: { reader: Reader; signal: AbortSignal },
): Promise<readonly ManifestFile[]> {
  const limit = pLimit(16);
  return limit.map(paths, async (path) => readManifestFile(path, await textOf(files, path, signal), { reader }));
}

async function renderPlain(files: TreeFiles, paths: readonly string[], signal: AbortSignal): Promise<Rendered> {
  const read = await readAll(files, paths, { reader: 'kubectl', signal });
  const objects = read.flatMap((file) => file.objects);
  return {
    kind: 'rendered',
    renderer: 'plain',
    objects: objects.map((object) => ({
      identity: object.identity,
      value: object.value,
      object,
      source: (path) => ({ file: object.file, span: object.locate(path) }),
    })),
    problems: [...read.flatMap(({ problems }) => problems), ...duplicateObjects(read)],
    unsteady: [],
  };
}

async function renderKustomize(files: TreeFiles, folder: string, signal: AbortSignal): Promise<Rendered> {
  const inputs = await kustomizationInputs(files, folder, signal);
  const sources = await readAll(files, inputs.sources, { reader: 'kustomize', signal });
  // A few lines of aliases are gigabytes to who follows them all: what we do not read, no tool reads for us.
  const problem = sources.flatMap(({ problems }) => problems).find(({ code }) => code === 'tooLarge');
  if (problem) return unrendered('tooLarge', `${problem.file}:${problem.line} ${problem.message}`);
  const outcome = await withSandbox(files, inputs.copy, signal, (sandbox) =>
    runFirst(kustomizeTools(join(sandbox.tree, folder)), sandbox, signal),
  );
  if (outcome.kind !== 'printed') return failure(outcome, 'kustomize (or kubectl)');
  return printed('kustomize', outcome.text, { sources, unsteady: [] });
}

const unsteadyWords =
  /\b(rand(Alpha|Numeric|AlphaNum|Ascii|Int|Bytes)|gen(CA|SelfSigned|Signed|Private)\w*|uuidv4|htpasswd|bcrypt|now|lookup)\b/;

async function renderHelm(
  files: TreeFiles,
  layout: Extract<Layout, { kind: 'helm' }>,
  signal: AbortSignal,
): Promise<Rendered> {
  const { copy, chart, values } = await chartInputs(files, layout, signal);
  const outcome = await withSandbox(files, copy, signal, (sandbox) => {
    const inside = (path: string) => join(sandbox.tree, path);
    return runFirst([helmTool(inside(chart), values.map(inside))], sandbox, signal);
  });
  if (outcome.kind !== 'printed') return failure(outcome, 'helm');
  const templates = files.paths.filter((path) => path.startsWith(join(layout.chart, 'templates/')));
  const texts = await Promise.all(templates.map(async (path) => ({ path, text: await textOf(files, path, signal) })));
  const unsteady = texts.filter(({ text }) => unsteadyWords.test(text)).map(({ path }) => path);
  return printed('helm', outcome.text, { sources: [], unsteady });
}

function printed(
  renderer: 'kustomize' | 'helm',
  text: string,
  { sources, unsteady }: { sources: readonly ManifestFile[]; unsteady: readonly string[] },
): Rendered {
  const file = readManifestFile(`${renderer} output`, text);
  return {
    kind: 'rendered',
    renderer,
    objects: file.objects.map((object: ManifestObject) => ({
      identity: object.identity,
      value: object.value,
      object,
      source: (path) => sourceOf(object, path, sources),
    })),
    problems: [...file.problems, ...duplicateObjects([file])],
    text,
    unsteady,
  };
}

function failure(outcome: Exclude<ToolOutcome, { kind: 'printed' }>, tool: string): Unrendered {
  switch (outcome.kind) {
    case 'missing':
      return unrendered('missingTool', `${tool} is not on the PATH, and this content needs it.`);
    case 'tooLarge':
      return unrendered('tooLarge', `${tool} printed more than is read.`);
    case 'failed':
      return unrendered('failed', `${tool} could not render this content: ${cause(outcome.stderr)}`);
  }
}

/** The tools quote the objects that they stumble over, Secrets included: only words before any content are kept. */
function cause(stderr: string): string {
  const line = stderr.split('\n').find((text) => /error|failed/i.test(text)) ?? '';
  const words =
    line
      .replace(/^.*?err(or)?[:=]\s*/i, '')
      .split(/map\[|[{}"'`<>]|\bvalue\b/, 1)[0]
      ?.trim() ?? '';
  return words === '' ? 'its own words may hold content, and are not shown.' : words.slice(0, 160);
}
