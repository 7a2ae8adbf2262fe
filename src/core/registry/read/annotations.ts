import type { Instant } from '../../support/clock';
import { oneLine } from '../../support/oneLine';
import { own } from '../../support/own';
import { redact } from '../../support/redact';
import { annotationKeys, type ImageAnnotations, type ImageDescription } from '../types';

type Texts = Readonly<Record<string, string>>;

const longestValue = 500;
const mostOthers = 100;

/** A text of others as it may be kept: one line, bounded, without the password that an address may have. */
const kept = (text: string): string => redact(oneLine(text, longestValue));

function namedIn(texts: Texts): ImageAnnotations {
  const named = annotationKeys.map((key) => [key, kept(own(texts, `org.opencontainers.image.${key}`) ?? '')] as const);
  return Object.fromEntries(named.filter(([, text]) => text !== ''));
}

/** All annotations, for what is only listed. */
export function keptTexts(texts: Texts | undefined): Texts {
  const entries = Object.entries(texts ?? {}).slice(0, mostOthers);
  return Object.fromEntries(entries.map(([key, text]) => [kept(key), kept(text)]));
}

/**
 * What an image says of itself: of each key the first of its index, its manifest, its labels that has it. Revision and
 * source are taken from the same place, the first that has a revision: one of each would lead to nowhere.
 */
export function joined(
  annotations: readonly Texts[],
  labels: Texts,
): Pick<ImageDescription, 'annotations' | 'originFrom'> {
  const places = [...annotations, labels].map((texts) => ({ named: namedIn(texts), isLabels: texts === labels }));
  const all = Object.assign({}, ...places.map(({ named }) => named).reverse()) as ImageAnnotations;
  const origin =
    places.find(({ named }) => named.revision !== undefined) ?? places.find(({ named }) => named.source !== undefined);
  if (!origin) return { annotations: all, originFrom: 'none' };
  const { revision, source } = origin.named;
  const others = Object.entries(all).filter(([key]) => key !== 'revision' && key !== 'source');
  return {
    annotations: { ...Object.fromEntries(others), ...(revision && { revision }), ...(source && { source }) },
    originFrom: origin.isLabels ? 'labels' : 'annotations',
  };
}

/** A time that tells something: reproducible builds say that they are from the beginning of time. */
export function instantOf(text: string | undefined): Instant | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || at <= 0 ? undefined : at;
}
