export { StateIcon, type StateIconProps, type StateLook } from './StateIcon';
export {
  CHECK_STATES,
  CheckStateIcon,
  checkStateWord,
  type CheckState,
  type CheckStateIconProps,
} from './CheckStateIcon';
export {
  AdoptionStateIcon,
  adoptionGroup,
  adoptionStatusWord,
  type AdoptionGroup,
  type AdoptionStateIconProps,
} from './AdoptionStateIcon';
export { LevelSteps, type LevelStepsProps } from './LevelSteps';
export {
  LIFECYCLES,
  LifecycleChip,
  StageChip,
  type Lifecycle,
  type LifecycleChipProps,
  type StageChipProps,
} from './chips';
