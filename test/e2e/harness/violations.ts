import axe from 'axe-core';
import type { Frame } from 'playwright-core';

/** What axe-core finds on a page as it stands, by rule. */
export async function violationsOn(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(axe.source);
  const found = await frame.evaluate<{ id: string; nodes: { html: string; any: { message: string }[] }[] }[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any.map(({ message }) => message).join('; ')}`),
  );
}
