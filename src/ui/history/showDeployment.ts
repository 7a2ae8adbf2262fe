import type { PastDeployment } from '../../core/past/deployment';
import { short } from '../../core/support/sha';
import type { App } from '../app';
import { showFiles } from '../preview/changes';
import { plainText } from '../words/markdown';

type Asked = Pick<PastDeployment, 'service' | 'commit' | 'before' | 'subject'>;

/** What one deployment changed, file by file. */
export async function showDeployment(app: App, { service, commit, before, subject }: Asked): Promise<void> {
  const files = await app.fleet.changedFiles(service, before, commit, app.signal);
  const title = `${short(commit)} ${plainText(subject)}`;
  await showFiles(title, service, files, [...(before === undefined ? [] : [before]), commit]);
}
