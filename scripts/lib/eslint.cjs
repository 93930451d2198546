const factory = require('@backstage/cli/config/eslint-factory');

/** The Backstage rules, with what this repository adds to them and takes back. */
module.exports = directory =>
  factory(directory, {
    rules: {
      // What a function uses later may stand below it: a file begins with what a reader came for.
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: false, variables: false, typedefs: false },
      ],
      // Loops that wait make functions on purpose; the compiler knows what each one sees.
      'no-loop-func': 'off',
    },
    testRules: {
      // A property is an assertion too.
      'jest/expect-expect': [
        'warn',
        { assertFunctionNames: ['expect', 'fc.assert'] },
      ],
      // Properties hold over whatever was generated, some of it under a condition.
      'jest/no-conditional-expect': 'off',
      // What holds after or before every case is said once.
      'jest/no-standalone-expect': 'off',
    },
  });
