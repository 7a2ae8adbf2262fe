export { BranchlineError } from '../../../src/core/support/errors';
export { message } from '../../../src/core/support/message';
export { TrainTabs } from '../../../src/ui/train/trainTabs';
export { TrainCalls } from '../../../src/ui/train/trainCalls';
export { TrainNode } from '../../../src/ui/train/trainNode';
export { needOf } from '../../../src/ui/train/need';
export { dueTrains } from '../../../src/ui/train/dueTrains';
export { StubTabs } from './stubTabs';
export { opened, person, said } from './vscodeStub';
