import fc from 'fast-check';
import { anyWord } from '../engine/words';

/** YAML as people and generators write it: block and flow, anchors, merges, tags, comments, all styles of scalars. */
type Node =
  | { readonly kind: 'scalar'; readonly text: string; readonly style: Style }
  | { readonly kind: 'alias'; readonly name: string }
  | { readonly kind: 'map'; readonly flow: boolean; readonly pairs: readonly (readonly [string, Decorated])[] }
  | { readonly kind: 'list'; readonly flow: boolean; readonly items: readonly Decorated[] };

interface Decorated {
  readonly node: Node;
  readonly anchor?: string | undefined;
  readonly tag?: string | undefined;
  readonly comment?: string | undefined;
}

type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded';

const anchorName = fc.constantFrom('a', 'b', 'base');
const key = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('spec', 'name', 'image', 'env', 'replicas', 'labels', 'host', 'data', 'value'),
  },
  { weight: 1, arbitrary: fc.constant('<<') },
  { weight: 1, arbitrary: anyWord },
);
const plain = fc.constantFrom(
  'web',
  'a b',
  '1',
  '0644',
  'yes',
  'null',
  '~',
  '1e3',
  '2026-01-01',
  '1_000',
  '0x1F',
  'v1.2',
  '9007199254740993',
);
const scalar: fc.Arbitrary<Node> = fc.oneof(
  plain.map((text): Node => ({ kind: 'scalar', text, style: 'plain' })),
  fc
    .record({
      text: anyWord,
      style: fc.constantFrom<Style>('plain', 'single', 'double', 'double', 'literal', 'folded'),
    })
    .map((one): Node => ({ kind: 'scalar', ...one })),
);

const { decorated } = fc.letrec<{ node: Node; decorated: Decorated }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    anchorName.map((name): Node => ({ kind: 'alias', name })),
    fc.record({
      kind: fc.constant('map' as const),
      flow: fc.boolean(),
      pairs: fc.array(fc.tuple(key, tie('decorated')), { maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant('list' as const),
      flow: fc.boolean(),
      items: fc.array(tie('decorated'), { maxLength: 3 }),
    }),
  ),
  decorated: fc.record({
    node: tie('node'),
    anchor: fc.option(anchorName, { nil: undefined, freq: 6 }),
    tag: fc.option(fc.constantFrom('!!str', '!!int', '!!binary', '!x', '!!map'), { nil: undefined, freq: 12 }),
    comment: fc.option(fc.constantFrom('# why', '#', '# a: b'), { nil: undefined, freq: 8 }),
  }),
}));

function lead({ node, anchor, tag }: Decorated): string {
  if (node.kind === 'alias') return '';
  return `${anchor === undefined ? '' : `&${anchor} `}${tag === undefined ? '' : `${tag} `}`;
}

function scalarText({ text, style }: Extract<Node, { kind: 'scalar' }>, pad: string): string {
  switch (style) {
    case 'plain':
      return text;
    case 'single':
      return `'${text.replaceAll("'", "''")}'`;
    case 'double':
      return JSON.stringify(text);
    case 'literal':
    case 'folded':
      return `${style === 'literal' ? '|' : '>'}\n${`${text}\nmore`
        .split('\n')
        .map((line) => pad + line)
        .join('\n')}`;
  }
}

function inFlow(decorated: Decorated): string {
  const { node } = decorated;
  switch (node.kind) {
    case 'scalar':
      return lead(decorated) + JSON.stringify(node.text);
    case 'alias':
      return `*${node.name} `;
    case 'map':
      return `${lead(decorated)}{${node.pairs.map(([name, value]) => `${JSON.stringify(name)}: ${inFlow(value)}`).join(', ')}}`;
    case 'list':
      return `${lead(decorated)}[${node.items.map(inFlow).join(', ')}]`;
  }
}

/** What stands behind `key:` or `-`, with the lines below. */
function behind(decorated: Decorated, depth: number): string {
  const { node, comment } = decorated;
  const remark = comment === undefined ? '' : ` ${comment}`;
  if (node.kind === 'scalar')
    return ` ${lead(decorated)}${scalarText(node, ' '.repeat(depth + 2))}${node.style === 'double' ? remark : ''}`;
  if (node.kind === 'alias' || node.flow || isEmpty(node)) return ` ${inFlow(decorated)}${remark}`;
  return ` ${lead(decorated)}${remark}\n${block(node, depth + 2)}`;
}

function isEmpty(node: Extract<Node, { flow: boolean }>): boolean {
  return (node.kind === 'map' ? node.pairs : node.items).length === 0;
}

function block(node: Extract<Node, { flow: boolean }>, depth: number): string {
  const pad = ' '.repeat(depth);
  if (node.kind === 'list') return node.items.map((item) => `${pad}-${behind(item, depth)}`).join('\n');
  return node.pairs.map(([name, value]) => `${pad}${nameText(name)}:${behind(value, depth)}`).join('\n');
}

function nameText(name: string): string {
  return /^[A-Za-z<][\w.<-]*$/.test(name) ? name : JSON.stringify(name);
}

const kinds = fc.constantFrom(
  'Deployment',
  'ConfigMap',
  'Service',
  'Secret',
  'List',
  'ConfigMapList',
  'Ingress',
  'Thing',
);

/** An object of the API whose other fields are anything. */
const object = fc
  .record({
    kind: kinds,
    name: fc.constantFrom('web', 'api', 'constructor'),
    more: fc.array(fc.tuple(key, decorated), { maxLength: 4 }),
  })
  .map(({ kind, name, more }) => {
    const rest = block({ kind: 'map', flow: false, pairs: more }, 0);
    return `apiVersion: ${kind === 'Deployment' ? 'apps/v1' : 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}\n`;
  });

const anything = decorated.map((one) => `${behind(one, -2).replace(/^ /, '')}\n`);

/** A file of one or a few documents. */
export const yamlFile: fc.Arbitrary<string> = fc
  .record({
    documents: fc.array(fc.oneof({ weight: 4, arbitrary: object }, { weight: 1, arbitrary: anything }), {
      minLength: 1,
      maxLength: 3,
    }),
    eol: fc.constantFrom('\n', '\n', '\n', '\r\n'),
  })
  .map(({ documents, eol }) => documents.join('---\n').replaceAll('\n', eol));
