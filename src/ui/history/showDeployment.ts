import type { DeploymentRow } from '../../core/fleet/fleet';
import { subjectOf } from '../../core/manifest/secrecy/commits';
import { short } from '../../core/support/sha';
import type { Cell } from '../../core/fleet/state/snapshot';
import type { App } from '../app';
import { showFiles } from '../preview/changes';
import { plainText } from '../words/markdown';

/** What one deployment changed, file by file. */
export async function showDeployment(app: App, cell: Cell, { commit }: DeploymentRow): Promise<void> {
  const files = await app.fleet.changedFiles(cell.service.name, commit.parents[0], commit.sha, app.signal);
  const title = `${short(commit.sha)} ${plainText(subjectOf(commit))}`;
  await showFiles(title, cell.service.name, files, [...commit.parents.slice(0, 1), commit.sha]);
}
