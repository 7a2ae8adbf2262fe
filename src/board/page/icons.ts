import arrowCircleRightSvg from '@vscode/codicons/src/icons/arrow-circle-right.svg';
import arrowLeftSvg from '@vscode/codicons/src/icons/arrow-left.svg';
import checkSvg from '@vscode/codicons/src/icons/check.svg';
import checklistSvg from '@vscode/codicons/src/icons/checklist.svg';
import circleSvg from '@vscode/codicons/src/icons/circle.svg';
import circleSlashSvg from '@vscode/codicons/src/icons/circle-slash.svg';
import closeSvg from '@vscode/codicons/src/icons/close.svg';
import debugDisconnectSvg from '@vscode/codicons/src/icons/debug-disconnect.svg';
import debugPauseSvg from '@vscode/codicons/src/icons/debug-pause.svg';
import debugRestartSvg from '@vscode/codicons/src/icons/debug-restart.svg';
import debugStepOverSvg from '@vscode/codicons/src/icons/debug-step-over.svg';
import diffSvg from '@vscode/codicons/src/icons/diff.svg';
import diffAddedSvg from '@vscode/codicons/src/icons/diff-added.svg';
import diffModifiedSvg from '@vscode/codicons/src/icons/diff-modified.svg';
import diffRemovedSvg from '@vscode/codicons/src/icons/diff-removed.svg';
import discardSvg from '@vscode/codicons/src/icons/discard.svg';
import ellipsisSvg from '@vscode/codicons/src/icons/ellipsis.svg';
import errorSvg from '@vscode/codicons/src/icons/error.svg';
import eyeClosedSvg from '@vscode/codicons/src/icons/eye-closed.svg';
import fileCodeSvg from '@vscode/codicons/src/icons/file-code.svg';
import filesSvg from '@vscode/codicons/src/icons/files.svg';
import flameSvg from '@vscode/codicons/src/icons/flame.svg';
import gearSvg from '@vscode/codicons/src/icons/gear.svg';
import gitBranchSvg from '@vscode/codicons/src/icons/git-branch.svg';
import gitCommitSvg from '@vscode/codicons/src/icons/git-commit.svg';
import gitCompareSvg from '@vscode/codicons/src/icons/git-compare.svg';
import gitMergeSvg from '@vscode/codicons/src/icons/git-merge.svg';
import gitPullRequestSvg from '@vscode/codicons/src/icons/git-pull-request.svg';
import gitPullRequestClosedSvg from '@vscode/codicons/src/icons/git-pull-request-closed.svg';
import goToFileSvg from '@vscode/codicons/src/icons/go-to-file.svg';
import heartSvg from '@vscode/codicons/src/icons/heart.svg';
import heartFilledSvg from '@vscode/codicons/src/icons/heart-filled.svg';
import historySvg from '@vscode/codicons/src/icons/history.svg';
import infoSvg from '@vscode/codicons/src/icons/info.svg';
import keySvg from '@vscode/codicons/src/icons/key.svg';
import lawSvg from '@vscode/codicons/src/icons/law.svg';
import layersSvg from '@vscode/codicons/src/icons/layers.svg';
import linkExternalSvg from '@vscode/codicons/src/icons/link-external.svg';
import listTreeSvg from '@vscode/codicons/src/icons/list-tree.svg';
import lockSvg from '@vscode/codicons/src/icons/lock.svg';
import openPreviewSvg from '@vscode/codicons/src/icons/open-preview.svg';
import packageSvg from '@vscode/codicons/src/icons/package.svg';
import passSvg from '@vscode/codicons/src/icons/pass.svg';
import passFilledSvg from '@vscode/codicons/src/icons/pass-filled.svg';
import pinnedSvg from '@vscode/codicons/src/icons/pinned.svg';
import pulseSvg from '@vscode/codicons/src/icons/pulse.svg';
import questionSvg from '@vscode/codicons/src/icons/question.svg';
import replySvg from '@vscode/codicons/src/icons/reply.svg';
import requestChangesSvg from '@vscode/codicons/src/icons/request-changes.svg';
import rocketSvg from '@vscode/codicons/src/icons/rocket.svg';
import serverEnvironmentSvg from '@vscode/codicons/src/icons/server-environment.svg';
import syncSvg from '@vscode/codicons/src/icons/sync.svg';
import trashSvg from '@vscode/codicons/src/icons/trash.svg';
import warningSvg from '@vscode/codicons/src/icons/warning.svg';

/** The pictures that the page has, by the names that aspects give; two of them are called otherwise there. */
export const icons: Readonly<Record<string, string>> = {
  'arrow-circle-right': arrowCircleRightSvg,
  'arrow-left': arrowLeftSvg,
  check: checkSvg,
  checklist: checklistSvg,
  'circle-outline': circleSvg,
  'circle-slash': circleSlashSvg,
  clock: historySvg,
  close: closeSvg,
  'debug-disconnect': debugDisconnectSvg,
  'debug-pause': debugPauseSvg,
  'debug-restart': debugRestartSvg,
  'debug-step-over': debugStepOverSvg,
  diff: diffSvg,
  'diff-added': diffAddedSvg,
  'diff-modified': diffModifiedSvg,
  'diff-removed': diffRemovedSvg,
  discard: discardSvg,
  ellipsis: ellipsisSvg,
  error: errorSvg,
  'eye-closed': eyeClosedSvg,
  'file-code': fileCodeSvg,
  files: filesSvg,
  flame: flameSvg,
  gear: gearSvg,
  'git-branch': gitBranchSvg,
  'git-commit': gitCommitSvg,
  'git-compare': gitCompareSvg,
  'git-merge': gitMergeSvg,
  'git-pull-request': gitPullRequestSvg,
  'git-pull-request-closed': gitPullRequestClosedSvg,
  'go-to-file': goToFileSvg,
  heart: heartSvg,
  'heart-filled': heartFilledSvg,
  history: historySvg,
  info: infoSvg,
  key: keySvg,
  law: lawSvg,
  layers: layersSvg,
  'link-external': linkExternalSvg,
  'list-tree': listTreeSvg,
  lock: lockSvg,
  'open-preview': openPreviewSvg,
  package: packageSvg,
  pass: passSvg,
  'pass-filled': passFilledSvg,
  pinned: pinnedSvg,
  pulse: pulseSvg,
  question: questionSvg,
  reply: replySvg,
  'request-changes': requestChangesSvg,
  rocket: rocketSvg,
  'server-environment': serverEnvironmentSvg,
  sync: syncSvg,
  trash: trashSvg,
  warning: warningSvg,
};
