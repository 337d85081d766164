/**
 * What code is given: options that are declared once with default and range, and arguments that are checked before anything
 * changes. It imports nothing of ours.
 */
export { expectFlag, expectList, expectObject, expectShare, expectText, refuseUnknown } from './expect.js';
export {
  type Allowed,
  checkedAgainst,
  expectedInstead,
  flag,
  type Given,
  modelId,
  number,
  oneOf,
  type OptionsOf,
  share,
  shareAboveZero,
  shareOrOff,
  wholeNumber,
} from './option.js';
export { shownKind } from './shown-kind.js';
