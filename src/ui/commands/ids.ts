/** Every command that the editor knows of. A test holds this list against package.json and against the table. */
export const commandIds = [
  'branchline.chooseEnvironment',
  'branchline.compareEnvironments',
  'branchline.compareWithLive',
  'branchline.createCatalog',
  'branchline.explainState',
  'branchline.groupByEnvironment',
  'branchline.groupByService',
  'branchline.openCatalog',
  'branchline.openManifest',
  'branchline.openPullRequest',
  'branchline.pinBaseline',
  'branchline.promote',
  'branchline.refresh',
  'branchline.rollBack',
  'branchline.showDrift',
  'branchline.showHistory',
  'branchline.showLog',
  'branchline.showPipelines',
  'branchline.showPreview',
  'branchline.signIn',
  'branchline.signOut',
  'branchline.toggleDriftDecorations',
] as const;

export type CommandId = (typeof commandIds)[number];
