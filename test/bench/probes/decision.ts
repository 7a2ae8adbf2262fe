export { PromotionError } from '../../../src/core/promotion/errors';
export { differing } from '../../../src/ui/decision/changes';
export { Decider } from '../../../src/ui/decision/decider';
export { decisionOf } from '../../../src/ui/decision/decision';
export { briefHeadline } from '../../../src/ui/decision/headline';
export { openWeb } from '../../../src/ui/openWeb';
export { opened } from './vscodeStub';
