import { resolved, type YamlNode } from './nodes';

const helmWords =
  /\{\{-?[\s(]*(\.(Values|Release|Chart|Capabilities|Files|Template)\b|(include|template|tpl|define|toYaml|lookup|uuidv4|rand\w+|gen[A-Z]\w+|derivePassword)\b)/;

/**
 * Whether a document that parses is a template not yet rendered. `{{ … }}` inside text is not enough: alert rules,
 * dashboards and ApplicationSets carry such text on purpose, mostly in block scalars or quotes. A template shows itself
 * by `{{ … }}` in the place of a value (read as a map in a map), or by Helm's own words outside of block scalars.
 */
export function isTemplated(root: YamlNode | null): boolean {
  const visit = (node: YamlNode | null): boolean => {
    if (!node || node.kind === 'alias') return false;
    if (node.kind === 'scalar') return node.style !== 'block' && helmWords.test(node.text);
    if (node.kind === 'list') return node.items.some(({ value }) => visit(value));
    return node.pairs.some(
      ({ key, value }) => (node.flow && resolved(key).kind === 'map') || visit(key) || visit(value),
    );
  };
  return visit(root);
}

/** Whether a document that does not parse looks as if templating were the reason. */
export function looksTemplated(text: string): boolean {
  return text.includes('{{');
}
