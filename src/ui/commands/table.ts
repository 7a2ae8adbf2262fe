import type { Command } from './command';
import { adoptLiveValue } from './adoptLiveValue';
import { chooseEnvironment } from './chooseEnvironment';
import { closePullRequest } from './closePullRequest';
import { compareEnvironments } from './compareEnvironments';
import { compareWithLive } from './compareWithLive';
import { createCatalog } from './createCatalog';
import { explainState } from './explainState';
import { groupByEnvironment, groupByService } from './group';
import { ignoreDriftHere } from './ignoreDriftHere';
import { openCatalog } from './openCatalog';
import { openEnvironmentFiles } from './openEnvironmentFiles';
import { openManifest } from './openManifest';
import { openPullRequest } from './openPullRequest';
import { openRenderedManifests } from './openRenderedManifests';
import { pinBaseline } from './pinBaseline';
import { promote } from './promote';
import { promotePart } from './promotePart';
import { refresh } from './refresh';
import { returnHotfix } from './returnHotfix';
import { rollBack } from './rollBack';
import { showDrift } from './showDrift';
import { showHistory } from './showHistory';
import { showLog } from './showLog';
import { showPipelines } from './showPipelines';
import { showPreview } from './showPreview';
import { signIn } from './signIn';
import { signOut } from './signOut';
import { takeBackAtSource } from './takeBackAtSource';
import { toggleDriftDecorations } from './toggleDriftDecorations';
import { verifyWithServer } from './verifyWithServer';

/** All commands, one file each. */
export const commands: readonly Command[] = [
  adoptLiveValue,
  chooseEnvironment,
  closePullRequest,
  compareEnvironments,
  compareWithLive,
  createCatalog,
  explainState,
  groupByEnvironment,
  groupByService,
  ignoreDriftHere,
  openCatalog,
  openEnvironmentFiles,
  openManifest,
  openPullRequest,
  openRenderedManifests,
  pinBaseline,
  promote,
  promotePart,
  refresh,
  returnHotfix,
  rollBack,
  showDrift,
  showHistory,
  showLog,
  showPipelines,
  showPreview,
  signIn,
  signOut,
  takeBackAtSource,
  toggleDriftDecorations,
  verifyWithServer,
];
