import { createHash } from 'node:crypto';

/** What is shorter than twice a hash needs none. */
const longest = 128;

/** The values of a document below one of its outermost keys, put together in any order. */
export class StepPrint {
  private readonly lines: string[] = [];
  private readonly name: string;

  /** @param step a `stepId`; empty where the document is one value */
  constructor(private readonly step: string) {
    this.name = JSON.stringify(step);
  }

  /** @param idEnd what follows the document in the name of an entry; `value` as comparable text */
  add(idEnd: string, value: string): void {
    const below = this.step === '' ? idEnd : idEnd.slice(1 + this.name.length);
    this.lines.push(`${below}\0${value}`);
  }

  get text(): string {
    return `${this.name}\0${short(joined(this.lines.sort()))}`;
  }
}

/** So many steps of a document have a print of their own: versions have most of these in common. */
export const stretchLength = 256;

/** Of the steps of a document, in the order of their texts. Empty where there are none. */
export function documentPrint(steps: readonly string[]): string {
  const stretches: string[] = [];
  for (let at = 0; at < steps.length; at += stretchLength)
    stretches.push(stretchPrint(steps.slice(at, at + stretchLength)));
  return printOfStretches(stretches);
}

/** @param steps `stretchLength` of them, or those at the end */
export function stretchPrint(steps: readonly string[]): string {
  return short(joined(steps));
}

/** As `documentPrint`, by its stretches. What stands in one that is not the last is never as short as a step's own text. */
export function printOfStretches(stretches: readonly string[]): string {
  return stretches.length < 2 ? (stretches[0] ?? '') : short(joined(stretches));
}

/** Of a file, by its documents in any order. Empty where none has anything. */
export function filePrint(documents: readonly (readonly [id: string, print: string])[]): string {
  const told = documents.filter(([, print]) => print !== '').map(([id, print]) => `${JSON.stringify(id)}\0${print}`);
  return told.length === 0 ? '' : sha256(joined(told.sort()));
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : parts.join('\n');
}

function short(text: string): string {
  return text.length < longest ? text : sha256(text);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
