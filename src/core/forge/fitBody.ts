const hidden = '\n<!-- branchline';
const fence = '\n```';
const left = '\n\n…\n';

/**
 * A description that is no longer than a forge takes: what people read is cut at the end of a line, and what is hidden below it,
 * by which it is known again, stays whole. What cannot be cut so is left as it is: the forge says why it refuses it.
 * @param longest in UTF-16 units; `undefined` where there is no such limit
 */
export function fitBody(body: string, longest: number | undefined): string {
  if (longest === undefined || body.length <= longest) return body;
  const at = body.indexOf(hidden);
  const tail = at < 0 ? '' : body.slice(at);
  const room = longest - tail.length - left.length - fence.length;
  if (room < 0) return body;
  const whole = body.slice(0, room);
  const kept = whole.includes('\n') ? whole.slice(0, whole.lastIndexOf('\n')) : whole.replace(/[\ud800-\udbff]$/, '');
  const isOpen = kept.split('\n').filter((line) => line.startsWith('```')).length % 2 === 1;
  return `${kept}${isOpen ? fence : ''}${left}${tail}`;
}
