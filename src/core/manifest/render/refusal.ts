import type { Path } from '../objects';
import type { Unrendered } from './rendered';

/** Content that no renderer is given, and why. */
export class Refusal extends Error {
  /** @param message for a person, with file, line and field; never holds content of manifests */
  constructor(
    readonly reason: Extract<Unrendered['reason'], 'remoteBase' | 'refused' | 'failed'>,
    message: string,
  ) {
    super(message);
  }
}

/** A path into a file as a person writes it: `patches[0].path`. */
export function fieldName(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index ? '.' : ''}${step}`)).join('');
}
