import { isMap, listAt, mapAt, stringAt, type Json } from '../json';
import type { LiveObject } from '../live';
import { folderOf } from '../../support/folderOf';
import { inflated } from './kargoTasks';

/** Where a Stage pushes to, or opens pull requests towards; what is absent is not told by what can be read. */
export interface PushTarget {
  readonly repository?: string;
  readonly branch?: string;
}

/** Steps that write to a branch. One that a task holds which cannot be read is not seen, and may. */
const pushes: ReadonlySet<string> = new Set(['git-push', 'github-push']);

/**
 * The branches that the steps of a Stage move: what they push, and towards what they open pull requests. Of expressions those are
 * resolved that name a variable of the Stage or its own name; a branch that is made anew for a pull request is not moved.
 * Source: docs.kargo.io, "git-clone", "git-push", "git-open-pr", "git-merge-pr"; kargo, pkg/promotion/runner/builtin/schemas.
 */
export function pushTargets(stage: LiveObject, objects: readonly LiveObject[]): readonly PushTarget[] {
  const trees = new Map<string, PushTarget>();
  const found: PushTarget[] = [];
  for (const { step, vars } of inflated(stage, objects)) {
    const read = readerFor(stage, vars);
    const config = mapAt(step, 'config');
    const uses = stringAt(step, 'uses') ?? '';
    if (uses === 'git-clone') for (const [path, tree] of checkouts(config, read)) trees.set(path, tree);
    if (isMap(step['task'])) found.push({});
    if (pushes.has(uses)) found.push(...pushed(config, trees, read));
    if (uses === 'git-open-pr') found.push(targetOf(read(config['repoURL']), read(config['targetBranch'])));
    if (uses === 'git-merge-pr') found.push(targetOf(read(config['repoURL']), undefined));
  }
  return settled(found);
}

type Read = (value: unknown) => string | undefined;

function checkouts(config: Json, read: Read): readonly (readonly [string, PushTarget])[] {
  const repository = read(config['repoURL']);
  return listAt(config, 'checkout')
    .filter(isMap)
    .map((one) => [folderOf(stringAt(one, 'path') ?? ''), targetOf(repository, read(one['branch']))]);
}

function pushed(config: Json, trees: ReadonlyMap<string, PushTarget>, read: Read): readonly PushTarget[] {
  const isElsewhere = config['generateTargetBranch'] === true || (stringAt(config, 'tag') ?? '') !== '';
  if (isElsewhere) return [];
  const tree = trees.get(folderOf(stringAt(config, 'path') ?? '')) ?? {};
  const branch = stringAt(config, 'targetBranch') ? read(config['targetBranch']) : tree.branch;
  return [targetOf(tree.repository, branch)];
}

/** Whose pull request is merged is told by the step that opened it. */
function settled(found: readonly PushTarget[]): readonly PushTarget[] {
  const isTold = ({ repository }: PushTarget) =>
    repository !== undefined && found.some((one) => one.repository === repository && one.branch !== undefined);
  return found.filter((one) => one.branch !== undefined || !isTold(one));
}

function targetOf(repository: string | undefined, branch: string | undefined): PushTarget {
  return { ...(repository === undefined ? {} : { repository }), ...(branch === undefined ? {} : { branch }) };
}

const expression = /\$\{\{ {0,4}(vars|ctx)\.(\w{1,100}) {0,4}\}\}/g;

/** Reads a text with its expressions put in; nothing where one of them is not known here. */
function readerFor({ metadata }: LiveObject, variables: readonly unknown[]): Read {
  const known = new Map(variables.map((one) => [stringAt(one, 'name') ?? '', stringAt(one, 'value')]));
  const context = new Map([
    ['stage', metadata.name],
    ['project', metadata.namespace],
  ]);
  const resolve = (text: string, depth: number): string | undefined => {
    // What is not known stays an expression, and so keeps the whole from being known.
    const filled = text.replaceAll(expression, (whole, where: string, name: string) => {
      return (where === 'vars' ? known : context).get(name) ?? whole;
    });
    if (filled.includes('${{')) return depth > 0 && filled !== text ? resolve(filled, depth - 1) : undefined;
    return filled === '' ? undefined : filled;
  };
  return (value) => (typeof value === 'string' ? resolve(value, 3) : undefined);
}
