import type { Command } from './command';
import { adoptLiveValue } from './drift/adoptLiveValue';
import { chooseEnvironment } from './manifest/chooseEnvironment';
import { closePullRequest } from './promotion/closePullRequest';
import { compareEnvironments } from './promotion/compareEnvironments';
import { compareWithLive } from './drift/compareWithLive';
import { copyLink } from './fleet/copyLink';
import { copySyncCommand } from './fleet/copySyncCommand';
import { createCatalog } from './catalog/createCatalog';
import { explainPullRequest } from './promotion/explainPullRequest';
import { explainState } from './fleet/explainState';
import { explainThisPullRequest } from './promotion/explainThisPullRequest';
import { groupByEnvironment, groupByService } from './fleet/group';
import { ignoreDriftHere } from './drift/ignoreDriftHere';
import { openBoard } from './fleet/openBoard';
import { openCatalog } from './catalog/openCatalog';
import { openEnvironmentFiles } from './manifest/openEnvironmentFiles';
import { openManifest } from './manifest/openManifest';
import { openOwnRules } from './catalog/openOwnRules';
import { openPullRequest } from './promotion/openPullRequest';
import { openRenderedManifests } from './manifest/openRenderedManifests';
import { pinBaseline } from './promotion/pinBaseline';
import { promote } from './promotion/promote';
import { promotePart } from './promotion/promotePart';
import { checkFleet } from './fleet/checkFleet';
import { refresh } from './fleet/refresh';
import { returnHotfix } from './promotion/returnHotfix';
import { rollBack } from './rollback/rollBack';
import { setUpService } from './setup/setUpService';
import { showDrift } from './drift/showDrift';
import { loadMoreHistory } from './history/loadMoreHistory';
import { openDeploymentPage } from './history/openDeploymentPage';
import { pinHistory } from './history/pinHistory';
import { restoreBeforeDeployment } from './history/restoreBeforeDeployment';
import { restoreDeployment } from './history/restoreDeployment';
import { showDeployment } from './history/showDeployment';
import { showDeploymentCode } from './history/showDeploymentCode';
import { showFleetAt } from './history/showFleetAt';
import { showHistory } from './history/showHistory';
import { showTimeline } from './history/showTimeline';
import { undoDeployment } from './history/undoDeployment';
import { unpinHistory } from './history/unpinHistory';
import { showLog } from './fleet/showLog';
import { openPipelineLog } from './fleet/openPipelineLog';
import { runPipelineAgain } from './fleet/runPipelineAgain';
import { showPipelines } from './fleet/showPipelines';
import { showPreview } from './promotion/showPreview';
import { signIn } from './account/signIn';
import { signInToRelay } from './account/signInToRelay';
import { signOut } from './account/signOut';
import { takeBackAtSource } from './rollback/takeBackAtSource';
import { toggleDriftDecorations } from './drift/toggleDriftDecorations';
import { showTrains } from './train/showTrains';
import { startTrain } from './train/startTrain';
import { updateImages } from './update/updateImages';
import { verifyWithServer } from './drift/verifyWithServer';
import { showMeasures } from './fleet/showMeasures';
import { wasBadHere } from './history/wasBadHere';
import { wasGoodHere } from './history/wasGoodHere';
import { whereIs } from './fleet/whereIs';
import { whichBrokeIt } from './history/whichBrokeIt';

/** All commands, one file each. */
export const commands: readonly Command[] = [
  adoptLiveValue,
  checkFleet,
  chooseEnvironment,
  closePullRequest,
  compareEnvironments,
  compareWithLive,
  copyLink,
  copySyncCommand,
  createCatalog,
  explainPullRequest,
  explainState,
  explainThisPullRequest,
  groupByEnvironment,
  groupByService,
  ignoreDriftHere,
  loadMoreHistory,
  openBoard,
  openCatalog,
  openDeploymentPage,
  openEnvironmentFiles,
  openManifest,
  openOwnRules,
  openPullRequest,
  openRenderedManifests,
  pinBaseline,
  pinHistory,
  promote,
  promotePart,
  refresh,
  restoreBeforeDeployment,
  restoreDeployment,
  returnHotfix,
  rollBack,
  openPipelineLog,
  runPipelineAgain,
  setUpService,
  showDeployment,
  showDeploymentCode,
  showDrift,
  showFleetAt,
  showHistory,
  showLog,
  showMeasures,
  showPipelines,
  showPreview,
  showTimeline,
  showTrains,
  signIn,
  signInToRelay,
  signOut,
  startTrain,
  takeBackAtSource,
  toggleDriftDecorations,
  undoDeployment,
  unpinHistory,
  updateImages,
  verifyWithServer,
  wasBadHere,
  wasGoodHere,
  whereIs,
  whichBrokeIt,
];
