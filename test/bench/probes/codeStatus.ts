export { codeStatusModel } from '../../../src/ui/statusBar/code/model';
