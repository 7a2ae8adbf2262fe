import type { ContentKey } from '../../../src/core/promotion/plan';
import type { Key, State } from './model';
import { keys } from './programs';
import type { Files, World } from './world';

/** The files in which the programs keep their keys, beside what belongs to the environment. */
export function placeOf(name: Key): ContentKey {
  return name === 'e' ? { path: whole } : { path: name < 'c' ? 'one.yaml' : 'two.yaml', key: [name] };
}

/** The key that a place is of. */
export function nameOf({ path, key }: ContentKey): Key {
  return path === whole ? 'e' : (key?.join('.') ?? path);
}

const whole = 'three.txt';

export function filesOf(state: State, replicas: number): Files {
  const lines = (names: readonly Key[]) =>
    names.flatMap((name) => (state.has(name) ? [`${name}: ${state.get(name) ?? ''}`] : []));
  return {
    'one.yaml': ['# one', 'name: one', `replicas: ${replicas}`, ...lines(['a', 'b']), ''].join('\n'),
    'two.yaml': ['name: two', ...lines(['c', 'd']), ''].join('\n'),
    [whole]: state.has('e') ? `e: ${state.get('e') ?? ''}\n` : null,
  };
}

/** What git made of those files. */
export function readFiles(world: World, commit: string): { readonly state: State; readonly replicas: number } {
  const text = world
    .files(commit)
    .map((path) => world.read(commit, path))
    .join('');
  const held = new Map([...text.matchAll(/^(\w+): (\S+)$/gm)].map(([, name = '', value = '']) => [name, value]));
  const isKey = (name: string) => keys.some((key) => key === name);
  return { state: new Map([...held].filter(([name]) => isKey(name))), replicas: Number(held.get('replicas')) };
}

export function same(one: State, other: State): boolean {
  return keys.every((name) => one.get(name) === other.get(name));
}
