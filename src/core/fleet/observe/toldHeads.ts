import type { HeadsAnswer } from '../../forge/types';

/** @throws ForgeError where the forge did not tell */
export function toldOf(answer: HeadsAnswer): Extract<HeadsAnswer, { readonly kind: 'known' }> {
  if (answer.kind === 'failed') throw answer.error;
  return answer;
}
