import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const root = 'src';

/** The files of ours that each file imports, for types too: whoever reads one has to read the other. */
function imports(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join(root, file.replaceAll('\\', '/')))
    .filter((file) => /\.tsx?$/.test(file));
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(file, 'utf8'))]));
}

function importsOf(file: string, text: string): readonly string[] {
  return ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .filter(({ fileName }) => !fileName.endsWith('.css'))
    .map(({ fileName }) => posix.join(dirname(file), fileName))
    .map((name) => (existsSync(`${name}.tsx`) ? `${name}.tsx` : `${name}.ts`));
}

/** The first way that leads back to where it began; nothing where there is none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): readonly string[] | undefined => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (done.has(file)) return undefined;
    way.push(file);
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    way.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return undefined;
}

describe('what imports what', () => {
  it('is found for every import', () => {
    const lost = [...imports()].flatMap(([file, named]) =>
      named.filter((one) => !existsSync(join(one))).map((one) => `${file}: ${one}`),
    );
    assert.deepEqual(lost, []);
  });

  it('goes in no circle', () => {
    assert.deepEqual(circleIn(imports()), undefined);
  });

  it('and one would be found', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', []],
      ['d', ['b']],
    ]);
    assert.deepEqual(circleIn(graph), ['b', 'd', 'b']);
  });
});
