import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, stringify, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import type { DriftIgnore } from './catalog';
import { readDocument } from './document';

/**
 * The catalog's text with one more rule under `drift.ignore`; every other line stays byte for byte. Undefined where the
 * text cannot be added to with certainty: it has errors, or an unusual form.
 */
export function addDriftIgnore(text: string, rule: DriftIgnore): string | undefined {
  const { document, faults } = readDocument(text);
  if (faults.length > 0 || !isMap(document.contents)) return undefined;
  const edited = written(text, document, rule);
  return edited !== undefined && saysIt(edited, document, rule) ? edited : undefined;
}

function written(text: string, document: Document.Parsed, rule: DriftIgnore): string | undefined {
  const item = stringify(rule, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
  const drift = document.get('drift');
  const list = isMap(drift) ? drift.get('ignore') : undefined;
  if (isSeq(list)) return list.flow === true ? inFlow(text, list, item) : inBlock(text, list, item);
  if (list !== undefined) return undefined;
  if (isMap(drift)) return drift.flow === true ? undefined : asFirst(text, drift, item);
  return drift === undefined ? atEnd(text, item) : undefined;
}

function atEnd(text: string, item: string): string {
  const eol = eolOf(text);
  const gap = text.endsWith('\n') ? eol : eol + eol;
  return `${text}${gap}drift:${eol}  ignore:${eol}    - ${item}${eol}`;
}

function asFirst(text: string, { range }: YAMLMap, item: string): string | undefined {
  if (!range) return undefined;
  const [start] = range;
  const indent = ' '.repeat(columnOf(text, start));
  const eol = eolOf(text);
  return `${text.slice(0, start)}ignore:${eol}${indent}  - ${item}${eol}${indent}${text.slice(start)}`;
}

function inBlock(text: string, { range }: YAMLSeq, item: string): string | undefined {
  if (!range) return undefined;
  const [start, end] = range;
  const before = text.slice(0, end).trimEnd();
  const eol = eolOf(text);
  const rest = text.slice(before.length);
  // A comment behind the last rule is on its line.
  const line = /^[^\S\r\n]*(#[^\r\n]*)?/.exec(rest)?.[0] ?? '';
  return `${before}${line}${eol}${' '.repeat(columnOf(text, start))}- ${item}${rest.slice(line.length) || eol}`;
}

function inFlow(text: string, { range }: YAMLSeq, item: string): string | undefined {
  if (!range) return undefined;
  const [start, end] = range;
  const inner = text.slice(start + 1, end - 1).trim();
  return `${text.slice(0, start)}[${inner === '' ? '' : `${inner.replace(/,$/, '')}, `}${item}]${text.slice(end)}`;
}

/** Read again, it has to say what it said, and the rule. */
function saysIt(text: string, before: Document.Parsed, rule: DriftIgnore): boolean {
  const { document: after, faults } = readDocument(text);
  if (faults.length > 0) return false;
  const wanted = before.toJS() as { drift?: { ignore?: unknown[] } };
  const rules = [...(wanted.drift?.ignore ?? []), rule];
  return isDeepStrictEqual(after.toJS(), { ...wanted, drift: { ...wanted.drift, ignore: rules } });
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
