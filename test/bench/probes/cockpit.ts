export { attentionOf } from '../../../src/ui/attention/model';
export { AttentionNode } from '../../../src/ui/attention/attentionNode';
export { actionsOn } from '../../../src/ui/decorations/quickActions';
export { statusBarModel } from '../../../src/ui/statusBar/model';
export { targetsOf } from '../../../src/ui/commands/support/targets';
export { FleetTree } from '../../../src/ui/tree/fleetTree';
export { runningVersion } from '../../../src/ui/tree/cellWords';
export { pullRequestsMeant } from '../../../src/ui/commands/promotion/pullRequestsMeant';
