/**
 * The tests of E. Breck, S. Cai, E. Nielsen, M. Salib and D. Sculley, "The ML Test Score: A Rubric for ML Production
 * Readiness and Technical Debt Reduction", IEEE Big Data 2017 (https://research.google/pubs/pub46555/), put in our own
 * words as questions. The score of a section is the sum of its tests, the final score the smallest of the four.
 */
export const ML_TEST_SECTIONS = [
  'data',
  'model',
  'infrastructure',
  'monitoring',
] as const;
export type MlTestSection = (typeof ML_TEST_SECTIONS)[number];

export interface MlTest {
  /** The fact, and the topic of an attestation: `attested.ml_test.data.schema`. */
  readonly topic: string;
  readonly section: MlTestSection;
  readonly title: string;
}

const TESTS: Readonly<Record<MlTestSection, Readonly<Record<string, string>>>> =
  {
    data: {
      schema:
        'What each feature should look like is written down and checked against the data',
      useful_features: 'Each feature is known to improve the model',
      affordable_features:
        'Each feature is worth what it costs in time, dependencies and upkeep',
      requirements: 'Features keep to the rules for what may be used',
      privacy: 'Personal data are protected along the whole pipeline',
      quick_addition:
        'A new feature reaches production within a time that is known and short',
      tested_feature_code: 'The code that makes features has tests',
    },
    model: {
      reviewed:
        'Each model definition is reviewed and kept under version control',
      proxy_metric:
        'The offline metric is known to move with the effect in the vehicle',
      tuned: 'All hyperparameters were tuned',
      staleness: 'How much quality is lost by not retraining is known',
      simpler_baseline: 'A simpler model was tried and is worse',
      slices:
        'Quality is good enough on every important slice, not only on average',
      fairness: 'The model was examined for unfair treatment of groups',
    },
    infrastructure: {
      reproducible: 'Training twice on the same data gives the same model',
      unit_tested: 'The code of the model has unit tests',
      integration_tested: 'The whole pipeline is tested from data to serving',
      validated: 'A model must prove its quality before it is served',
      debuggable:
        'One example can be followed step by step through training and inference',
      canary: 'A new model runs on a small share before it runs everywhere',
      rollback:
        'An earlier model can be brought back quickly, and this was practised',
    },
    monitoring: {
      dependencies:
        'Somebody hears about changes of what the pipeline depends on',
      input_invariants:
        'Inputs in training and serving are checked for what must always hold',
      skew: 'Features in training and in serving are compared with each other',
      age: 'The age of what is served, and of what it was trained on, is watched',
      numerics: 'Invalid and exploding numbers are noticed',
      performance:
        'Training speed, latency, throughput and memory are watched for jumps and slow leaks',
      quality: 'Quality of predictions on live data is watched',
    },
  };

export const ML_TESTS: readonly MlTest[] = ML_TEST_SECTIONS.flatMap(section =>
  Object.entries(TESTS[section]).map(([id, title]) => ({
    topic: `attested.ml_test.${section}.${id}`,
    section,
    title,
  })),
);

export const ML_TEST_SCORE = 'attested.ml_test.score';

export const sectionFact = (section: MlTestSection): string =>
  `attested.ml_test.${section}`;
