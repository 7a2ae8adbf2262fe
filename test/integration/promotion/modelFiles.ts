import type { Key, State } from './model';
import { keys } from './programs';
import type { World } from './world';

/** The files in which the programs keep their keys, beside what belongs to the environment. */
export function fileOf(name: Key): string {
  return name < 'c' ? 'one.yaml' : 'two.yaml';
}

export function filesOf(state: State, replicas: number): Record<string, string> {
  const lines = (names: readonly Key[]) =>
    names.flatMap((name) => (state.has(name) ? [`${name}: ${state.get(name) ?? ''}`] : []));
  return {
    'one.yaml': ['# one', 'name: one', `replicas: ${replicas}`, ...lines(['a', 'b']), ''].join('\n'),
    'two.yaml': ['name: two', ...lines(['c', 'd']), ''].join('\n'),
  };
}

/** What git made of those files. */
export function readFiles(world: World, commit: string): { readonly state: State; readonly replicas: number } {
  const text = ['one.yaml', 'two.yaml'].map((path) => world.read(commit, path)).join('');
  const held = new Map([...text.matchAll(/^(\w+): (\S+)$/gm)].map(([, name = '', value = '']) => [name, value]));
  const isKey = (name: string) => keys.some((key) => key === name);
  return { state: new Map([...held].filter(([name]) => isKey(name))), replicas: Number(held.get('replicas')) };
}

export function same(one: State, other: State): boolean {
  return keys.every((name) => one.get(name) === other.get(name));
}
