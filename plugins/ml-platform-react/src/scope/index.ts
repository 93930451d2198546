export {
  ScopeBar,
  windowWords,
  type ScopeBarProps,
  type ScopeField,
} from './ScopeBar';
export {
  DEFAULT_SCOPE,
  parseScope,
  writeScope,
  type Scope,
  type ScopeComparison,
  type ScopeRunClass,
} from './scope';
export { useScope, type ScopeState } from './useScope';
export { unitSections, type ScopeUnit, type UnitSection } from './units';
