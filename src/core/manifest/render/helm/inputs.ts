import { folderOf } from '../../../support/folderOf';
import { join } from '../layout';
import { Refusal } from '../refusal';
import type { TreeFiles } from '../rendered';
import type { Content, Copy } from '../tool/sandbox';
import { judgedSchema } from './schema';

/** A chart as helm gets to see it. The names are ours: helm takes a name apart at its commas. */
export interface ChartInputs {
  readonly copy: Copy;
  /** Folder of the chart in the copy. */
  readonly chart: string;
  /** Files of values in the copy, the last one wins. */
  readonly values: readonly string[];
}

/**
 * What helm may have of a chart: its own files, and nothing that lies behind a link, in an archive, or behind a reference
 * of its schema of values.
 * @throws Refusal
 */
export async function chartInputs(
  files: TreeFiles,
  { chart, values }: { readonly chart: string; readonly values: readonly string[] },
  signal: AbortSignal,
): Promise<ChartInputs> {
  const below = chart === '' ? '' : `${folderOf(chart)}/`;
  const copy = new Map<string, Content>();
  for (const path of files.paths.filter((one) => one.startsWith(below))) {
    copy.set(join('chart', path.slice(below.length)), await contentOf(files, path, signal));
  }
  const named = values.map((path, index) => [`values-${index}.yaml`, path] as const);
  for (const [name, path] of named) copy.set(name, await contentOf(files, path, signal));
  return { copy, chart: 'chart', values: named.map(([name]) => name) };
}

async function contentOf(files: TreeFiles, path: string, signal: AbortSignal): Promise<Content> {
  if (files.links.has(path)) {
    throw new Refusal('refused', `${path} is a symbolic link or a submodule, which is not followed.`);
  }
  if (/(^|\/)charts\/[^/]+\.tgz$/i.test(path)) {
    throw new Refusal(
      'refused',
      `${path} is a chart in an archive, which is not looked into: it would have to be unpacked.`,
    );
  }
  if (!/(^|\/)values\.schema\.json$/i.test(path)) return { from: path };
  return { text: judgedSchema(path, (await files.read(path, signal)).toString('utf8')) };
}
