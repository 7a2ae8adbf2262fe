export { PromotionError } from '../../../src/core/promotion/errors';
export { differing } from '../../../src/ui/decision/changes';
export { Decider } from '../../../src/ui/decision/decider';
export { decisionOf } from '../../../src/ui/decision/decision';
export { Decisions } from '../../../src/ui/decision/decisions';
export { graveReasons } from '../../../src/ui/decision/gravity';
export { openWeb } from '../../../src/ui/openWeb';
export { StubTabs } from './stubTabs';
export { does, opened, said } from './vscodeStub';
