import { dirname } from 'node:path';
import { problemsOf } from '../../catalog/issues';
import { knownKeys } from '../../catalog/parse';
import { Source, type Path, type Problem } from '../../catalog/source';
import { compileGlobs } from '../../support/globs';
import { message, type Message } from '../../support/message';
import { readBounded } from '../../support/readBounded';
import { clientKinds } from '../access/clientKinds';
import { RelayError } from '../errors';
import { parseRepository } from '../repository';
import { relayFile, type RelayFile } from './file';
import { ownSecrets, sharedSecrets } from './ownSecrets';
import { said } from './secrets';

const maxBytes = 1_000_000;

export interface ReadFile {
  readonly path: string;
  readonly file: RelayFile;
  /** What is wrong with the value at a place of the configuration, with its line. */
  readonly problem: Source['problem'];
  /** From which relative paths of secrets start. */
  readonly folder: string;
}

/** The configuration of a relay, without its secrets. @throws RelayError with every line that is wrong */
export async function readRelayFile(path: string, signal?: AbortSignal): Promise<ReadFile> {
  let text: string;
  try {
    text = (await readBounded(path, maxBytes, signal)).toString('utf8');
  } catch (error) {
    signal?.throwIfAborted();
    throw RelayError.unreadable(path, error);
  }
  const parsed = parseRelayFile(text);
  if (parsed.kind === 'invalid') throw RelayError.invalid(path, parsed.problems);
  return { path, file: parsed.file, folder: dirname(path), problem: parsed.problem };
}

export type ParsedRelayFile =
  | { readonly kind: 'ok'; readonly file: RelayFile; readonly problem: Source['problem'] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Reads the text of a configuration; what is wrong is told at its line. */
export function parseRelayFile(text: string): ParsedRelayFile {
  const source = new Source(text);
  const read = source.read();
  if (read.kind === 'invalid') return read;
  const parsed = relayFile.safeParse(read.value, { reportInput: true });
  const problems = parsed.success
    ? checks(parsed.data).map(({ path, said }) => source.problem(path, said))
    : problemsOf(parsed.error, source, (path) => knownKeys(relayFile, path));
  if (parsed.success && problems.length === 0)
    return { kind: 'ok', file: parsed.data, problem: source.problem.bind(source) };
  return { kind: 'invalid', problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

interface Finding {
  readonly path: Path;
  readonly said: Message;
}

function checks(file: RelayFile): readonly Finding[] {
  const { forges, registries, tokens } = file;
  const hosts = new Set(forges.map(({ host }) => host));
  const patterns = [
    ...forges.map(({ repositories }, index) => ({ path: ['forges', index, 'repositories'], list: repositories })),
    ...registries.map(({ images }, index) => ({ path: ['registries', index, 'images'], list: images })),
    ...tokens.map(({ repositories }, index) => ({ path: ['tokens', index, 'repositories'], list: repositories })),
  ];
  return [
    ...twice([...forges, ...registries].map(({ host }) => host)).map((index) => ({
      path: index < forges.length ? ['forges', index, 'host'] : ['registries', index - forges.length, 'host'],
      said: message('This host stands twice: the address of its webhook is made of it.'),
    })),
    ...twice(tokens.map(({ name }) => name)).map((index) => ({
      path: ['tokens', index, 'name'],
      said: message('Two tokens have this name.'),
    })),
    ...sharedSecrets(ownSecrets(file), ({ place }) => said(place)),
    ...patterns.flatMap(({ path, list }) =>
      compileGlobs(list) ? [] : [{ path, said: message('One of these patterns cannot be matched: it looks back.') }],
    ),
    ...forges.flatMap(({ kind, token }, index) =>
      token && !clientKinds[kind]
        ? [{ path: ['forges', index, 'token'], said: message('A forge of this kind is not read by the relay.') }]
        : [],
    ),
    ...registries.flatMap(({ belongsTo }, index) => {
      const example = parseRepository(filled(belongsTo, 'group/name'));
      if (example && hosts.has(example.host)) return [];
      const meant = message(
        '"belongsTo" must name a repository of one of the forges above, such as git.example.com/gitops/{name}. It may hold {name} and {path}.',
        { name: '{name}', path: '{path}' },
      );
      return [{ path: ['registries', index, 'belongsTo'], said: meant }];
    }),
  ];
}

/** The places of what was there before. */
function twice(names: readonly string[]): readonly number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}

/** @param path of an image in its registry */
export function filled(template: string, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  // Each at once: what is put in is not looked at again.
  return template.replace(/\{(name|path)\}/g, (_, place: string) => (place === 'name' ? name : path));
}
