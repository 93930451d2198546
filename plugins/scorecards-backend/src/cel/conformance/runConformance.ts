/* eslint-disable @backstage/no-undeclared-imports -- part of a test: the suite is a dependency of development only */
import {
  type CelInput,
  CelScalar,
  type CelType,
  type CelValue,
  celEnv,
  celType,
  celUint,
  isCelError,
  isCelList,
  isCelMap,
  isCelType,
  isCelUint,
  listType,
  mapType,
  objectType,
  parse,
  plan,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Value } from '@bufbuild/cel-spec/cel/expr/value_pb.js';
import { getTestRegistry } from '@bufbuild/cel-spec/testdata/registry.js';
import {
  getConformanceSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from '@bufbuild/cel-spec/testdata/tests.js';
import { toJson } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { anyUnpack } from '@bufbuild/protobuf/wkt';

export interface ConformanceCase {
  /** Suite, section and test: `basic/self_eval_zeroish/self_eval_int_zero`. */
  readonly name: string;
  readonly passes: boolean;
}

const registry = getTestRegistry();

const TYPES = new Map<string, CelType>(
  [
    ...Object.values(CelScalar),
    listType(CelScalar.DYN),
    mapType(CelScalar.DYN, CelScalar.DYN),
  ].map(type => [type.name, type]),
);

function toInput(value: Value): CelInput {
  const { kind } = value;
  switch (kind.case) {
    case 'uint64Value':
      return celUint(kind.value);
    case 'enumValue':
      return BigInt(kind.value.value);
    case 'listValue':
      return kind.value.values.map(toInput);
    case 'mapValue':
      return new Map(
        kind.value.entries.map(({ key, value: entry }) => [
          // a key of the specification is a scalar, and every entry has both
          toInput(key as Value) as string,
          toInput(entry as Value),
        ]),
      );
    case 'objectValue': {
      const message = anyUnpack(kind.value, registry);
      return message ?? kind.value;
    }
    case 'nullValue':
      return null;
    case 'typeValue':
      return TYPES.get(kind.value) ?? objectType(kind.value);
    default:
      return kind.value as CelInput;
  }
}

/** A value with its type as text, maps in the order of their keys: two values are the same if their texts are. */
function textOf(value: CelValue): string {
  if (isCelList(value)) {
    return `[${[...value].map(entry => textOf(entry)).join(', ')}]`;
  }
  if (isCelMap(value)) {
    const entries = [...value.entries()].map(
      ([key, entry]) => `${textOf(key)}: ${textOf(entry)}`,
    );
    return `{${entries.sort().join(', ')}}`;
  }
  if (isCelUint(value)) {
    return `uint ${value.value}`;
  }
  if (isCelType(value)) {
    return `type ${value.name}`;
  }
  if (isReflectMessage(value)) {
    const json = toJson(value.desc, value.message, { registry });
    return `${value.desc.typeName} ${JSON.stringify(json)}`;
  }
  if (value instanceof Uint8Array) {
    return `bytes ${Buffer.from(value).toString('hex')}`;
  }
  // NaN is the same as NaN here, and -0 is not 0
  const text = Object.is(value, -0) ? '-0' : String(value);
  return `${celType(value).name} ${text}`;
}

function evaluate(test: IncrementalTest) {
  const { original } = test;
  const env = celEnv({
    namespace: original.container || undefined,
    registry,
    funcs: strings,
  });
  const bindings = Object.fromEntries(
    Object.entries(original.bindings).flatMap(([name, { kind }]) =>
      kind.case === 'value' ? [[name, toInput(kind.value)]] : [],
    ),
  );
  return plan(env, parse(original.expr))(bindings);
}

/** What the specification expects, as text; undefined: an error. */
function expectedOf({ original: { resultMatcher } }: IncrementalTest) {
  switch (resultMatcher.case) {
    case 'value':
      return resultMatcher.value;
    case 'typedResult':
      return resultMatcher.value.result;
    case 'evalError':
    case 'anyEvalErrors':
      return undefined;
    default:
      return true;
  }
}

function identity(input: CelInput): string {
  const result = plan(celEnv({ registry }), parse('x'))({ x: input });
  return isCelError(result) ? `error ${result.message}` : textOf(result);
}

function passes(test: IncrementalTest): boolean {
  const expected = expectedOf(test);
  try {
    const result = evaluate(test);
    if (isCelError(result)) {
      return expected === undefined;
    }
    if (expected === undefined) {
      return false;
    }
    return (
      textOf(result) === identity(expected === true ? true : toInput(expected))
    );
  } catch {
    return expected === undefined;
  }
}

function casesOf(suite: IncrementalTestSuite, path: string): ConformanceCase[] {
  return [
    ...suite.tests.map(test => ({
      name: `${path}/${test.name}`,
      passes: passes(test),
    })),
    ...suite.suites.flatMap(inner => casesOf(inner, `${path}/${inner.name}`)),
  ];
}

/** Runs the conformance suite of CEL, each case by itself; suites by name. */
export function runConformance(): Map<string, ConformanceCase[]> {
  return new Map(
    getConformanceSuite().suites.map(suite => [
      suite.name,
      casesOf(suite, suite.name),
    ]),
  );
}
