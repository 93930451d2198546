const factory = require('@backstage/cli/config/eslint-factory');

/** The Backstage rules, with what this repository adds to them. */
module.exports = directory =>
  factory(directory, {
    testRules: {
      // A property is an assertion too.
      'jest/expect-expect': [
        'warn',
        { assertFunctionNames: ['expect', 'fc.assert'] },
      ],
    },
  });
