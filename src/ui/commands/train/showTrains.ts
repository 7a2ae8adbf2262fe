import * as vscode from 'vscode';
import { BranchlineError } from '../../../core/support/errors';
import { message } from '../../../core/support/message';
import { namedTrain } from '../../train/trainNode';
import { briefOf, needSaid } from '../../train/trainWords';
import { command } from '../command';
import { withProgress } from '../support/progress';

/** A row, or the palette: the page of a release train. Without one all services are asked which are under way. */
export const showTrains = command('branchline.showTrains', async (app, args) => {
  const { tabs, watch } = app.trains;
  const meant = namedTrain(args[0]);
  if (meant) {
    tabs.show(meant);
    return;
  }
  await withProgress(vscode.l10n.t('Release trains are looked for'), app.signal, (signal) => watch.search(signal));
  const { trains } = watch;
  if (trains.length === 0) {
    throw new BranchlineError(
      'train/none',
      watch.unsearched.length > 0
        ? message('No release train was found where it could be looked for.')
        : message('No release train is under way.'),
      { nothingToDo: true, remedy: { title: message('Start One…'), command: 'branchline.startTrain' } },
    );
  }
  const picked = await vscode.window.showQuickPick(
    trains.map((train) => ({
      label: train.report.way.join(' → '),
      description: needSaid(train.need, train.report).text,
      detail: briefOf(train.report),
      train,
    })),
    { ignoreFocusOut: true, title: vscode.l10n.t('Release trains') },
  );
  if (picked) tabs.show(picked.train);
});
