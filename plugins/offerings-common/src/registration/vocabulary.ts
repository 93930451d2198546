/** What can be registered, in the order in which a person is asked. The value is the `spec.type` of the Component. */
export const COMPONENT_TYPES = [
  {
    type: 'training-pipeline',
    title: 'Pipeline',
    hint: 'Trains or prepares something, again and again',
  },
  { type: 'model', title: 'Model', hint: 'What comes out of training' },
  { type: 'dataset', title: 'Dataset', hint: 'Data others train on' },
  {
    type: 'evaluation-suite',
    title: 'Evaluation suite',
    hint: 'Says how good a model is',
  },
  { type: 'service', title: 'Service', hint: 'Runs and answers requests' },
  {
    type: 'feature-set',
    title: 'Feature set',
    hint: 'Values computed from data for models',
  },
  {
    type: 'simulation-suite',
    title: 'Simulation suite',
    hint: 'Scenarios that are driven in simulation',
  },
  {
    type: 'notebook-project',
    title: 'Notebook project',
    hint: 'Exploration that other people rely on',
  },
  { type: 'other', title: 'Other', hint: 'None of these' },
] as const;

export type ComponentType = (typeof COMPONENT_TYPES)[number]['type'];

export const COMPONENT_LIFECYCLES = [
  'experimental',
  'production',
  'deprecated',
] as const;
export type ComponentLifecycle = (typeof COMPONENT_LIFECYCLES)[number];

/** Everything a registration says, in the order of the form. */
export const REGISTRATION_FIELDS = [
  'type',
  'name',
  'owner',
  'title',
  'description',
  'lifecycle',
  'stage',
  'offerings',
  'jobs',
  'repositories',
  'experiments',
  'links',
] as const;
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number];

/** Component: which registration of the portal it comes from, and which of its versions. */
export const ANNOTATION_REGISTRATION = 'mli.internal/registration';
export const ANNOTATION_REGISTRATION_VERSION =
  'mli.internal/registration-version';

/** The location type of what the portal provides; anything else in the catalog comes from somewhere else. */
export const PORTAL_LOCATION_TYPE = 'mli-portal';
